"""What `publish` does around the missions: hear the dashboard, write it, tidy up.

Only a dashboard that cannot be read ends the command, before anything is published; what goes
wrong afterwards is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.adapters.github.board import Board, NoBoard
from bot.domain.answers import Box
from bot.domain.forge import Operation, PullState, has_label
from bot.domain.outcome import MissionRecord, Published
from bot.errors import ForgeError
from bot.failure import Failure
from bot.forges import base_of, open_pulls, open_tidy
from bot.stages.board_rows import campaign_rows, mission_row, pull_row
from bot.stages.boards import DASHBOARD_LABEL
from bot.stages.dashboard import BoardRead, Place, dashboard_text, heard_on, rows_of
from bot.stages.drafts import branches_of
from bot.stages.expiry import expired, obsolete
from bot.stages.hearing import mission_of
from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.adapters.github.session import Session
    from bot.domain.forge import PullSeen
    from bot.domain.mission import Campaign
    from bot.doors import Doors
    from bot.settings import Settings
    from bot.stages.dashboard import DashboardFacts, OtherBoard, Row

STOPPED = Published(Operation.SKIPPED_STOPPED, f"the dashboard is labelled “{STOP_LABEL}”")
TICKS_SHOWN_MAX = 10

NO_MORE = frozenset({Operation.NONE, Operation.SKIPPED_SMALL, Operation.SKIPPED_MERGED})
"""A mission was done again, and there is nothing that a pull request could be opened for."""

IGNORED = Published(Operation.SKIPPED_IGNORED, "its box “ignore” is ticked on the dashboard")


@dataclass(frozen=True)
class Ending:
    """What came of publishing one mission."""

    record: MissionRecord
    outcome: Published | Failure


@dataclass(frozen=True)
class Heard:
    """The dashboard before anything is published; `board` is None where there is none to write."""

    board: Board | None
    read: BoardRead = field(default_factory=BoardRead)
    is_stopped: bool = False

    @property
    def retries(self) -> frozenset[str]:
        """Name the missions that a person wants to be made anew."""
        return frozenset(name for name, boxes in self.read.boxes.items() if Box.RETRY in boxes)

    def refusal(self, mission: str) -> Published | None:
        """Say what people forbid for a mission; they may have done so while it ran."""
        if self.is_stopped:
            return STOPPED
        return IGNORED if Box.IGNORE in self.read.boxes.get(mission, ()) else None


def hear(board: Board, doors: Doors) -> Heard:
    """Read the dashboard's ticks and label.

    Raises:
        ForgeError: GitHub does not answer.
    """
    try:
        seen = board.read()
    except NoBoard as why:
        doors.console.warning("there is no dashboard", why=str(why))
        return Heard(None)
    is_stopped = tell_doubt(board, doors) or _tell_people(board, doors)
    if seen is None:
        return Heard(board, is_stopped=is_stopped)
    return Heard(board, heard_on(seen), is_stopped or has_label(seen.labels, STOP_LABEL))


def tell_doubt(board: Board, doors: Doors) -> bool:
    """Say which issue may be the dashboard and lacks its label; return whether it says stop."""
    if board.doubt:
        doors.console.warning("an issue is not read as the dashboard", why=board.doubt)
    return board.is_stopped_in_doubt


def _tell_people(board: Board, doors: Doors) -> bool:
    """Say whose dashboards stand beside this token's; return whether one of them says stop."""
    for one in board.of_people:
        doors.console.warning(
            "of a person's dashboard only the label to stop is heard",
            why=f"#{one.number} is {one.author}'s: publish with that token, or, where that one "
            f"publishes no more, take the label “{DASHBOARD_LABEL}” off",
        )
    return any(has_label(one.labels, STOP_LABEL) for one in board.of_people)


def untick(doors: Doors, heard: Heard, endings: Sequence[Ending]) -> None:
    """Take the ticks away that were obeyed where only some missions were published.

    What fails is told.
    """
    obeyed = {name: boxes for name, boxes in _obeyed(heard.read.boxes, endings).items() if boxes}
    if heard.board is None or not obeyed:
        return
    try:
        heard.board.untick(obeyed)
    except (NoBoard, ForgeError) as error:
        doors.console.warning("the dashboard is not written", why=str(error), **_left(obeyed))


