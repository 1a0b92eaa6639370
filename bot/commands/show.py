"""show: explain one mission's result: what was kept, what was refused, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.adapters.result_dir import ResultDir
from bot.errors import InputError
from bot.mission.format import parse_mission
from bot.wiring import open_doors

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import World

ATTEMPTS_SHOWN_MAX = 40


def show(settings: Settings, world: World) -> int:
    """Print a mission's summary and its trajectory.

    Raises:
        InputError: the mission was not named, or has no result yet.
    """
    doors = open_doors(settings, world)
    if not settings.mission:
        raise InputError("name a mission file: coverage-missions show missions/coverage/001_….yaml")
    for name in settings.mission:
        path = settings.root / name
        if not path.is_file():
            raise InputError(f"{path}: no such mission file")
        mission = parse_mission(path.read_text(encoding="utf-8"), path=name)
        store = ResultDir(settings.out / "missions" / mission.id)
        summary = store.read("summary.md")
        if summary is None:
            raise InputError(f"{mission.subject} has no result yet: coverage-missions run {name}")
        doors.console.show(summary)
        doors.console.show(_trajectory(store.read("trajectory.jsonl") or ""))
    return 0


def _trajectory(lines: str) -> str:
    """Write one line an attempt: number, verdict, segment, and its source on one line."""
    attempts = [json.loads(line) for line in lines.splitlines()]
    shown = [
        f"{a['number']:>4}  {a['verdict']:<10}  {a['segment'] or 'module level':<30}  "
        f"+{a['gained_lines']} lines +{a['gained_arcs']} arcs  {a['note']!r}"
        for a in attempts[:ATTEMPTS_SHOWN_MAX]
    ]
    more = len(attempts) - len(shown)
    return "\n".join((*shown, *([f"… and {more} more in trajectory.jsonl"] if more else [])))
