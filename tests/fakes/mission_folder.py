"""A folder of two planned missions, and what planning it again does to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.missions import plan_input, planned

from bot.mission.file.folder import FileAction, PlanOutput, plan_campaign

if TYPE_CHECKING:
    from bot.stages.standard import PlanSettings

TALLIES = {"src/a.py": (0, 10), "src/b.py": (7, 10)}
A = "missions/coverage/001_src_a.yaml"
B = "missions/coverage/002_src_b.yaml"
FOLDER = planned(TALLIES)
Tallies = dict[str, tuple[int, int]]


def again(
    files: dict[str, str],
    tallies: Tallies | None = None,
    settings: PlanSettings | None = None,
) -> PlanOutput:
    return plan_campaign(plan_input(TALLIES if tallies is None else tallies, files, settings))


def actions(output: PlanOutput) -> dict[str, FileAction]:
    return {change.path: change.action for change in output.changes}


def text_of(output: PlanOutput, path: str) -> str:
    return next(change.text or "" for change in output.changes if change.path == path)
