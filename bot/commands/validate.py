"""validate: check mission files; errors come with file, line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.mission_files import read_mission_text
from bot.doors import open_doors
from bot.errors import InputError, MissionFileError
from bot.mission.file.problem import Problem, in_file_order
from bot.mission.file.validate import MASTER_NAME, check_folder, check_mission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.doors import World
    from bot.settings import Settings

DEFAULT_FOLDERS = ("missions/coverage", "missions/done", "missions/failed")
EXIT_WRONG = 2


def validate(settings: Settings, world: World) -> int:
    """Print every problem of every file, one a line; exit 2 where there is any.

    Raises:
        InputError: there is nothing to check.
    """
    doors = open_doors(settings, world)
    places = [settings.root / name for name in settings.mission or DEFAULT_FOLDERS]
    if not settings.mission:
        # All of one campaign: the master lists missions that were archived since.
        problems, count = _check(
            [place for place in places if place.is_dir()] or places[:1], settings.root
        )
    else:
        checked = [_check([place], settings.root) for place in places]
        problems = [problem for found, _ in checked for problem in found]
        count = sum(number for _, number in checked)
    if count == 0:
        raise InputError(f"{places[0]} holds no mission file; `coverage-missions plan` writes them")
    for problem in problems:
        doors.console.show(str(problem))
    doors.console.info("validated", files=count, problems=len(problems))
    return EXIT_WRONG if problems else 0


def _check(places: Sequence[Path], root: Path) -> tuple[list[Problem], int]:
    """Check the files at these places as one campaign; return their problems and their number.

    Raises:
        InputError: there is no such place.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    files = [file for place in places for file in _files(place)]
    for file in files:
        name = (file.relative_to(root) if file.is_relative_to(root) else file).as_posix()
        try:
            texts[name] = read_mission_text(file, name)
        except MissionFileError as error:
            problems.append(Problem(error.message, name, error.line, error.column))
    if places[0].is_dir():
        problems += check_folder(texts)
    else:
        problems += [problem for name, text in texts.items() for problem in _alone(name, text)]
    return list(in_file_order(problems)), len(files)


def _files(place: Path) -> list[Path]:
    if not place.exists():
        raise InputError(
            f"{place}: no such file or folder; `coverage-missions plan` writes missions"
        )
    return sorted(place.glob("*.yaml")) if place.is_dir() else [place]


def _alone(name: str, text: str) -> list[Problem]:
    """Check one file; a master campaign is one too."""
    return check_folder({name: text}) if name.endswith(MASTER_NAME) else check_mission(text, name)
