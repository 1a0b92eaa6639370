"""What came of it: records, registry, and the facts that people's texts are written from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from bot.domain.answers import PullAnswer
from bot.domain.coverage import Tally
from bot.domain.forge import Operation
from bot.domain.mission import EngineName
from bot.domain.trial import OracleOrigin, Verdict

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage


class Status(StrEnum):
    """How a mission ended; none of them is an error."""

    REACHED = "reached"
    IMPROVED = "improved"
    EXHAUSTED = "exhausted"
    BLOCKED = "blocked"


class SandboxTier(StrEnum):
    """How untrusted code is confined, strongest first."""

    BUBBLEWRAP = "bubblewrap"
    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    NONE = "none"


@dataclass(frozen=True)
class Measured:
    """Lines and arcs of the subject at one moment."""

    lines: Tally
    arcs: Tally

    @classmethod
    def of(cls, file: FileCoverage) -> Measured:
        """Tally a file's coverage."""
        return cls(file.lines, file.arcs)


@dataclass(frozen=True)
class SuspectedBug:
    """Where a documented expectation, or sound input, and the code disagree. No test freezes it."""

    segment: str
    line: int
    situation: str
    expected: str
    actual: str
    source: str


@dataclass(frozen=True)
class RemainingGap:
    """What stays uncovered in one segment, and why as far as we know."""

    segment: str
    lines: tuple[int, ...]
    arcs: int
    reason: str


@dataclass(frozen=True)
class TestFact:
    """One test function of the mission's file, for the reviewer's table; gains are its own.

    `cases` counts how often pytest runs it: a parametrised test has several. `example`
    shows one of them as a line of code, call and outcome, "" where no line says it; `drawn`
    is how many inputs a property test draws, 0 for any other. They are 1, "" and 0 in records
    of versions that did not tell them.
    """

    __test__ = False

    name: str
    lines_gained: int
    arcs_gained: int
    mutants_killed: int
    oracles: tuple[OracleOrigin, ...]
    cases: int = 1
    example: str = ""
    drawn: int = 0


@dataclass(frozen=True)
class PromptShare:
    """What came of one version of a prompt at one temperature: "gap@3f9a1c22/0.2".

    `usable` counts the answers out of which a situation could be read, `kept` those of
    which a test was kept.
    """

    version: str
    asked: int
    usable: int
    kept: int


@dataclass(frozen=True)
class ModelShare:
    """Who answered, and what it took. Tokens are the server's counts, 0 where it told none.

    `digest` is that of the weights, "" where no server told it. Seconds are in timing.json.
    """

    name: str
    digest: str
    tokens_in: int
    tokens_out: int
    prompts: tuple[PromptShare, ...]

    @property
    def asked(self) -> int:
        """Count the questions."""
        return sum(one.asked for one in self.prompts)

    @property
    def usable(self) -> int:
        """Count the answers out of which a situation could be read."""
        return sum(one.usable for one in self.prompts)

    @property
    def kept(self) -> int:
        """Count the answers of which a test was kept."""
        return sum(one.kept for one in self.prompts)


@dataclass(frozen=True)
class EngineShare:
    """What one engine proposed and what of it was kept.

    `note` says why one that was asked proposed nothing, "" where it did or had no reason.
    `model` tells of the model that it asked, None where it asked none.
    """

    engine: EngineName
    proposed: int
    kept: int
    lines_gained: int
    arcs_gained: int
    note: str = ""
    model: ModelShare | None = None


@dataclass(frozen=True)
class Evidence:
    """Everything a reviewer is told, measured or absent.

    `before`, `imported` and `after` come from fresh measurements of the whole
    suite (`imported`: the suite plus a bare import of the subject); `after` is
    None where nothing was kept. `suite_passed` and `suite_failing` count the cases of
    the whole suite with the new tests; `suite_failing` are those that failed before too.
    """

    before: Measured
    imported: Measured
    after: Measured | None
    tests: tuple[TestFact, ...]
    tests_file: str
    oracles: tuple[tuple[OracleOrigin, int], ...]
    mutants_killed: int
    mutants_tried: int
    mutants_survived: tuple[str, ...]
    repeats: int
    suite_passed: int
    suite_failing: int
    verdicts: tuple[tuple[Verdict, int], ...]
    gaps: tuple[RemainingGap, ...]
    bugs: tuple[SuspectedBug, ...]
    engines: tuple[EngineShare, ...]
    seed: int
    sandbox: SandboxTier
    python: str

    @property
    def cases(self) -> int:
        """Count the cases of the kept tests."""
        return sum(test.cases for test in self.tests)


@dataclass(frozen=True)
class MissionRecord:
    """What is kept of a mission; its JSON form is result/record.json and the registry's file.

    `answers` are what people did with its pull requests so far, newest first.
    """

    format: Literal[1] = field(default=1, kw_only=True)
    mission_id: str
    subject: str
    subject_digest: str
    language: str
    category: str
    priority: str
    target_pct: int
    status: Status
    reason: str
    evidence: Evidence | None
    answers: tuple[PullAnswer, ...] = ()


@dataclass(frozen=True)
class Timing:
    """What differs between equal runs, kept apart (timing.json) so that the rest does not.

    `model_seconds` are those that a model took for its answers, remembered ones included.
    """

    format: Literal[1] = field(default=1, kw_only=True)
    finished_at: str
    seconds: float
    trials: int
    median_trial_ms: float | None
    model_seconds: float = 0.0


@dataclass(frozen=True)
class PullDraft:
    """A pull request before any forge has seen it. Paths are relative to the repository.

    `source` digests the subject that the tests were written for; `covered` counts the
    lines and arcs of it that run with them, `lines` the lines alone.
    """

    mission: str
    source: str
    branch: str
    title: str
    body: str
    commit_message: str
    files: tuple[tuple[str, bytes], ...]
    deleted: tuple[str, ...]
    draft: bool
    covered: int = 0
    lines: int = 0


@dataclass(frozen=True)
class CommentDraft:
    """The coverage report comment."""

    body: str


@dataclass(frozen=True)
class Published:
    """What a forge made of a draft, and where to find it in words.

    `url` and `number` are those of the pull request, "" and 0 where there is none.
    """

    operation: Operation
    place: str
    url: str = ""
    number: int = 0
