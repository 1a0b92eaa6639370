"""run: execute one mission and leave its result directory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.adapters.file_commands import set_outputs
from bot.campaign import below_target
from bot.commands.running import publish, run_file
from bot.doors import TOKEN_NAMES, open_doors
from bot.errors import InputError

if TYPE_CHECKING:
    from bot.doors import World
    from bot.settings import Settings


def run(settings: Settings, world: World) -> int:
    """Run one mission; ending below target is no error unless asked for."""
    refuse_token(world)
    doors = open_doors(settings, world)
    file = settings.mission[0]
    finished = run_file(settings, doors, file)
    publish(settings, doors, finished=finished, file=file)
    record = finished.record
    result = settings.out / "missions" / record.mission_id
    doors.console.info("result", status=record.status.value, reason=record.reason, folder=result)
    set_outputs(
        world.environ,
        {"outcome": record.status.value, "result-dir": os.path.relpath(result, world.here)},
    )
    missed = below_target([finished])
    return 1 if missed and settings.fail_below_target else 0


def refuse_token(world: World) -> None:
    """Refuse to run untrusted code in a job that holds a token.

    Raises:
        InputError: a runner's environment names one.
    """
    held = [name for name in TOKEN_NAMES if world.is_action and world.environ.get(name)]
    if held:
        raise InputError(
            f"this step runs untrusted code and must hold no token, but {held[0]} is set; "
            "remove it from this step's env and inputs"
        )
