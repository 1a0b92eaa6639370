"""What the benchmark finds out, as data; JSON by cattrs, tuples as lists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Suspected:
    """A suspected bug as the pull request would show it."""

    segment: str
    line: int
    situation: str
    expected: str
    actual: str
    source: str


@dataclass(frozen=True)
class Answers:
    """What a model was asked for one module, and what became of its answers.

    `usable` ones held a situation, of `kept` ones a test was kept. `seconds` are those that
    answers took, `gained` the lines that only kept tests of the model run. `verdicts` count
    the situations that were proposed, by what became of them. `begun` are the lines that first
    calls run which the factories made, where nothing else searched; None where nobody counted.
    """

    asked: int
    usable: int
    kept: int
    tokens_in: int
    tokens_out: int
    seconds: float
    gained: int
    verdicts: tuple[tuple[str, int], ...] = ()
    prompts: tuple[tuple[str, int, int], ...] = ()
    begun: int | None = None


@dataclass(frozen=True)
class Made:
    """The test files that an arm wrote for one module; empty where it wrote none.

    `files` are relative to the package's root. `seconds` is wall time, None where the
    arm works on no clock. `status` and `note` say in the arm's words how it ended.
    """

    module: str
    files: tuple[str, ...] = ()
    seconds: float | None = None
    median_trial_ms: float | None = None
    status: str = ""
    note: str = ""
    dropped: tuple[str, ...] = ()
    engines: str = ""
    suspected: tuple[Suspected, ...] = ()
    answers: Answers | None = None


@dataclass(frozen=True)
class Coverage:
    """What the meter saw of one module; lines are 1-based, branches (from, to).

    SlipCover writes the exit of a function as a branch to 0.
    """

    executed_lines: tuple[int, ...]
    missing_lines: tuple[int, ...]
    executed_branches: tuple[tuple[int, int], ...]
    missing_branches: tuple[tuple[int, int], ...]

    @property
    def covered(self) -> int:
        """Count lines and branches that ran."""
        return len(self.executed_lines) + len(self.executed_branches)

    @property
    def total(self) -> int:
        """Count lines and branches."""
        return self.covered + len(self.missing_lines) + len(self.missing_branches)

    @property
    def pct(self) -> float:
        """Return 100 * covered / total; what has nothing to cover is not measured: 0."""
        return 100 * self.covered / self.total if self.total else 0.0

    @property
    def emptied(self) -> Coverage:
        """Return the same module with nothing executed."""
        lines = tuple(sorted((*self.executed_lines, *self.missing_lines)))
        branches = tuple(sorted((*self.executed_branches, *self.missing_branches)))
        return Coverage((), lines, (), branches)


@dataclass(frozen=True)
class Measured:
    """One plain run of one module's test files, under the meter.

    `removed` are failing tests that were taken out before (peers only), `failing`
    failed in the measured run.
    """

    coverage: Coverage
    tests: int
    failing: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    seconds: float = 0.0
    note: str = ""


@dataclass(frozen=True)
class Read:
    """What reading the test files tells: lines of code, tests that assert nothing."""

    lines: int = 0
    without_assertion: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shuffled:
    """What many runs in random order under other hash seeds showed; tests as file::name."""

    runs: int
    failing: tuple[str, ...] = ()
    flaky: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mutants:
    """A sample of mutants on covered lines.

    `possible` is how many there were to draw from, `everywhere` how many the whole
    module has. `timed_out` is a part of `killed`; survivors are "line:column operator".
    """

    killed: int
    tried: int
    possible: int
    everywhere: int
    timed_out: int = 0
    survivors: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Row:
    """Everything about one module in one arm; None is not measured."""

    package: str
    module: str
    arm: str
    made: Made
    measured: Measured | None = None
    read: Read | None = None
    shuffled: Shuffled | None = None
    mutants: Mutants | None = None
