"""One connection to one repository on GitHub: every request counted, every refusal ours.

PyGithub waits between writes, obeys rate limits and repeats what may be repeated. A
POST is never repeated blindly: it may have been done although the reply was lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from github import Auth, Github, GithubException
from github.GithubObject import GithubObject
from github.NamedUser import NamedUser
from requests import RequestException
from urllib3 import Retry

from bot.adapters.github.rights import Rights
from bot.errors import SERVER_ERRORS_FROM, ForgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from github.PaginatedList import PaginatedList
    from github.Repository import Repository

    from bot.ports.world import Clock

T = TypeVar("T")
G = TypeVar("G", bound=GithubObject)

UNAUTHORIZED, FORBIDDEN, TOO_MANY = 401, 403, 429
PAGE_ITEMS = 100
PAGES_MAX = 20
REQUESTS_MAX = 900
"""Requests of one process: a job's token has 1,000 an hour for all jobs of the repository."""

TIMEOUT_S = 30
RETRIES_MAX = 4
LIMIT_WAITS_S = (60, 300)
"""A minute at least where GitHub does not say how long, then longer; so often for one request."""

LIMIT_WAIT_S_MAX = 300
WAITED_S_MAX = 1800
"""All waits for limits of one process together."""

WRITES_APART_S = 1.0
SAID_CHARS_MAX = 300
USER_AGENT = "coverage-missions"
_REPEATABLE = frozenset({"GET", "HEAD", "PATCH", "PUT", "DELETE"})
_PASSING = (500, 502, 503, 504)
_LIMITS = frozenset({400, FORBIDDEN, 422, TOO_MANY})
"""With a limit's words; 400 is PyGithub's for errors of GraphQL, which come with 200."""

_LIMIT_WORDS = ("rate limit", "abuse detection", "submitted too quickly")


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
    """Asks GitHub for one repository. `wait` paces writes and repeats; tests take 0.

    `is_over` tells that no request of this process will be answered any more: the token has
    expired, a limit stays, or the budget is spent. `cut_short` names the lists that were
    longer than is read, `rights` knows what people may do.
    """

    def __init__(self, access: Access, clock: Clock, *, wait: float = WRITES_APART_S) -> None:
        self.access = access
        self.clock = clock
        self.requests = 0
        self.is_over = False
        self.cut_short: set[str] = set()
        self.rights = Rights(self)
        self._waited_s = 0.0
        self._wait = wait
        self._repository: Repository | None = None
        # Limits are waited for in `ask`: PyGithub waits as long as it is told, and for no POST.
        retry = Retry(
            total=RETRIES_MAX,
            allowed_methods=_REPEATABLE,
            status_forcelist=_PASSING,
            backoff_factor=wait,
            respect_retry_after_header=False,
            raise_on_status=False,
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
        """Return the repository by the name that it has today; asked for once.

        GitHub answers writes to a former name by a redirect, which PyGithub takes for done.

        Raises:
            ForgeError: the token sees no such repository.
        """
        if self._repository is None:
            name = self.access.repository
            found = self._github.get_repo(name)
            # PyGithub asks when a fact is read that it does not know.
            self.ask(f"find the repository {name}", lambda: found.id)
            self._repository = found
            self.access = replace(self.access, repository=found.full_name)
        return self._repository

    def account(self, login: str) -> NamedUser:
        """Name an account for a filter of a list; nothing is asked."""
        return NamedUser(self._github.requester, attributes={"login": login}, completed=True)

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
        for waits in range(len(LIMIT_WAITS_S) + 1):
            if self.requests >= REQUESTS_MAX:
                self.is_over = True
                said = f"more than {REQUESTS_MAX} requests in one run"
                raise ForgeError(f"cannot {what}: {said}; run again in an hour", TOO_MANY, said)
            self.requests += 1
            try:
                return request()
            except GithubException as error:
                seconds = self._limit_s(error, waits)
                if seconds is None:
                    raise _refused(what, error) from error
                # What a limit refused was certainly not done, so a POST may be sent again.
                self._waited_s += seconds
                self.pause(seconds)
            except RequestException as error:
                raise ForgeError(
                    f"cannot {what}: {self.access.api_url} does not answer "
                    f"({type(error).__name__}); run again"
                ) from error
        raise AssertionError("the last turn returns or raises")

    def _limit_s(self, error: GithubException, waits: int) -> float | None:
        """Return how long to wait for a limit, in seconds; None where it is none, or stays."""
        if not is_limit(error):
            self.is_over = self.is_over or error.status == UNAUTHORIZED
            return None
        seconds = _wanted_s(error, self.clock, waits)
        is_long = seconds > LIMIT_WAIT_S_MAX or self._waited_s + seconds > WAITED_S_MAX
        if is_long or waits == len(LIMIT_WAITS_S):
            self.is_over = True
            return None
        return seconds

    def send(self, what: str, verb: str, path: str, fields: Mapping[str, object]) -> object:
        """Send what PyGithub has no call for, or an outdated one; `path` is the repository's.

        Without fields there is no body: an empty object is none that GitHub describes.
        """
        url = f"/repos/{self.repository.full_name}{path}"
        requester = self._github.requester
        return self.ask(
            what, lambda: requester.requestJsonAndCheck(verb, url, input=dict(fields) or None)[1]
        )

    def fetch(self, what: str, path: str) -> object:
        """Read what PyGithub asks for with parameters that GitHub does not describe."""
        url = f"/repos/{self.repository.full_name}{path}"
        requester = self._github.requester
        return self.ask(what, lambda: requester.requestJsonAndCheck("GET", url)[1])

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
        """Return what all pages of a list hold, at most so many of them.

        A page may be short and not the last: the Link header alone tells.
        """
        found: list[G] = []
        for number in range(most):
            page = self.ask(what, lambda number=number: pages.get_page(number))  # type: ignore[misc]  # a lambda's default
            found += page
            if not page or 'rel="next"' not in _link(page[-1]):
                return found
        self.cut_short.add(what)
        return found

    def pause(self, seconds: float) -> None:
        """Wait for what GitHub needs a moment to see."""
        self.clock.pause(seconds * self._wait)

    def close(self) -> None:
        """Close the connection."""
        self._github.close()


def _link(thing: GithubObject) -> str:
    """Return the Link header of the reply that held a thing: PyGithub keeps it with each.

    Its public property would ask GitHub for the whole thing first.
    """
    return str(thing._headers.get("link", ""))  # noqa: SLF001 - see above


def is_limit(error: GithubException) -> bool:
    """Tell whether a limit refused a request, by its words or by its status alone."""
    said = said_by(error).lower()
    is_told = error.status in _LIMITS and any(words in said for words in _LIMIT_WORDS)
    return is_told or error.status == TOO_MANY


def _wanted_s(error: GithubException, clock: Clock, waits: int) -> float:
    """Return how long a limit wants us to wait after so many waits, in seconds."""
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    after = headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(1.0, float(reset) - clock.epoch_s())
    return LIMIT_WAITS_S[min(waits, len(LIMIT_WAITS_S) - 1)]


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
    if status == UNAUTHORIZED:
        return "; the token is wrong or has expired: a job's token ends with it, at most after 24 h"
    if "not accessible by" in low:
        return (
            "; a job needs `permissions:` `contents: write`, `pull-requests: write` and "
            "`issues: write` to publish, each with `read` to listen"
        )
    if "rate limit" in low or "too quickly" in low or status == TOO_MANY:
        return "; run again in an hour: what is published already stays"
    if status >= SERVER_ERRORS_FROM:
        return "; run again"
    return ""