def finish(
    settings: Settings,
    doors: Doors,
    session: Session,
    heard: Heard,
    campaign: Campaign | None,
    endings: Sequence[Ending],
) -> None:
    """Close and delete what is of no use any more, and write the dashboard; what fails is told."""
    if heard.is_stopped:
        doors.console.warning("stopped by the label on the dashboard")
        return
    base = base_of(settings, doors.world)
    obeyed = _obeyed(heard.read.boxes, endings)
    try:
        pulls = [
            one
            for one in open_pulls(session).of_prefix(branches_of(base))
            if mission_of(one.head, base)
        ]
        closed = _tidy(settings, doors, session, campaign, pulls)
        left = [one for one in pulls if one.number not in closed]
        if heard.board is not None:
            _write(heard.board, doors, _rows(campaign, endings, left, base), obeyed, base)
    except (NoBoard, ForgeError) as error:
        doors.console.warning("the dashboard is not written", why=str(error), **_left(obeyed))


def _tidy(
    settings: Settings,
    doors: Doors,
    session: Session,
    campaign: Campaign | None,
    pulls: Sequence[PullSeen],
) -> set[int]:
    """Return the numbers of the pull requests that were closed."""
    base, tidy = base_of(settings, doors.world), open_tidy(settings, doors, session)
    closed = set()
    for closing in obsolete(campaign, pulls, base=base) if campaign else ():
        why = tidy.close(closing)
        doors.console.info("closed", pull_request=closing.pull.url, problem=why or "none")
        # It may be open still: its row stays.
        if not why:
            closed.add(closing.pull.number)
    if not settings.expire_days:
        return closed
    tips = tidy.tips(branches_of(base))
    now_s = doors.clock.epoch_s()
    for branch in expired(tips, pulls, base=base, days=settings.expire_days, now_s=now_s):
        why = tidy.delete(branch, tips)
        doors.console.info("deleted", branch=branch, problem=why or "none")
    return closed


def _rows(
    campaign: Campaign | None, endings: Sequence[Ending], pulls: Sequence[PullSeen], base: str
) -> list[Row]:
    """Collect the rows; what this run did comes before what the plan said before it."""
    newest = {mission_of(one.head, base): one for one in reversed(pulls)}
    numbers = {mission: one.number for mission, one in newest.items()}
    rows = [
        mission_row(
            one.record,
            *_told(one.outcome),
            number=_number(one.outcome) or numbers.get(one.record.mission_id, 0),
        )
        for one in endings
    ]
    rows += campaign_rows(campaign, newest) if campaign else []
    opened = [one for one in pulls if one.state is PullState.OPEN]
    return rows + [pull_row(mission_of(one.head, base), one) for one in opened]


def _number(outcome: Published | Failure) -> int:
    """Return the pull request's number: the list may not hold yet what was just opened."""
    return 0 if isinstance(outcome, Failure) else outcome.number


def _told(outcome: Published | Failure) -> tuple[Operation | None, str]:
    """Return what was done, None where it failed, and why."""
    if isinstance(outcome, Failure):
        return None, outcome.message
    if outcome.operation is Operation.BRANCH_ONLY:
        return outcome.operation, "the summary of the job has a link that opens its pull request"
    # Its row names the pull request.
    return outcome.operation, outcome.place.removeprefix(outcome.url).strip(" ()")


def _write(
    board: Board,
    doors: Doors,
    rows: Sequence[Row],
    obeyed: Mapping[str, frozenset[Box]],
    base: str,
) -> None:
    def text(facts: DashboardFacts) -> str:
        return doors.templates.render("dashboard.md.j2", facts)

    def render(read: BoardRead, other: OtherBoard | None) -> str:
        return dashboard_text(rows_of(rows, read, obeyed), Place(base, STOP_LABEL, other), text)

    doors.console.info("dashboard", place=board.write(render).url)


def _left(obeyed: Mapping[str, frozenset[Box]]) -> dict[str, str]:
    """Say what is to be done where the dashboard keeps ticks that were obeyed."""
    ticks = [f"{box} of {mission}" for mission, boxes in obeyed.items() for box in sorted(boxes)]
    if not ticks:
        return {}
    shown = ", ".join(ticks[:TICKS_SHOWN_MAX])
    return {"untick_by_hand": f"{shown}; each campaign obeys them again until then"}


def _obeyed(
    boxes: Mapping[str, frozenset[Box]], endings: Sequence[Ending]
) -> dict[str, frozenset[Box]]:
    """Name the ticks that were seen before publishing, and that this run did what they ask."""
    obeyed = {}
    for one in endings:
        mission, outcome = one.record.mission_id, one.outcome
        if isinstance(outcome, Failure):
            continue
        done = set()
        if outcome.operation.is_written or outcome.operation in NO_MORE:
            done.add(Box.RETRY)
        if outcome.operation.is_written and outcome.operation is not Operation.BRANCH_ONLY:
            # Without an open pull request the next plan would wait for approval again.
            done.add(Box.APPROVE)
        obeyed[mission] = boxes.get(mission, frozenset()) & done
    return obeyed
