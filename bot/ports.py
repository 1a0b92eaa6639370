"""What the rooms and corridors need of the world, as protocols. Doors implement them.

Each port has one contract test class in tests/contracts/, run on the fake and
on the real adapter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.domain.coverage import Report, Segment
from bot.domain.facts import ModuleFacts
from bot.domain.mission import EngineName, Limits
from bot.domain.outcome import SuspectedBug
from bot.domain.trial import (
    Assertion,
    TestEnd,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from bot.domain.coverage import FileCoverage
    from bot.domain.outcome import CommentDraft, Published, PullDraft, SandboxTier
    from bot.domain.trial import (
        Candidate,
        Mutant,
        MutantRun,
        Observation,
        Situation,
        TestRun,
    )


@dataclass(frozen=True)
class Confinement:
    """What a confined program may use, and how much of it.

    `readable` and `writable` are existing absolute paths; everything else of
    the file system is absent or empty. There is no network. `env` is the whole
    environment. Limits are per program: wall seconds, address space of each
    process, processes, bytes of stdout and of stderr kept, bytes of one file.
    """

    readable: tuple[Path, ...]
    writable: tuple[Path, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    wall_s: int = 600
    memory_bytes: int = 2 * 1024**3
    processes: int = 128
    output_bytes: int = 1024**2
    file_bytes: int = 256 * 1024**2


@dataclass(frozen=True)
class Request:
    """A program to run: `argv[0]` is absolute, `cwd` lies in a readable or writable path."""

    argv: tuple[str, ...]
    cwd: Path
    confinement: Confinement

    def __post_init__(self) -> None:
        if not self.argv or not self.argv[0].startswith("/"):
            raise ValueError(f"a request names its program by an absolute path: {self.argv[:1]}")


@dataclass(frozen=True)
class Ran:
    """How a program ended; `exit_code` is None where it was stopped at a limit."""

    exit_code: int | None
    stdout: str
    stderr: str
    timed_out: bool
    truncated: bool
    seconds: float


class RunningProgram(Protocol):
    """A confined program that talks over its standard input and output."""

    @property
    def stdin(self) -> BinaryIO:
        """Write here; flush to send."""
        ...

    @property
    def stdout(self) -> BinaryIO:
        """Read here; end of file means that the program is gone."""
        ...

    def stop(self) -> str:
        """End it and all that it started, at once; return the tail of its stderr. Idempotent."""
        ...


class Sandbox(Protocol):
    """Confines untrusted programs: no token, no network, no writes elsewhere, limits, other uid."""

    @property
    def tier(self) -> SandboxTier:
        """Name how strong it is."""
        ...

    def run(self, request: Request) -> Ran:
        """Run to the end or to a limit; the whole process tree is gone when it returns.

        Raises:
            SandboxError: the confinement itself could not be set up.
        """
        ...

    def start(self, request: Request) -> RunningProgram:
        """Start a program to talk with; `stop` ends it, not `wall_s` or `output_bytes`."""
        ...


class Clock(Protocol):
    """The only source of time."""

    def now_iso(self) -> str:
        """Return the UTC time, "2026-01-31T12:00:00Z"."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds that never run back."""
        ...


class Console(Protocol):
    """Where people read what happens. Untrusted text goes through `quoted` only."""

    def info(self, message: str, **fields: object) -> None:
        """Print one line: a constant message and its fields."""
        ...

    def warning(self, message: str, **fields: object) -> None:
        """Print one line that asks for attention."""
        ...

    def progress(self, message: str, *, done: int, total: int) -> None:
        """Show how far long work is; on a terminal the line replaces itself."""
        ...

    def quoted(self, title: str, text: str) -> None:
        """Print untrusted text so that no runner takes it for a command."""
        ...

    def group(self, title: str) -> AbstractContextManager[None]:
        """Fold what is printed inside under a title."""
        ...

    def show(self, text: str) -> None:
        """Print trusted text of many lines as it is: a table, a report."""
        ...


class Templates(Protocol):
    """Texts for people and models, written from facts."""

    def render(self, name: str, facts: object) -> str:
        """Render prompts/<name> from a dataclass of facts.

        Raises:
            TemplateError: the template's variables are not the facts' fields.
        """
        ...


class Forge(Protocol):
    """Where pull requests go."""

    def publish(self, pull: PullDraft, comment: CommentDraft, *, result_dir: Path) -> Published:
        """Create or update the branch and its pull request; never touch a person's commits.

        Raises:
            GitError: git refused.
        """
        ...


@dataclass(frozen=True)
class Suite:
    """A whole run of a suite: the report, and how each test ("tests/test_a.py::test_b") ended."""

    report: Report
    ends: Mapping[str, TestEnd]
    note: str = ""

    @property
    def failing(self) -> frozenset[str]:
        """Name the tests that failed or ended in an error."""
        return frozenset(test for test, end in self.ends.items() if end in {"failed", "error"})


class Worker(Protocol):
    """A warm interpreter of the subject: pytest and the subject imported once, a fork per trial."""

    def facts(self) -> ModuleFacts:
        """Describe the imported subject.

        Raises:
            NothingRuns: it cannot be imported; the message ends with the reason.
        """
        ...

    def observe(self, situations: Sequence[Situation]) -> list[Observation]:
        """Run each in a fork of its own and look at what it did, in order."""
        ...

    def try_tests(self, source: str, file_name: str) -> TestRun:
        """Run a test file by pytest in one fork, under the project's own pytest configuration."""
        ...

    def try_mutants(
        self, source: str, file_name: str, mutants: Sequence[Mutant]
    ) -> list[MutantRun]:
        """Run the test file once per mutant, a fork each, in order."""
        ...

    def close(self) -> None:
        """End the interpreter and all that it started. Idempotent."""
        ...


