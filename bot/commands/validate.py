"""validate: check mission files; errors come with file, line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import InputError
from bot.mission.validate import check_folder, check_mission
from bot.wiring import open_doors

if TYPE_CHECKING:
    from pathlib import Path

    from bot.mission.problem import Problem
    from bot.settings import Settings
    from bot.wiring import World

DEFAULT = "missions/coverage"
EXIT_WRONG = 2


def validate(settings: Settings, world: World) -> int:
    """Print every problem of every file, one a line; exit 2 where there is any."""
    doors = open_doors(settings, world)
    places = [settings.root / name for name in settings.mission or (DEFAULT,)]
    problems, count = [], 0
    for place in places:
        texts = _texts(place, settings.root)
        count += len(texts)
        problems += _problems(texts, is_folder=place.is_dir())
    for problem in problems:
        doors.console.show(str(problem))
    doors.console.info("validated", files=count, problems=len(problems))
    return EXIT_WRONG if problems else 0


def _texts(place: Path, root: Path) -> dict[str, str]:
    """Read the mission files at a place; names are relative to the root where they are below it."""
    if not place.exists():
        raise InputError(
            f"{place}: no such file or folder; `coverage-missions plan` writes missions"
        )
    files = sorted(place.glob("*.yaml")) if place.is_dir() else [place]
    return {
        (f.relative_to(root) if f.is_relative_to(root) else f).as_posix(): f.read_bytes().decode(
            "utf-8", errors="surrogateescape"
        )
        for f in files
    }


def _problems(texts: dict[str, str], *, is_folder: bool) -> list[Problem]:
    if is_folder:
        return list(check_folder(texts))
    return [problem for path, text in texts.items() for problem in check_mission(text, path)]
