"""The standard mission: what the plan writes for a file, word for word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.domain.mission import (
    HIGH_BELOW_PCT,
    TARGET_PCT_DEFAULT,
    EngineName,
    Mission,
    MissionConfig,
    Priority,
    Step,
    StepType,
    Tool,
)
from bot.stages.globs import matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.coverage import Tally

MISC = "misc"
SOURCE_FOLDERS = frozenset({"src", "lib"})

_DESCRIPTION = re.compile(
    r"[0-9a./n]+ % now \([0-9]+ of [0-9]+ lines\), [0-9]+ % wanted, [0-9]+ lines? to go\Z"
)


@dataclass(frozen=True)
class Planned:
    """One open mission: where its file is, and whether the plan asks for it now.

    `kept` tells that the file's text stays but for what was measured. `active`
    is False for a kept file that has nothing to do (target reached, subject
    gone) or that the settings leave out; `note` says why, for people.
    """

    path: str
    mission: Mission
    kept: bool
    active: bool
    note: str = ""


@dataclass(frozen=True)
class CategoryRule:
    """Files that match `pattern` (globs.matches) belong to the category `name`."""

    pattern: str
    name: str


@dataclass(frozen=True)
class PlanSettings:
    """What a plan is asked for. `subjects` are patterns; () means every file."""

    target_pct: int = TARGET_PCT_DEFAULT
    subjects: tuple[str, ...] = ()
    categories: tuple[CategoryRule, ...] = ()
    engines: tuple[EngineName, ...] = tuple(EngineName)
    attempts_max: int = 3
    repeats: int = 3
    timeout_seconds: int = MissionConfig().timeout_seconds
    language: str = "python"


@dataclass(frozen=True)
class Identity:
    """What of a mission stays over re-planning; number 0 means a file name without one."""

    id: str
    number: int


def category_of(path: str, rules: Sequence[CategoryRule]) -> str:
    """Name a file's category: the first rule that matches, else the folder that tells most.

    That is the first folder below the package ("src/shop/core/x.py" is "core"),
    the package itself for its own modules ("src/shop/cart.py" is "shop"), "misc"
    for modules in no package.
    """
    for rule in rules:
        if matches(path, rule.pattern):
            return rule.name
    folders = path.split("/")[:-1]
    if folders and folders[0] in SOURCE_FOLDERS:
        folders = folders[1:]
    return folders[min(1, len(folders) - 1)] if folders else MISC


def priority_of(baseline: Tally) -> Priority:
    """Rank a file: high below 50 %."""
    return Priority.MEDIUM if baseline.meets(HIGH_BELOW_PCT) else Priority.HIGH


def describe(baseline: Tally, target_pct: int) -> str:
    """Say in one line where a file stands and how far it has to go."""
    needed = baseline.needed(target_pct)
    lines = "line" if needed == 1 else "lines"
    now = f"{baseline.pct_text} % now ({baseline.covered} of {baseline.total} lines)"
    return f"{now}, {target_pct} % wanted, {needed} {lines} to go"


def standard_mission(
    identity: Identity, subject: str, digest: str, baseline: Tally, ask: PlanSettings
) -> Mission:
    """Write the mission that brings a file to the target, in the standard six steps."""
    return Mission(
        id=identity.id,
        number=identity.number,
        name=f"Cover {subject}",
        description=describe(baseline, ask.target_pct),
        subject=subject,
        subject_digest=digest,
        language=ask.language,
        target_pct=ask.target_pct,
        baseline=baseline,
        priority=priority_of(baseline),
        category=category_of(subject, ask.categories),
        steps=standard_steps(ask),
        config=MissionConfig(ask.timeout_seconds),
    )


@lru_cache(maxsize=8)
def standard_steps(ask: PlanSettings) -> tuple[Step, ...]:
    """Return analyze, generate, integrate, verify, archive, registry, each after the one before."""
    engines = tuple(engine.value for engine in ask.engines)
    return (
        _step(Tool.ANALYZE, "Find the gaps"),
        _step(
            Tool.GENERATE,
            "Propose and prove tests",
            Tool.ANALYZE,
            engines=engines,
            attempts_max=ask.attempts_max,
        ),
        _step(Tool.INTEGRATE, "Write the test file", Tool.GENERATE),
        _step(
            Tool.VERIFY,
            "Measure the whole suite",
            Tool.INTEGRATE,
            gate_pct=ask.target_pct,
            repeats=ask.repeats,
        ),
        _step(Tool.ARCHIVE, "Move the mission to done", Tool.VERIFY),
        _step(Tool.REGISTRY, "Record the outcome", Tool.ARCHIVE),
    )


def is_standard_description(text: str) -> bool:
    """Tell whether `describe` wrote a text, whatever the numbers were."""
    return bool(_DESCRIPTION.match(text))


def _step(
    tool: Tool, name: str, after: Tool | None = None, **more: str | int | tuple[str, ...]
) -> Step:
    depends_on = () if after is None else (after.value,)
    return Step(tool.value, name, StepType.TOOL, {"tool": tool.value, **more}, depends_on)
