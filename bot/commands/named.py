"""What `show` and `replay` share: results that people name by a mission or its subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.codec import from_json
from bot.commands.mission_files import below_root, read_mission_text
from bot.commands.reporting import results
from bot.errors import InputError
from bot.mission.file.format import parse_mission
from bot.mission.saved import WHY_CHARS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.result_dir import ResultDir
    from bot.campaign import Finished
    from bot.ports.world import Console
    from bot.settings import Settings

T = TypeVar("T")


def named_results(settings: Settings, console: Console) -> Iterator[tuple[ResultDir, Finished]]:
    """Find the results that the command line names.

    Raises:
        InputError: no mission was named, or one has no result yet.
        MissionFileError: a mission file is wrong.
    """
    how = f"name a mission file or a source file: coverage-missions {settings.command} src/a.py"
    if not settings.mission:
        raise InputError(how)
    for name in settings.mission:
        yield _result(settings, name, console, how)


def _result(
    settings: Settings, name: str, console: Console, how: str
) -> tuple[ResultDir, Finished]:
    """Find the result of a mission, named by its file or by its subject."""
    wanted, subject = _wanted(settings, name, how)
    for store, finished in results(settings, console):
        if finished.record.mission_id == wanted or finished.record.subject == subject:
            return store, finished
    raise InputError(f"{name} has no result below {settings.out}; `coverage-missions run` makes it")


def _wanted(settings: Settings, name: str, how: str) -> tuple[str, str]:
    """Return the id of the mission in a mission file, or the path of a source file; else ""."""
    path = settings.root / name
    if path.suffix in {".yaml", ".yml"}:
        if not path.is_file():
            raise InputError(f"{path}: no such mission file; {how}")
        return parse_mission(read_mission_text(path, name), path=name).id, ""
    # The source may be gone since.
    return "", below_root(path, settings.root)


def lines_in(cls: type[T], store: ResultDir, name: str, console: Console) -> Iterator[T]:
    """Read a file of lines (trajectory.jsonl), as far as it can be read."""
    try:
        for line in (store.read(name) or "").split("\n")[:-1]:
            yield from_json(cls, line)
    except (ValueError, RecursionError) as error:
        console.warning(
            "attempts cannot be read, left out; run the mission again",
            file=store.folder / name,
            why=str(error)[:WHY_CHARS_MAX],
        )
