"""The dashboard of a branch: one issue, found by label, author and marker, whoever writes it.

What another bot wrote is read, and never edited.

What people tick is read right before anything is written; GitHub knows no lock for an
issue's text, so a tick made in the very moment of a write can be lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.github.branches import NOT_FOUND
from bot.adapters.github.seen import issue_seen
from bot.adapters.github.session import FORBIDDEN
from bot.domain.forge import has_label
from bot.errors import ForgeError
from bot.stages.boards import DASHBOARD_LABEL, Boards, boards_of, heard_of, title_of
from bot.stages.dashboard import BoardRead, OtherBoard, heard_on, read_board, without_ticks
from bot.stages.manners import STOP_LABEL
from bot.stages.upsert import is_same_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from github.Issue import Issue

    from bot.adapters.github.session import Session
    from bot.domain.answers import Box
    from bot.domain.forge import IssueSeen

GONE = 410
UNREADABLE = (FORBIDDEN, NOT_FOUND)
SWITCHED_OFF = "issues are switched off in this repository"
UNKNOWN = (
    "the dashboard cannot be read, so whether people stopped the bot there is not known, and "
    "nothing goes on; give the job, or its token, `issues: read` to listen and `issues: write` to "
    "publish, or switch issues off in the repository"
)
LOOKS_MAX = 3
LOOK_PAGES_MAX = 3
SUSPECTS_SHOWN_MAX = 5


class NoBoard(Exception):
    """There is no dashboard to write; the text says why, and what to do."""


class Board:
    """The dashboard of one base; `login` is the bot's own, as REST names authors.

    `of_people` are dashboards that people's accounts wrote, known once it was read.
    """

    def __init__(self, session: Session, login: str, base: str) -> None:
        self._session = session
        self._login = login
        self._base = base
        self._unlabelled: tuple[IssueSeen, ...] = ()
        self.of_people: tuple[IssueSeen, ...] = ()

    @property
    def doubt(self) -> str:
        """Say which issues would be the dashboard with their label, "" for none."""
        if not self._unlabelled:
            return ""
        return (
            f"{self._suspects} has the text of the dashboard without its label “{DASHBOARD_LABEL}”:"
            f" ticks there are not obeyed, “{STOP_LABEL}” is; put the label back if it is the "
            "bot's own, else close it"
        )

    @property
    def is_stopped_in_doubt(self) -> bool:
        """Tell whether such an issue has the label to stop, which only people with rights set."""
        return any(has_label(one.labels, STOP_LABEL) for one in self._unlabelled)

    @property
    def _suspects(self) -> str:
        return ", ".join(f"#{one.number}" for one in self._unlabelled[:SUSPECTS_SHOWN_MAX])

    def read(self, *, is_listening: bool = False) -> IssueSeen | None:
        """Return the bot's own dashboard, else the one of another bot that counts; None for none.

        Whoever listens may be another bot than the one that publishes, so that there the
        youngest bot's counts.

        Raises:
            NoBoard: the repository has no issues.
            ForgeError: GitHub did not answer, or the token may not read them.
        """
        # Asked for here: that it is not seen says nothing of the right to read issues.
        where = self._session.repository.full_name
        try:
            found = self._look(is_listening=is_listening)
        except ForgeError as error:
            if error.status == GONE:
                raise NoBoard(SWITCHED_OFF) from error
            # A limit has the status of a missing right, and says itself what helps.
            if error.status not in UNREADABLE or self._session.is_over:
                raise
            said = (
                f"cannot read the issues of {where}: GitHub answered {error.status}: {error.said}"
            )
            raise ForgeError(f"{said}; {UNKNOWN}", error.status, error.said) from error
        if is_listening:
            return heard_of([*found.own, *found.others])
        return found.own[0] if found.own else found.other

    def write(self, render: Callable[[BoardRead, OtherBoard | None], str]) -> IssueSeen:
        """Bring the dashboard up to date; `render` gets what is ticked, and returns the text.

        A new one takes over what is ticked on another bot's.

        Raises:
            NoBoard: the repository has no issues, a person closed the dashboard, or one that
                lost its label is open.
            ForgeError: GitHub refused.
        """
        for _ in range(LOOKS_MAX):
            found = self._look()
            if found.own:
                self._close(found.own[1:])
                return self._update(found, render)
            if self._unlabelled:
                raise NoBoard(f"none is opened while {self._suspects} is open without its label")
            before = found.other
            read = BoardRead() if before is None else heard_on(before)
            made = self._create(render(read, _beside(before, None)))
            # The list may be late; what was answered to our own writing is there.
            own = self._look().own
            others = [one for one in own if made is None or one.number < made.number]
            if made is not None and not others:
                return made
            if made is not None:
                self._close([made])
        raise ForgeError("cannot write the dashboard: GitHub lost each reply; run again")

    def _look(self, *, is_listening: bool = False) -> Boards:
        """Return all dashboards of the base; where our own is none, one may have lost its label."""
        repository = self._session.repository
        # Lists of such a repository were refused with 410, and are not always: git-hub#72.
        if repository.has_issues is False:
            raise NoBoard(SWITCHED_OFF)
        labelled = repository.get_issues(
            state="all", labels=[DASHBOARD_LABEL], sort="created", direction="asc"
        )
        issues = self._session.every("find the dashboard", labelled)
        found = self._boards(issues)
        if found.own or (is_listening and found.others):
            return found
        me = self._session.account(self._login)
        # Closed and without the label it is none: that is how people get rid of one.
        own = repository.get_issues(state="open", creator=me, sort="created", direction="asc")
        more = self._session.every("find the dashboard", own, most=LOOK_PAGES_MAX)
        # The list by label may be late for one that was just made.
        found = self._boards([*issues, *more])
        self._unlabelled = () if found.own else found.unlabelled
        return found

    def _boards(self, issues: Iterable[Issue]) -> Boards:
        # The lists hold pull requests too, which have no such marker. To ask PyGithub which
        # they are would take one request more for each that is none.
        seen = {one.number: issue_seen(one) for one in issues}
        found = boards_of(seen.values(), base=self._base, login=self._login)
        self.of_people = found.people
        return found

    def untick(self, obeyed: Mapping[str, frozenset[Box]]) -> None:
        """Take the ticks away that were obeyed, and leave all else as it is.

        Raises:
            NoBoard: there is no open one of our own.
            ForgeError: GitHub refused.
        """
        own = self._look().own
        if not own:
            raise NoBoard("what is ticked is on another bot's dashboard")
        now = self._read_open(own[0].number)
        text = without_ticks(now.body, obeyed)
        if text != now.body:
            self._edit(now.number, text)

    def _update(
        self, found: Boards, render: Callable[[BoardRead, OtherBoard | None], str]
    ) -> IssueSeen:
        now = self._read_open(found.own[0].number)
        text = render(read_board(now.body), _beside(found.other, now))
        if not is_same_text(now.body, text):
            self._edit(now.number, text)
        return now

    def _read_open(self, number: int) -> IssueSeen:
        repository = self._session.repository
        # PyGithub may ask only when a fact is read.
        now = self._session.ask(
            "read the dashboard", lambda: issue_seen(repository.get_issue(number))
        )
        if not now.is_open:
            raise NoBoard(f"#{number} was closed: open it again to have a dashboard")
        return now

    def _edit(self, number: int, text: str) -> None:
        self._session.send("write the dashboard", "PATCH", f"/issues/{number}", {"body": text})

    def _create(self, text: str) -> IssueSeen | None:
        """Open the issue; None where the reply was lost: it may be there."""
        repository, title = self._session.repository, title_of(self._base)
        try:
            return self._session.ask(
                "open the dashboard",
                lambda: issue_seen(
                    repository.create_issue(title=title, body=text, labels=[DASHBOARD_LABEL])
                ),
            )
        except ForgeError as error:
            if error.status == GONE:
                raise NoBoard(SWITCHED_OFF) from error
            if not error.may_be_done:
                raise
            return None

    def _close(self, surplus: Iterable[IssueSeen]) -> None:
        """Close what says the same thing again: another run was faster, or a reply was lost."""
        for one in surplus:
            if one.is_open:
                fields = {"state": "closed", "state_reason": "not_planned"}
                self._session.send(
                    "close a second dashboard", "PATCH", f"/issues/{one.number}", fields
                )


def _beside(other: IssueSeen | None, own: IssueSeen | None) -> OtherBoard | None:
    """Tell of another bot's dashboard; without one of our own, it was there before.

    A younger one counts before a plan even when it is closed, as long as it has its label.
    """
    if other is None:
        return None
    is_younger = own is not None and other.number > own.number
    return OtherBoard(other.number, is_younger=is_younger) if other.is_open or is_younger else None