@dataclass(frozen=True)
class Conditions:
    """What differs between two warm workers, so that a test that depends on it shows as flaky."""

    hash_seed: int = 0
    timezone: str = "UTC"
    locale: str = "C.UTF-8"
    reverse_order: bool = False


class Workshop(Protocol):
    """One language's ways with one scratch copy of a repository. Paths are relative to it."""

    @property
    def python(self) -> str:
        """Describe the interpreter for people: version and where it came from."""
        ...

    def sources(self) -> tuple[str, ...]:
        """Name the files that can be subjects, in order: no tests, docs or build scripts."""
        ...

    def segments(self, subject: str) -> tuple[Segment, ...]:
        """Cut a subject into its segments, in line order.

        Raises:
            NothingRuns: the file does not parse.
        """
        ...

    def measure(self) -> Suite:
        """Run the whole suite once, fresh, and measure all sources.

        Files that nothing imports are in the report with nothing executed.

        Raises:
            NothingRuns: no measurement came out; a failing test is no reason.
        """
        ...

    def module_name(self, subject: str) -> str:
        """Return the dotted name under which tests import the subject."""
        ...

    def tests_path(self, subject: str) -> str:
        """Say where the mission's test file goes, beside the existing tests."""
        ...

    def worker(self, subject: str, conditions: Conditions) -> Worker:
        """Start a warm interpreter for one subject."""
        ...

    def read(self, path: str) -> str:
        """Return a file's text."""
        ...

    def exists(self, path: str) -> bool:
        """Tell whether there is a file at a path."""
        ...

    def write(self, path: str, text: str) -> None:
        """Write a file of the scratch copy, making its folders."""
        ...

    def format(self, source: str, path: str) -> str:
        """Format a test file by the project's own settings, import order included.

        Raises:
            ValueError: the source does not parse.
        """
        ...

    def texts(self) -> Mapping[str, str]:
        """Return the files that engines may mine: sources, tests, docs, examples; capped."""
        ...


@dataclass(frozen=True)
class Judgement:
    """What the oracles say of one situation: assertions that always held, and findings."""

    assertions: tuple[Assertion, ...]
    bugs: tuple[SuspectedBug, ...] = ()
    verdict: Verdict | None = None
    note: str = ""


@dataclass(frozen=True)
class Provenance:
    """What the header of a generated test file says."""

    mission_id: str
    subject: str
    engines: tuple[EngineName, ...]
    seed: int
    lines_gained: int
    arcs_gained: int
    mutants_killed: int
    mutants_tried: int
    model: str = ""


class Craft(Protocol):
    """One language's pure knowledge of tests: text in, text out, nothing runs."""

    def screen(self, source: str) -> str:
        """Return why generated code must not run ("" when it may): the static gate."""
        ...

    def judge(
        self, situation: Situation, first: Observation, again: Sequence[Observation]
    ) -> Judgement:
        """Turn what was observed, several times under several conditions, into assertions.

        `verdict` is set (FLAKY, HOLLOW, FAILED) where no test may come of it.
        """
        ...

    def shrunk(self, situation: Situation) -> Iterator[Situation]:
        """Give simpler variants of a situation, simplest idea first; a bounded number."""
        ...

    def name(self, situation: Situation, first: Observation, taken: Collection[str]) -> str:
        """Return a test name that says the behaviour and is not taken: "test_total_is_zero_..."."""
        ...

    def one_test(self, candidate: Candidate) -> str:
        """Write a whole test file that holds this one test."""
        ...

    def test_file(
        self, candidates: Sequence[Candidate], provenance: Provenance, existing: str
    ) -> str:
        """Write the mission's test file: grouped, parametrised where set-up is equal, headed.

        `existing` is the text of an earlier mission's file, "" for none; its tests stay.
        """
        ...

    def placed(
        self, candidates: Sequence[Candidate], existing: str
    ) -> Mapping[str, tuple[str, ...]]:
        """Map each new function of `test_file`'s text to the names of the candidates in it."""
        ...

    def mutants(
        self, source: str, lines: Collection[int], *, seed: int, most: int
    ) -> tuple[Mutant, ...]:
        """Sample small changes of these lines (1-based) of a subject, one per line first."""
        ...


@dataclass(frozen=True)
class Material:
    """What an engine starts from; nothing in it changes during a mission."""

    facts: ModuleFacts
    segments: tuple[Segment, ...]
    source: str
    texts: Mapping[str, str]
    seed: int
    limits: Limits


class Engine(Protocol):
    """Proposes situations in batches and learns from what they did. Pure: nothing runs here."""

    @property
    def name(self) -> EngineName:
        """Name it as records do."""
        ...

    def propose(self, file: FileCoverage, count: int) -> list[Situation]:
        """Return at most `count` new situations for what is missing; [] when out of ideas."""
        ...

    def learn(self, situation: Situation, observation: Observation, *, gained: bool) -> None:
        """Take notice of what a proposed situation did; called once for each, in order."""
        ...


class Store(Protocol):
    """A folder of small files: a mission's result directory. Names are relative, "/" always."""

    def read(self, name: str) -> str | None:
        """Return a file's text, None where there is none."""
        ...

    def write(self, name: str, text: str) -> None:
        """Write a file whole or not at all."""
        ...

    def append(self, name: str, line: str) -> None:
        """Add one line to a file, so that a kill loses at most the line being written."""
        ...

    def delete(self, name: str) -> None:
        """Remove a file or a folder with all it holds; nothing happens where there is none."""
        ...

    def names(self, folder: str) -> tuple[str, ...]:
        """Name all files below a folder, in order, relative to it."""
        ...
