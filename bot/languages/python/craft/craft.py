"""Python's knowledge of tests, behind ports.Craft: text in, text out, nothing runs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.trial import Value, ValueKind
from bot.languages.python.craft import (
    ablate,
    answers,
    burden,
    clear,
    example,
    inputs,
    mutate,
    naming,
    near,
    oracle,
    properties,
    render,
    reveal,
    screen,
    shrink,
    spliced,
    undo,
)
from bot.languages.python.craft.declared import Declared
from bot.languages.python.craft.definitions import Definitions
from bot.languages.python.craft.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bot.domain.facts import ModuleFacts
    from bot.domain.invariant import Invariant
    from bot.domain.tested import Mutant
    from bot.domain.trial import Candidate, Observation, Situation
    from bot.ports.craft import Judgement, Provenance

UNSTEADY_MAX = 10_000
_SETS = re.compile(r"\b(?:frozen)?set\(|\bhash\(|\{[^{}:\n]+(?:,| for )[^{}:\n]+\}")


class PythonCraft:
    """Craft for one subject.

    `module` is the dotted name under which tests import it, `subject` its path,
    `source` its text: documents, annotations and the order of segments are read
    from it ("" judges without them).
    """

    def __init__(self, *, module: str, subject: str, source: str) -> None:
        self._module = module
        self._subject = subject
        self._source = source
        self._definitions = Definitions(source)
        self._facts: ModuleFacts | None = None
        self._declared = Declared(None, self._definitions)
        self._reach = Reach(source, module)
        self._messages = spliced.messages(source)
        # What was judged to differ between runs must not be named for one of its values.
        self._unsteady: set[str] = set()

    def knowing(self, facts: ModuleFacts) -> PythonCraft:
        """See ports.Craft."""
        made = PythonCraft(module=self._module, subject=self._subject, source=self._source)
        made._facts = facts
        made._declared = Declared(facts, made._definitions)
        return made

    def makes_sets(self, source: str) -> bool:
        """See ports.Craft; by text alone, for every file of a repository is asked."""
        return _SETS.search(source) is not None

    def screen(self, source: str) -> str:
        """See ports.Craft; text that does not parse gives "unreadable: ..."."""
        return screen.screened(source, subject=self._subject, module=self._module)

    def judge(
        self,
        situation: Situation,
        first: Observation,
        again: Sequence[Observation],
        under: Observation | None = None,
    ) -> Judgement:
        """See ports.Craft."""
        if oracle.is_unsteady((first, *again)) and len(self._unsteady) < UNSTEADY_MAX:
            self._unsteady.add(situation.source)
        return oracle.judge(situation, first, again, self._definitions, under)

    def name(self, situation: Situation, first: Observation, taken: Collection[str]) -> str:
        """See ports.Craft; call `judge` before: a value that differs between runs names no test."""
        if situation.source in self._unsteady and first.value is not None:
            first = replace(first, value=Value(ValueKind.OPAQUE, first.value.type_name))
        told = oracle.changes(situation, (first,), self._definitions)
        # A change that no assertion can show is not the test's.
        first = replace(first, changed=tuple(one for one in first.changed if told.get(one[0])))
        return naming.name(situation, first, taken, self._definitions)

    def plain_tests(self, candidates: Sequence[Candidate]) -> str:
        """See ports.Craft."""
        return render.plain_tests(candidates, self._module, self._definitions)

    def test_file(
        self, candidates: Sequence[Candidate], provenance: Provenance, existing: str
    ) -> str:
        """See ports.Craft."""
        return render.test_file(
            candidates, provenance, existing, module=self._module, definitions=self._definitions
        )

    def placed(self, candidates: Sequence[Candidate], existing: str) -> dict[str, tuple[str, ...]]:
        """Map each function of `test_file`'s text to the names of the candidates in it.

        A table has a name of its own; cases that fail are found by it.
        """
        return render.placed(
            candidates, existing, module=self._module, definitions=self._definitions
        )

    def example(self, candidate: Candidate) -> str:
        """See ports.Craft; at most 100 characters."""
        return example.example(candidate)

    def property_test(
        self, invariant: Invariant, examples: tuple[tuple[str, ...], ...] = ()
    ) -> Candidate | None:
        """See ports.Craft; without the facts of the running subject there is none."""
        facts = self._facts
        return properties.property_test(invariant, facts, examples) if facts else None

    def inputs_of(
        self, invariant: Invariant, situations: Iterable[Situation]
    ) -> tuple[tuple[str, ...], ...]:
        """See ports.Craft; literals alone, of the declared types."""
        return inputs.inputs_of(invariant, self._facts, situations) if self._facts else ()

    def cases(
        self, candidate: Candidate, inputs: Sequence[tuple[str, ...]]
    ) -> tuple[Candidate, ...]:
        """See ports.Craft."""
        return properties.cases(candidate, inputs)

    def mutants(
        self, source: str, lines: Collection[int], *, seed: int, most: int
    ) -> tuple[Mutant, ...]:
        """See ports.Craft."""
        return mutate.sample_mutants(source, lines, seed=seed, most=most)

    def shrunk(self, situation: Situation, seen: Observation) -> Iterator[Situation]:
        """Yield simpler variants, each shorter; the caller takes the first that does the same."""
        return shrink.shrunk(situation, seen.lines, self._reach)

    def near(self, situation: Situation, line: str) -> Iterator[Situation]:
        """See ports.Craft; at most 24."""
        return near.near(situation, line, self._source)

    def clearer(self, situation: Situation, seen: Observation) -> Iterator[Situation]:
        """Yield variants whose tests would tell more; the caller observes them."""
        return clear.clearer(situation, seen, self._definitions)

    def ablated(self, situation: Situation) -> Iterator[Situation]:
        """Yield variants without one statement, option or message of the subject each."""
        return ablate.ablated(situation, self._messages)

    def revealing(self, situation: Situation) -> Iterator[Situation]:
        """Yield situations that look at what one step of the set-up does."""
        return reveal.revealing(situation)

    def burden(self, candidate: Candidate) -> int:
        """See ports.Craft."""
        return burden.burden(candidate, self._definitions, self._declared)

    def rules_out(self, situation: Situation, seen: Observation) -> bool:
        """See ports.Craft."""
        return burden.rules_out(situation, seen, self._definitions, self._declared)

    def undone(self, situation: Situation) -> Situation | None:
        """See ports.Craft."""
        return undo.undone(situation, self._definitions)

    def acts_on(self, situation: Situation) -> frozenset[str]:
        """See ports.Craft; names are those inside the module."""
        return answers.acts_on(situation, self._definitions)
