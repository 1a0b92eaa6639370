"""The doors to one language: its workshop, its warm worker, and its pure craft."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.domain.coverage import Report, Segment
from bot.domain.mission import EngineName
from bot.domain.outcome import SuspectedBug
from bot.domain.tested import TestEnd
from bot.domain.trial import Assertion, Look, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.domain.facts import ModuleFacts
    from bot.domain.tested import Mutant, MutantRun, TestRun
    from bot.domain.trial import Candidate, Observation, Situation


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

    def observe(
        self,
        situations: Sequence[Situation],
        mutant: Mutant | None = None,
        *,
        look: Look = Look.ALONE,
    ) -> list[Observation]:
        """Run situations in forks and look at what each did, in order.

        With a mutant, the subject is changed by it in each fork; where it cannot be, the
        observation is BROKEN.
        """
        ...

    def try_tests(
        self, source: str, file_name: str, mutants: Sequence[Mutant] = (), *, enough: int = 1
    ) -> TestRun:
        """Run a test file by pytest in one fork, under the project's own pytest configuration.

        Where it passes, it is run under mutants too, one after the other, until so many
        are noticed; they share the fork while nothing is left behind in it.
        """
        ...

    def try_mutants(
        self, source: str, file_name: str, mutants: Sequence[Mutant]
    ) -> list[MutantRun]:
        """Run all tests of a file that passes once per mutant, in order."""
        ...

    def close(self) -> None:
        """End the interpreter and all that it started. Idempotent."""
        ...


@dataclass(frozen=True)
class Conditions:
    """What differs between two warm workers, so that a test that depends on it shows as flaky.

    `other_build`: the standard library keeps its promises, and what it promises nobody
    (compressed bytes, what follows a seed) is as another build of the language may have it.
    """

    hash_seed: int = 0
    timezone: str = "UTC"
    locale: str = "C.UTF-8"
    reverse_order: bool = False
    other_build: bool = False


class Sources(Protocol):
    """The files of a repository that can be subjects. Paths are relative to it."""

    def sources(self) -> tuple[str, ...]:
        """Name them in order: no tests, docs or build scripts."""
        ...

    def read(self, path: str) -> str:
        """Return a file's text."""
        ...

    def why_unreadable(self, path: str) -> str:
        """Return why a source does not parse, with file and line; "" where it does."""
        ...


class Workshop(Sources, Protocol):
    """One language's ways with one scratch copy of a repository. Paths are relative to it."""

    @property
    def python(self) -> str:
        """Describe the interpreter for people: version and where it came from."""
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

    def knowing(self, facts: ModuleFacts) -> Craft:
        """Return the craft that also knows the types which the running subject declares."""
        ...

    def makes_sets(self, source: str) -> bool:
        """Tell whether a source file may make something whose order hangs on the hash seed."""
        ...

    def screen(self, source: str) -> str:
        """Return why generated code must not run ("" when it may): the static gate."""
        ...

    def judge(
        self,
        situation: Situation,
        first: Observation,
        again: Sequence[Observation],
        under: Observation | None = None,
    ) -> Judgement:
        """Turn what was observed, several times under several conditions, into assertions.

        `under` is what it did under a mutant: what tells the two apart is asserted too.
        `verdict` is set (FLAKY, HOLLOW, FAILED) where no test may come of it.
        """
        ...

    def shrunk(self, situation: Situation, seen: Observation) -> Iterator[Situation]:
        """Give simpler variants of what was seen, simplest idea first; a bounded number."""
        ...

    def near(self, situation: Situation, line: str) -> Iterator[Situation]:
        """Give situations next to one, for a mutant of this line of code; a bounded number."""
        ...

    def clearer(self, situation: Situation, seen: Observation) -> Iterator[Situation]:
        """Give variants whose tests would tell more: set-up may grow; a bounded number."""
        ...

    def ablated(self, situation: Situation) -> Iterator[Situation]:
        """Give variants without one statement or option each; a bounded number."""
        ...

    def revealing(self, situation: Situation) -> Iterator[Situation]:
        """Give situations that look at what one step of the set-up does; a bounded number."""
        ...

    def burden(self, candidate: Candidate) -> int:
        """Return what a reader minds about a test, as characters of source; 0 for nothing.

        That its assertion tells little, that what it calls is private, that it hands the
        subject what its annotations rule out.
        """
        ...

    def rules_out(self, situation: Situation, seen: Observation) -> bool:
        """Tell whether no test may come of it: it is handed what the subject's types rule out.

        An error that the subject itself raises may be expected of anything.
        """
        ...

    def undone(self, situation: Situation) -> Situation | None:
        """Give the round trip: what undoes the call, called on its result; None for none."""
        ...

    def acts_on(self, situation: Situation) -> frozenset[str]:
        """Name the public functions of the subject that the act calls."""
        ...

    def name(self, situation: Situation, first: Observation, taken: Collection[str]) -> str:
        """Return a test name that says the behaviour and is not taken: "test_total_is_zero_...".

        Where no words tell it apart it ends on "__2": what has its name may yet be dropped.
        """
        ...

    def plain_tests(self, candidates: Sequence[Candidate]) -> str:
        """Write a whole test file with one function for each candidate, of its name."""
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

    def example(self, candidate: Candidate) -> str:
        """Show a test as one line of code, call and outcome, for people; "" where none says it."""
        ...

    def mutants(
        self, source: str, lines: Collection[int], *, seed: int, most: int
    ) -> tuple[Mutant, ...]:
        """Sample small changes of these lines (1-based) of a subject, one per line first."""
        ...
