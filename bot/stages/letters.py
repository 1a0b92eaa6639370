"""What people's texts are written from: one class of facts for each template.

Untrusted texts in them are cut to size but not yet escaped: only the template
knows whether they stand in prose, in code or in a table.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.outcome import EngineShare, Evidence, Measured, SandboxTier, Status, Timing
from bot.stages.wording import Listed


@dataclass(frozen=True)
class Count:
    """How many of one kind."""

    name: str
    count: int


@dataclass(frozen=True)
class GapFact:
    """What stays uncovered in one segment; `lines` are ranges (none where only arcs miss)."""

    segment: str
    lines: Listed[str]
    arcs: int
    reason: str


@dataclass(frozen=True)
class BugFact:
    """A suspected bug as it is shown; `situation` may have many lines."""

    segment: str
    line: int
    situation: str
    expected: str
    actual: str
    source: str


@dataclass(frozen=True)
class TestRow:
    """One test in the comment's table; `oracles` says where its expected values come from."""

    __test__ = False

    name: str
    cases: int
    lines_gained: int
    arcs_gained: int
    mutants_killed: int
    oracles: str


@dataclass(frozen=True)
class PullFacts:
    """What prompts/pull.md.j2 is written from; `commands` repeat the work in a shell.

    `source_url` is the subject's page as of the measured commit, "" where there is none.
    `examples` are lines of code; what is left of them are the other tests. `properties_count`
    counts the property tests, `inputs_drawn` the inputs that one of them draws at most.
    """

    subject: str
    tests_file: str
    target_pct: int
    is_reached: bool
    tests_count: int
    cases_count: int
    examples: Listed[str]
    behaviours: Listed[str]
    before: Measured
    imported: Measured
    after: Measured
    suite_passed: int
    suite_failing: int
    repeats: int
    mutants_killed: int
    mutants_tried: int
    survivors: Listed[str]
    properties_count: int
    inputs_drawn: int
    oracles: tuple[Count, ...]
    gaps: Listed[GapFact]
    source_url: str
    bugs: Listed[BugFact]
    rejected: tuple[Count, ...]
    engines: tuple[EngineShare, ...]
    seed: int
    sandbox: SandboxTier
    is_unconfined: bool
    python: str
    mission_id: str
    mission_file: str
    subject_digest: str
    commands: str
    is_shortened: bool
    has_boxes: bool


@dataclass(frozen=True)
class CommentFacts:
    """What prompts/comment.md.j2 is written from."""

    subject: str
    tests_file: str
    target_pct: int
    is_reached: bool
    before: Measured
    imported: Measured
    after: Measured
    missing_lines: Listed[str]
    source_url: str
    tests_count: int
    cases_count: int
    tests: Listed[TestRow]
    suite_passed: int
    suite_failing: int
    mutants_killed: int
    mutants_tried: int
    bugs_count: int
    timing: Timing | None
    mission_id: str
    is_shortened: bool


@dataclass(frozen=True)
class CommitFacts:
    """What prompts/commit.txt.j2 is written from."""

    subject_line: str
    tests_count: int
    cases_count: int
    behaviours: Listed[str]
    before: Measured
    after: Measured
    suite_passed: int
    mission_id: str
    subject_digest: str
    seed: int
    engines: tuple[EngineShare, ...]


@dataclass(frozen=True)
class SummaryFacts:
    """What prompts/summary.md.j2 is written from: one mission in its job's summary."""

    subject: str
    mission_id: str
    status: Status
    reason: str
    target_pct: int
    evidence: Evidence | None
    missing_lines: Listed[str]
    source_url: str
    bugs_count: int
    timing: Timing | None
