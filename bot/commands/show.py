"""show: explain one mission's result: what was kept, what was refused, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.result_dir import ResultDir
from bot.campaign import finished_in
from bot.codec import from_json
from bot.commands.mission_files import below_root, read_mission_text
from bot.domain.trial import Attempt
from bot.errors import InputError
from bot.mission.file.format import parse_mission
from bot.stages.explain import explanation
from bot.wiring import open_doors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.campaign import Finished
    from bot.settings import Settings
    from bot.wiring import World

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
        store = _store(settings, name)
        finished = finished_in(store)
        assert finished is not None
        doors.console.show(explanation(finished.record, finished.timing, _attempts(store)))
    return 0


def _store(settings: Settings, name: str) -> ResultDir:
    """Find the result directory of a mission, named by its file or by its subject."""
    wanted, subject = _wanted(settings, name)
    for store, finished in _results(settings):
        if finished.record.mission_id == wanted or finished.record.subject == subject:
            return store
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


def _results(settings: Settings) -> Iterator[tuple[ResultDir, Finished]]:
    top = settings.out / "missions"
    for folder in sorted(path for path in top.glob("*") if path.is_dir()):
        store = ResultDir(folder)
        finished = finished_in(store)
        if finished is not None:
            yield store, finished


def _attempts(store: ResultDir) -> list[Attempt]:
    lines = (store.read("trajectory.jsonl") or "").splitlines()
    return [from_json(Attempt, line) for line in lines]
