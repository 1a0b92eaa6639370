"""Pull requests and their comments on one repository."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from bot.adapters.github.branches import NOT_FOUND, UNPROCESSABLE
from bot.adapters.github.rights import Level, Matter
from bot.adapters.github.seen import comment_seen, identity_login, pull_seen
from bot.adapters.github.session import FORBIDDEN
from bot.domain.forge import Identity
from bot.errors import ForgeError
from bot.stages.restraint import restraining

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from github.Issue import Issue
    from github.NamedUser import NamedUser
    from github.PullRequest import PullRequest
    from github.Repository import Repository

    from bot.adapters.github.session import Session
    from bot.domain.forge import CommentSeen, PullSeen

OPEN_PAGES_MAX = 3
"""Pages of open pull requests that are counted, the newest first."""

LAG_TRIES_MAX = 5
LAG_PAUSE_S = 2.0
LINK_CHARS_MAX = 6000
"""Longest link that browsers and GitHub take without complaint, and some room."""

_VIEWER = "query { viewer { login } }"
_READY = """
mutation($input: MarkPullRequestReadyForReviewInput!) {
  markPullRequestReadyForReview(input: $input) { pullRequest { isDraft } }
}
"""


class CreationForbidden(Exception):
    """The repository or its organisation lets no workflow open pull requests."""


class Pulls:
    """What the bot does with pull requests; the repository's owner is theirs too."""

    def __init__(self, session: Session, email: str) -> None:
        self._session = session
        self._email = email

    def identity(self) -> Identity:
        """Return who the token is.

        Source: `GET /user` answers 403 to a job's token, GraphQL's viewer answers to any.
        """
        data = self._session.query("ask who the token is", _VIEWER, {})
        viewer = data.get("viewer")
        login = str(viewer.get("login", "")) if isinstance(viewer, dict) else ""
        return Identity(identity_login(login, self._session.access.token), frozenset({self._email}))

    def of_branch(self, branch: str) -> tuple[PullSeen, ...]:
        """Return a branch's pull requests, open and closed, whatever their base; newest first.

        Of one whose author's rights are not known there is only what forbids something.
        """
        repository = self._session.repository
        pages = repository.get_pulls(
            state="all",
            head=f"{self._session.access.owner}:{branch}",
            sort="created",
            direction="desc",
        )
        found = self._session.every("list pull requests", pages)
        # GitHub ignores a filter that it does not understand.
        return self._heard(one for one in found if one.head.ref == branch)

    def of_prefix(self, prefix: str) -> tuple[PullSeen, ...]:
        """Return the pull requests of branches that start so, open and closed; newest first.

        Of a repository with very many pull requests the newest are looked at, and of one whose
        author's rights are not known only what forbids something.
        """
        pages = self._session.repository.get_pulls(state="all", sort="created", direction="desc")
        found = self._session.every("list pull requests", pages)
        return self._heard(one for one in found if one.head.ref.startswith(prefix))

    def open_branches(self, prefix: str) -> frozenset[str]:
        """Name the branches with an open pull request that start with `prefix`."""
        pages = self._session.repository.get_pulls(state="open")
        found = self._session.every("list open pull requests", pages, most=OPEN_PAGES_MAX)
        return frozenset(
            one.head.ref for one in found if one.head.ref.startswith(prefix) and self._is_own(one)
        )

    def _heard(self, pulls: Iterable[PullRequest]) -> tuple[PullSeen, ...]:
        found: list[PullSeen] = []
        for one in pulls:
            if self._is_own(one):
                found.append(pull_seen(one))
            elif self._restrains(one):
                found += restraining(pull_seen(one))
        return tuple(found)

    def _restrains(self, pull: PullRequest) -> bool:
        """Tell whether one that is not the bot's is heard as far as it forbids something."""
        if not self._is_of_this(pull) or pull.user is None:
            return False
        called = pull.author_association
        return self._session.rights.restrains(pull.user.login, called, Matter.PULLS)

    def _is_of_this(self, pull: PullRequest) -> bool:
        """Tell whether its branch is the repository's own, and not a fork's of the same name."""
        home: Repository | None = pull.head.repo
        return home is not None and home.full_name == self._session.access.repository

    def _is_own(self, pull: PullRequest) -> bool:
        """Tell whether it is the bot's, or was opened for it by hand.

        Its author is a bot or may push here. Whoever may read may open one from any branch, and
        writes its text, where we would find ticks and facts of ours: a tick replaces people's
        commits. So one is not the bot's where GitHub does not say what its author may do.
        """
        if not self._is_of_this(pull):
            return False
        # PyGithub's types do not say that an account may be gone.
        author: NamedUser | None = pull.user
        if author is None or author.type == "Bot":
            return author is not None
        called = pull.author_association
        return self._session.rights.of(author.login, called, Matter.PULLS) >= Level.WRITE

    def create(
        self, *, title: str, body: str, base: str, branch: str, draft: bool
    ) -> tuple[PullSeen, bool]:
        """Open a pull request, and tell whether it is new; where no drafts are to be had, plainly.

        Raises:
            CreationForbidden: no workflow may open one here.
            ForgeError: GitHub refused otherwise.
        """
        try:
            made = self._create(title=title, body=body, base=base, branch=branch, draft=draft)
        except ForgeError as error:
            if error.status == FORBIDDEN and "not permitted to create" in error.said:
                raise CreationForbidden(error.said) from error
            found = self._found_after(error, branch)
            if found is not None:
                return found, False
            if not draft or error.status != UNPROCESSABLE or "draft" not in error.said.lower():
                raise
            made = self._create(title=title, body=body, base=base, branch=branch, draft=False)
        return made, True

    def _create(self, *, title: str, body: str, base: str, branch: str, draft: bool) -> PullSeen:
        repository = self._session.repository
        made = self._session.ask(
            "open the pull request",
            lambda: repository.create_pull(
                base=base, head=branch, title=title, body=body, draft=draft
            ),
        )
        return pull_seen(made)

    def _found_after(self, error: ForgeError, branch: str) -> PullSeen | None:
        """Look whether it is there: somebody was faster, or only the reply was lost."""
        is_there = error.status == UNPROCESSABLE and "already exists" in error.said
        if not is_there and not error.may_be_done:
            return None
        found = self.of_branch(branch)
        return next((one for one in found if one.state.value == "open"), None)

    def edit(self, pull: PullSeen, *, title: str, body: str) -> None:
        """Write title and text anew, as far as they differ."""
        if (title, body) != (pull.title, pull.body):
            fields = {"title": title, "body": body}
            self._session.send("edit the pull request", "PATCH", f"/pulls/{pull.number}", fields)

    def mark_ready(self, pull: PullSeen) -> None:
        """Make a draft ready for review; to do it twice is to do it once.

        Source: REST cannot, GraphQL can; a job's token needs to write contents too (cli#8910).
        """
        self._session.query(
            "mark it ready for review", _READY, {"input": {"pullRequestId": pull.node}}
        )

    def label(self, pull: PullSeen, labels: Sequence[str]) -> None:
        """Add labels; a pull request that is a moment old may not be known yet."""
        if labels:
            self._after_lag(
                "label the pull request", f"/issues/{pull.number}/labels", {"labels": [*labels]}
            )

    def request(self, pull: PullSeen, reviewers: Sequence[str], teams: Sequence[str]) -> None:
        """Ask people to review."""
        if reviewers or teams:
            fields = {"reviewers": [*reviewers], "team_reviewers": [*teams]}
            self._after_lag("request reviews", f"/pulls/{pull.number}/requested_reviewers", fields)

    def _after_lag(self, what: str, path: str, fields: Mapping[str, object]) -> None:
        for attempt in range(LAG_TRIES_MAX):
            try:
                self._session.send(what, "POST", path, fields)
            except ForgeError as error:
                # To label or to ask twice is to do it once, so a lost reply may be repeated.
                is_passing = "Could not resolve to a node" in error.said or error.may_be_done
                if not is_passing or attempt == LAG_TRIES_MAX - 1:
                    raise
                self._session.pause(LAG_PAUSE_S * 2**attempt)
            else:
                return

    def comments(self, pull: PullSeen) -> list[CommentSeen]:
        """Return all comments below a pull request."""
        issue = self._issue(pull.number)
        return [
            comment_seen(one) for one in self._session.every("read comments", issue.get_comments())
        ]

    def comment(self, pull: PullSeen, body: str) -> CommentSeen | None:
        """Write a new comment and return it; None where the reply was lost: it may be there.

        Raises:
            ForgeError: GitHub refused.
        """
        issue = self._issue(pull.number)
        try:
            return comment_seen(self._session.ask("comment", lambda: issue.create_comment(body)))
        except ForgeError as error:
            if not error.may_be_done:
                raise
            return None

    def edit_comment(self, comment: int, body: str) -> None:
        """Write a comment anew."""
        self._session.send(
            "edit the comment", "PATCH", f"/issues/comments/{comment}", {"body": body}
        )

    def delete_comment(self, comment: int) -> None:
        """Remove a comment of ours that is one too many; another run may have done so."""
        try:
            self._session.send("delete a comment", "DELETE", f"/issues/comments/{comment}", {})
        except ForgeError as error:
            if error.status != NOT_FOUND:
                raise

    def link(self, *, base: str, branch: str, title: str, body: str) -> str:
        """Return the page where a person opens the pull request with one click."""
        access = self._session.access
        place = f"{quote(base, safe='/')}...{quote(branch, safe='/')}"
        url = f"{access.server_url}/{access.repository}/compare/{place}"
        query = urlencode({"expand": "1", "title": title, "body": body})
        if len(url) + len(query) > LINK_CHARS_MAX:
            query = urlencode({"expand": "1", "title": title})
        return f"{url}?{query}"

    def _issue(self, number: int) -> Issue:
        return self._session.repository.get_issue(number)
