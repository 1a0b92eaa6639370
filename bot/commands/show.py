"""show: explain one mission's result: what was kept, what was refused, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.codec import from_json
from bot.commands.mission_files import below_root, read_mission_text
from bot.commands.reporting import results
from bot.domain.trajectory import Attempt
from bot.doors import open_doors
from bot.errors import InputError
from bot.mission.file.format import parse_mission
from bot.mission.saved import WHY_CHARS_MAX
from bot.stages.explain import explanation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.result_dir import ResultDir
    from bot.campaign import Finished
    from bot.doors import World
    from bot.ports.world import Console
    from bot.settings import Settings

TRAJECTORY = "trajectory.jsonl"
HOW = "name a mission file or a source file: coverage-missions show src/shop/cart.py"


def show(settings: Settings, world: World) -> int:
    """Print how missions ended, with what they kept and refused.

    Raises:
        InputError: no mission was named, or one has no result yet.
        MissionFileError: a mission file is wrong.
    """
    doors = open_doors(settings, world)
    if not settings.mission:
        raise InputError(HOW)
    for name in settings.mission:
        store, finished = _result(settings, name, doors.console)
        attempts = list(_attempts(store, doors.console))
        doors.console.show(explanation(finished.record, finished.timing, attempts))
    return 0


def _result(settings: Settings, name: str, console: Console) -> tuple[ResultDir, Finished]:
    """Find the result of a mission, named by its file or by its subject."""
    wanted, subject = _wanted(settings, name)
    for store, finished in results(settings, console):
        if finished.record.mission_id == wanted or finished.record.subject == subject:
            return store, finished
    raise InputError(f"{name} has no result below {settings.out}; `coverage-missions run` makes it")


def _wanted(settings: Settings, name: str) -> tuple[str, str]:
    """Return the id of the mission in a mission file, or the path of a source file; else ""."""
    path = settings.root / name
    if path.suffix in {".yaml", ".yml"}:
        if not path.is_file():
            raise InputError(f"{path}: no such mission file; {HOW}")
        return parse_mission(read_mission_text(path, name), path=name).id, ""
    # The source may be gone since.
    return "", below_root(path, settings.root)


def _attempts(store: ResultDir, console: Console) -> Iterator[Attempt]:
    """Read the trajectory, as far as it can be read."""
    try:
        for line in (store.read(TRAJECTORY) or "").split("\n")[:-1]:
            yield from_json(Attempt, line)
    except (ValueError, RecursionError) as error:
        console.warning(
            "attempts cannot be read, left out; run the mission again",
            file=store.folder / TRAJECTORY,
            why=str(error)[:WHY_CHARS_MAX],
        )
