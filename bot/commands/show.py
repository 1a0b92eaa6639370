"""show: explain one mission's result: what was kept, what was refused, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.named import lines_in, named_results
from bot.domain.trajectory import Attempt
from bot.doors import open_doors
from bot.mission.ledger import TRAJECTORY
from bot.stages.explain import explanation

if TYPE_CHECKING:
    from bot.doors import World
    from bot.settings import Settings


def show(settings: Settings, world: World) -> int:
    """Print how missions ended, with what they kept and refused.

    Raises:
        InputError: no mission was named, or one has no result yet.
        MissionFileError: a mission file is wrong.
    """
    doors = open_doors(settings, world)
    for store, finished in named_results(settings, doors.console):
        attempts = list(lines_in(Attempt, store, TRAJECTORY, doors.console))
        doors.console.show(explanation(finished.record, finished.timing, attempts))
    return 0
