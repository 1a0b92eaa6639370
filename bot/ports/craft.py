"""The door to one language's pure craft: what tests it makes of what was observed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.domain.mission import EngineName
from bot.domain.outcome import SuspectedBug
from bot.domain.trial import Assertion, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from bot.domain.facts import ModuleFacts
    from bot.domain.invariant import Invariant
    from bot.domain.tested import Mutant
    from bot.domain.trial import Candidate, Observation, Situation


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

    def property_test(
        self, invariant: Invariant, examples: tuple[tuple[str, ...], ...] = ()
    ) -> Candidate | None:
        """Give the test of a rule, with drawn inputs and these; None where nothing can draw them.

        An input is a source for each parameter.
        """
        ...

    def inputs_of(
        self, invariant: Invariant, situations: Iterable[Situation]
    ) -> tuple[tuple[str, ...], ...]:
        """Return inputs of the rule's function that these show; a bounded number."""
        ...

    def cases(
        self, candidate: Candidate, inputs: Sequence[tuple[str, ...]]
    ) -> tuple[Candidate, ...]:
        """Give the rule of a property test about one input each, as tests that draw nothing."""
        ...

    def mutants(
        self, source: str, lines: Collection[int], *, seed: int, most: int
    ) -> tuple[Mutant, ...]:
        """Sample small changes of these lines (1-based) of a subject, one per line first."""
        ...
