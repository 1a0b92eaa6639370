"""The dashboard: one issue, found again by label, marker and author, however many runs write it.

What people tick is read right before anything is written; GitHub knows no lock for an
issue's text, so a tick made in the very moment of a write can be lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.github.branches import NOT_FOUND
from bot.adapters.github.seen import issue_seen
from bot.adapters.github.session import FORBIDDEN
from bot.errors import ForgeError
from bot.stages.dashboard import DASHBOARD_LABEL, MARKER, TITLE
from bot.stages.upsert import is_same_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from github.Issue import Issue

    from bot.adapters.github.session import Session
    from bot.domain.forge import IssueSeen

GONE = 410
UNREADABLE = (FORBIDDEN, NOT_FOUND, GONE)
LOOKS_MAX = 3
LOOK_PAGES_MAX = 3


class NoBoard(Exception):
    """There is no dashboard to write; the text says why, and what to do."""


class Board:
    """The dashboard of one repository; `login` is the bot's own, as REST names authors."""

    def __init__(self, session: Session, login: str) -> None:
        self._session = session
        self._login = login

    def read(self, *, of_any_bot: bool = False) -> IssueSeen | None:
        """Return the dashboard as `find` does; a token without the right to issues sees none.

        Raises:
            NoBoard: the repository has no issues, or the token may not read them.
            ForgeError: GitHub did not answer.
        """
        try:
            return self.find(of_any_bot=of_any_bot)
        except ForgeError as error:
            # A limit has the status of a missing right; what people said there is not known then.
            if error.status not in UNREADABLE or self._session.is_over:
                raise
            raise NoBoard(str(error)) from error

    def find(self, *, of_any_bot: bool = False) -> IssueSeen | None:
        """Return the dashboard, the lowest number where there are several; None for none.

        Whoever listens may be another bot than the one that publishes; only people with
        rights in the repository can have given an issue the label.

        Raises:
            NoBoard: the repository has no issues.
            ForgeError: GitHub refused.
        """
        return next(iter(self._all(of_any_bot=of_any_bot)), None)

    def write(self, render: Callable[[str], str]) -> IssueSeen:
        """Bring the dashboard up to date; `render` gets its present text, and returns the new one.

        Raises:
            NoBoard: the repository has no issues, or a person closed the dashboard.
            ForgeError: GitHub refused.
        """
        for _ in range(LOOKS_MAX):
            found = self._all()
            if found:
                self._close(found[1:])
                return self._update(found[0].number, render)
            made = self._create(render(""))
            # The list may be late; what was answered to our own writing is there.
            others = [one for one in self._all() if made is None or one.number < made.number]
            if made is not None and not others:
                return made
            if made is not None:
                self._close([made])
        raise ForgeError("cannot write the dashboard: GitHub lost each reply; run again")

    def _all(self, *, of_any_bot: bool = False) -> list[IssueSeen]:
        """Return all dashboards of ours, oldest first; a person may have removed the label."""
        repository = self._session.repository
        if not repository.has_issues:
            raise NoBoard("issues are switched off in this repository")
        labelled = repository.get_issues(
            state="all", labels=[DASHBOARD_LABEL], sort="created", direction="asc"
        )
        found = self._ours(self._session.every("find the dashboard", labelled), of_any_bot)
        if not found and not of_any_bot:
            me = self._session.account(self._login)
            own = repository.get_issues(
                state="all",
                creator=me,
                sort="created",
                direction="asc",
            )
            issues = self._session.every("find the dashboard", own, most=LOOK_PAGES_MAX)
            found = self._ours(issues, of_any_bot)
        return sorted(found, key=lambda one: one.number)

    def _ours(self, issues: list[Issue], of_any_bot: bool) -> list[IssueSeen]:  # noqa: FBT001 - private
        # The lists hold pull requests too, which have no such marker. To ask PyGithub which
        # they are would take one request more for each that is none.
        seen = [issue_seen(one) for one in issues]
        return [one for one in seen if MARKER in one.body and self._is_author(one, of_any_bot)]

    def _is_author(self, seen: IssueSeen, of_any_bot: bool) -> bool:  # noqa: FBT001 - private
        return seen.author == self._login or (of_any_bot and seen.author.endswith("[bot]"))

    def _update(self, number: int, render: Callable[[str], str]) -> IssueSeen:
        now = self._read(number)
        if not now.is_open:
            raise NoBoard(f"#{number} was closed: open it again to have a dashboard")
        text = render(now.body)
        if not is_same_text(now.body, text):
            what = "write the dashboard"
            self._session.send(what, "PATCH", f"/issues/{number}", {"body": text})
        return now

    def _read(self, number: int) -> IssueSeen:
        repository = self._session.repository
        # PyGithub may ask only when a fact is read.
        return self._session.ask(
            "read the dashboard", lambda: issue_seen(repository.get_issue(number))
        )

    def _create(self, text: str) -> IssueSeen | None:
        """Open the issue; None where the reply was lost: it may be there."""
        repository = self._session.repository
        try:
            return self._session.ask(
                "open the dashboard",
                lambda: issue_seen(
                    repository.create_issue(title=TITLE, body=text, labels=[DASHBOARD_LABEL])
                ),
            )
        except ForgeError as error:
            if error.status == GONE:
                raise NoBoard("issues are switched off in this repository") from error
            if not error.may_be_done:
                raise
            return None

    def _close(self, surplus: list[IssueSeen]) -> None:
        """Close what says the same thing again: another run was faster, or a reply was lost."""
        for one in surplus:
            if one.is_open:
                fields = {"state": "closed", "state_reason": "not_planned"}
                self._session.send(
                    "close a second dashboard", "PATCH", f"/issues/{one.number}", fields
                )
