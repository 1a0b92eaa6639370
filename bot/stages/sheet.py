"""What a campaign came to: the report's nouns, and the shape of report.json.

Everything is computed from the records each time; nothing here is ever read
back to go on from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.coverage import Tally
from bot.domain.outcome import EngineShare, Measured, SandboxTier
from bot.stages.letters import Count

FORMAT = 1


class Outcome(StrEnum):
    """How a mission stands in the report: its status, or that it has none yet."""

    REACHED = "reached"
    IMPROVED = "improved"
    EXHAUSTED = "exhausted"
    BLOCKED = "blocked"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Criterion:
    """One criterion of success; `met` is None where it could not be told."""

    name: str
    met: bool | None
    detail: str


@dataclass(frozen=True)
class MissionRow:
    """One mission. `after` is None where nothing was kept, `before` where nothing was measured.

    `missing_lines` are ranges ("12-14, 20"); `tests` counts functions, `cases` how often
    pytest runs them; `seconds` is None before it ran.
    """

    mission_id: str
    subject: str
    category: str
    priority: str
    target_pct: int
    outcome: Outcome
    reason: str
    before: Measured | None
    imported: Measured | None
    after: Measured | None
    missing_lines: str
    tests: int
    cases: int
    mutants_killed: int
    mutants_tried: int
    suspected_bugs: int
    seconds: float | None
    criteria: tuple[Criterion, ...]

    @property
    def now(self) -> Measured | None:
        """Return where the subject stands: after, or as before where nothing was kept."""
        return self.after or self.before


@dataclass(frozen=True)
class CategoryRow:
    """The missions of one category and the lines of their subjects together."""

    category: str
    missions: int
    reached: int
    before: Tally
    after: Tally


@dataclass(frozen=True)
class FoundBug:
    """A suspected bug and the subject it is in."""

    subject: str
    segment: str
    line: int
    situation: str
    expected: str
    actual: str
    source: str


@dataclass(frozen=True)
class CampaignReport:
    """All missions of a campaign, in its order.

    `overall_before` and `overall_after` tally all lines of the repository,
    measured fresh; None where they were not. `seconds` sums the missions' own.
    """

    format: int
    finished_at: str
    target_pct: int
    overall_before: Tally | None
    overall_after: Tally | None
    criteria: tuple[Criterion, ...]
    outcomes: tuple[Count, ...]
    missions: tuple[MissionRow, ...]
    categories: tuple[CategoryRow, ...]
    verdicts: tuple[Count, ...]
    oracles: tuple[Count, ...]
    engines: tuple[EngineShare, ...]
    bugs: tuple[FoundBug, ...]
    failing_before: tuple[str, ...]
    not_applicable: tuple[str, ...]
    sandboxes: tuple[SandboxTier, ...]
    pythons: tuple[str, ...]
    tests: int
    cases: int
    mutants_killed: int
    mutants_tried: int
    trials: int
    seconds: float
