"""Hear dashboards that people's accounts wrote: a person's token may be the one that publishes.

Whoever may push is asked for by GitHub's answer. Still only what forbids something counts
there: *ignore*, and the label to stop. What allows something needs the token that publishes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.adapters.github.rights import Level, Matter
from bot.domain.forge import has_label
from bot.stages.boards import DASHBOARD_LABEL
from bot.stages.dashboard import BoardRead, heard_on
from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from bot.adapters.github.board import Board
    from bot.adapters.github.session import Session
    from bot.domain.forge import IssueSeen
    from bot.doors import Doors


@dataclass(frozen=True)
class Forbidden:
    """What people's dashboards forbid."""

    read: BoardRead = field(default_factory=BoardRead)
    is_stopped: bool = False


def forbidden(board: Board, session: Session, doors: Doors) -> Forbidden:
    """Return what the dashboards of people forbid, and say whose they are.

    Raises:
        ForgeError: GitHub does not answer what their authors may do.
    """
    # Only people with rights set labels, so a stop counts whatever its author may do by now.
    found = Forbidden(is_stopped=any(has_label(one.labels, STOP_LABEL) for one in board.of_people))
    for one in board.of_people:
        if not _is_heard(one, session):
            doors.console.warning(
                "of what looks like a dashboard only the label to stop is heard",
                why=f"#{one.number} is {one.author}'s, who may not push here as far as is known",
            )
            continue
        doors.console.warning(
            "of a dashboard only “ignore” and the label to stop are heard",
            why=f"#{one.number} is the dashboard of {one.author}, and this token is another's: "
            "give listen the token that publishes, or, where that one publishes no more, take the "
            f"label “{DASHBOARD_LABEL}” off #{one.number}",
        )
        # As on a closed one, nobody would take another tick away.
        read = heard_on(replace(one, is_open=False))
        found = replace(found, read=joined(found.read, read))
    return found


def _is_heard(one: IssueSeen, session: Session) -> bool:
    who = (one.author, one.association, Matter.BOARDS)
    return session.rights.of(*who) >= Level.WRITE or session.rights.restrains(*who)


def joined(one: BoardRead, more: BoardRead) -> BoardRead:
    """Return what is ticked on either."""
    boxes = {
        mission: one.boxes.get(mission, frozenset()) | more.boxes.get(mission, frozenset())
        for mission in {**one.boxes, **more.boxes}
    }
    return BoardRead(boxes, {**more.subjects, **one.subjects})
