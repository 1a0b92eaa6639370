"""One connection to one repository on GitHub: every request counted, every refusal ours.

PyGithub waits between writes, obeys rate limits and repeats what may be repeated. A
POST is never repeated blindly: it may have been done although the reply was lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from github import Auth, Github, GithubException, GithubRetry
from github.GithubObject import GithubObject
from requests import RequestException

from bot.errors import ForgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from github.PaginatedList import PaginatedList
    from github.Repository import Repository

    from bot.ports.world import Clock

T = TypeVar("T")
G = TypeVar("G", bound=GithubObject)

PAGE_ITEMS = 100
PAGES_MAX = 20
REQUESTS_MAX = 400
"""Requests of one process: far above what it should need, below what a token has an hour."""

TIMEOUT_S = 30
RETRIES_MAX = 4
RATE_LIMIT_WAIT_S_MAX = 900
WRITES_APART_S = 1.0
SAID_CHARS_MAX = 300
USER_AGENT = "coverage-missions"
_REPEATABLE = frozenset({"GET", "HEAD", "PATCH", "PUT", "DELETE"})
_SERVER_ERRORS_FROM = 500


@dataclass(frozen=True)
class Access:
    """What a token opens: `repository` is "owner/name", addresses have no "/" at their end."""

    token: str = field(repr=False)
    repository: str
    api_url: str = "https://api.github.com"
    server_url: str = "https://github.com"

    @property
    def owner(self) -> str:
        """Return the account that the repository belongs to."""
        return self.repository.partition("/")[0]


class Session:
    """Asks GitHub for one repository. `wait` paces writes and repeats; tests take 0."""

    def __init__(self, access: Access, clock: Clock, *, wait: float = WRITES_APART_S) -> None:
        self.access = access
        self.clock = clock
        self.requests = 0
        self._wait = wait
        retry = GithubRetry(
            total=RETRIES_MAX,
            allowed_methods=_REPEATABLE,
            backoff_factor=wait,
            secondary_rate_wait=60 * wait,
            max_rate_limit_wait=RATE_LIMIT_WAIT_S_MAX,
        )
        self._github = Github(
            auth=Auth.Token(access.token),
            base_url=access.api_url,
            timeout=TIMEOUT_S,
            user_agent=USER_AGENT,
            per_page=PAGE_ITEMS,
            retry=retry,
            seconds_between_requests=0,
            seconds_between_writes=wait,
            lazy=True,
        )

    @property
    def repository(self) -> Repository:
        """Return the repository; nothing is asked for yet."""
        return self._github.get_repo(self.access.repository)

    @property
    def remaining(self) -> int | None:
        """Return how many requests the token has left this hour; None before the first reply."""
        # The client's own property asks GitHub where nothing was asked before.
        left, _ = self._github.requester.rate_limiting
        return left if left >= 0 else None

    def ask(self, what: str, request: Callable[[], T]) -> T:
        """Send one request; `what` says in an error what was being done.

        Raises:
            ForgeError: GitHub refused, or cannot be reached.
        """
        if self.requests >= REQUESTS_MAX:
            raise ForgeError(f"cannot {what}: more than {REQUESTS_MAX} requests in one run")
        self.requests += 1
        try:
            return request()
        except GithubException as error:
            raise _refused(what, error) from error
        except RequestException as error:
            raise ForgeError(
                f"cannot {what}: {self.access.api_url} does not answer "
                f"({type(error).__name__}); run again"
            ) from error

    def send(self, what: str, verb: str, path: str, fields: Mapping[str, object]) -> object:
        """Send what PyGithub has no call for, or an outdated one; `path` is the repository's."""
        url = f"/repos/{self.access.repository}{path}"
        requester = self._github.requester
        return self.ask(
            what, lambda: requester.requestJsonAndCheck(verb, url, input=dict(fields))[1]
        )

    def query(self, what: str, query: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Ask GraphQL, and return what is under "data".

        Raises:
            ForgeError: it answered with errors.
        """
        requester = self._github.requester
        answer = self.ask(what, lambda: requester.graphql_query(query, dict(variables))[1])
        data: dict[str, object] = answer["data"]
        return data

    def every(self, what: str, pages: PaginatedList[G], *, most: int = PAGES_MAX) -> list[G]:
        """Return what all pages of a list hold, at most so many of them."""
        found: list[G] = []
        for number in range(most):
            page = self.ask(what, lambda number=number: pages.get_page(number))  # type: ignore[misc]  # a lambda's default
            found += page
            if len(page) < PAGE_ITEMS:
                break
        return found

    def pause(self, seconds: float) -> None:
        """Wait for what GitHub needs a moment to see."""
        self.clock.pause(seconds * self._wait)

    def close(self) -> None:
        """Close the connection."""
        self._github.close()


def _refused(what: str, error: GithubException) -> ForgeError:
    said = said_by(error)
    hint = _hint(error.status, said)
    return ForgeError(
        f"cannot {what}: GitHub answered {error.status}: {said}{hint}", error.status, said
    )


def said_by(error: GithubException) -> str:
    """Return GitHub's message and those of its errors, on one line."""
    body = error.data if isinstance(error.data, dict) else {}
    parts = [str(body.get("message", ""))]
    parts += [
        str(one.get("message", "")) if isinstance(one, dict) else str(one)
        for one in body.get("errors") or ()
    ]
    said = " ".join(" ".join(parts).split())
    return said[:SAID_CHARS_MAX] or str(error.message or "no message")[:SAID_CHARS_MAX]


def _hint(status: int, said: str) -> str:
    low = said.lower()
    if status == 401:  # noqa: PLR2004 - unauthorized
        return "; the token is wrong or has expired: a job's token ends with it, at most after 24 h"
    if "not accessible by" in low:
        return "; give the job `permissions: contents: write, pull-requests: write, issues: write`"
    if "rate limit" in low or "too quickly" in low or status == 429:  # noqa: PLR2004 - too many
        return "; run again in an hour: what is published already stays"
    if status >= _SERVER_ERRORS_FROM:
        return "; run again"
    return ""
