"""What a mission knows so far: saved after every step, so that a killed run goes on from there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.domain.coverage import FileCoverage
from bot.domain.learned import Learned
from bot.domain.mission import EngineName
from bot.domain.outcome import (
    EngineShare,
    MissionRecord,
    RemainingGap,
    Status,
    SuspectedBug,
    TestFact,
)
from bot.domain.trial import Kept, Verdict

TIMING = "timing.json"
"""Written last: a result without it is not finished."""


@dataclass(frozen=True)
class State:
    """One mission's progress; `inputs` is the digest of all that must be equal to resume it.

    `before` is the subject in the untouched suite, `imported` the same with a
    bare import of the subject added, `after` the fresh measurement with the new
    tests. `tests_source` is the whole new file at `tests_path`,
    `earlier_tests` what stood there before ("" for nothing).
    """

    format: Literal[1] = field(default=1, kw_only=True)
    inputs: str
    done: tuple[str, ...] = ()
    before: FileCoverage | None = None
    imported: FileCoverage | None = None
    kept: tuple[Kept, ...] = ()
    tried_engines: tuple[EngineName, ...] = ()
    shares: tuple[EngineShare, ...] = ()
    verdicts: tuple[tuple[Verdict, int], ...] = ()
    bugs: tuple[SuspectedBug, ...] = ()
    survivors: tuple[str, ...] = ()
    mutants_killed: int = 0
    mutants_tried: int = 0
    gaps: tuple[RemainingGap, ...] = ()
    learned: Learned | None = None
    tests_path: str = ""
    tests_source: str = ""
    earlier_tests: str = ""
    tests: tuple[TestFact, ...] = ()
    after: FileCoverage | None = None
    suite_passed: int = 0
    suite_failing: int = 0
    status: Status | None = None
    reason: str = ""
    record: MissionRecord | None = None
