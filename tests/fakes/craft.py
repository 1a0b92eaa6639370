"""A craft that judges, names and writes tests in the language of few words."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from fakes.language import lines_of

from bot.domain.facts import ModuleFacts
from bot.domain.invariant import Invariant
from bot.domain.outcome import SuspectedBug
from bot.domain.tested import Mutant
from bot.domain.trial import Assertion, Candidate, Observation, OracleOrigin, Situation, Verdict
from bot.ports.craft import Judgement, Provenance


@dataclass
class FakeCraft:
    """Asserts "ok" of everything but what calls itself hollow."""

    mutants_max: int = 100

    def knowing(self, facts: ModuleFacts) -> Self:
        assert facts.module
        return self

    def rules_out(self, situation: Situation, seen: Observation) -> bool:
        return "nonsense" in situation.call and seen.error is None

    def undone(self, situation: Situation) -> Situation | None:
        if "undo" not in situation.call:
            return None
        return replace(situation, call=situation.call.replace("unstable", "stable"))

    def acts_on(self, situation: Situation) -> frozenset[str]:
        return frozenset(re.findall(r"of-(\w+)", situation.call))

    def makes_sets(self, source: str) -> bool:
        return "source" in source

    def screen(self, source: str) -> str:
        return "it says so" if "forbidden" in source else ""

    def judge(
        self,
        situation: Situation,
        first: Observation,
        again: Sequence[Observation],
        under: Observation | None = None,
    ) -> Judgement:
        assert all(seen.end is first.end for seen in again)
        if situation.expectation is not None and "wrong" in situation.call:
            expected = situation.expectation.value or ""
            source = situation.expectation.source
            return Judgement((), bugs=(SuspectedBug("f", 1, "f()", expected, "8", source),))
        if "unstable" in situation.call:
            return Judgement((), verdict=Verdict.FLAKY, note="differs")
        if "refuses" in situation.call or "hollow" in situation.call:
            error = Assertion(OracleOrigin.OBSERVED, raises="ValueError")
            return Judgement((error,) if "refuses" in situation.call else ())
        if "undeclared" in situation.call:
            return Judgement((), verdict=Verdict.FAILED, note="nobody says it raises that")
        if "unbound" in situation.call:
            bug = SuspectedBug("f", 1, situation.call, "a value for e", "NameError", "the code")
            return Judgement((), (bug,), Verdict.FAILED, "a suspected bug")
        shown = () if under is None else (f"assert printed == {first.stdout!r}",)
        said = ("assert ok", *(shown if under and under.stdout != first.stdout else ()))
        return Judgement(tuple(Assertion(OracleOrigin.OBSERVED, (one,)) for one in said))

    def shrunk(self, situation: Situation, seen: Observation) -> Iterator[Situation]:
        assert seen.end
        if situation.call.endswith(" long"):
            shorter = situation.call.removesuffix(" long")
            yield Situation(situation.segment, (), (), shorter, situation.engine)

    def near(self, situation: Situation, line: str) -> Iterator[Situation]:
        assert line == ""
        if situation.call.endswith("beside"):
            yield replace(situation, call="3 returned")

    def clearer(self, situation: Situation, seen: Observation) -> Iterator[Situation]:
        assert seen.end
        if "unnamed" in situation.call:
            call = situation.call.replace("unnamed", "named")
            yield replace(situation, call=call)

    def ablated(self, situation: Situation) -> Iterator[Situation]:
        for word in situation.call.split(" ")[2:]:
            if word.startswith("step-"):
                # The step alone runs the line that it names.
                first, _, rest = situation.call.replace(f" {word}", "").partition(" ")
                left = [n for n in first.split(",") if n != word.removeprefix("step-")]
                yield replace(situation, call=f"{','.join(left)} {rest}")
            if word.startswith("option"):
                yield replace(situation, call=situation.call.replace(f" {word}", ""))

    def revealing(self, situation: Situation) -> Iterator[Situation]:
        for word in situation.call.split(" ")[2:]:
            if word.startswith("step-"):
                yield replace(situation, call=f"{word.removeprefix('step-')} returned")

    def burden(self, candidate: Candidate) -> int:
        return 20 * ("minded" in candidate.situation.call)

    def name(self, situation: Situation, first: Observation, taken: Collection[str]) -> str:
        name = f"test_{'_'.join(str(n) for n in sorted(lines_of(situation.call)))}"
        return f"{name}_{first.end.value}_{len(taken)}"

    def plain_tests(self, candidates: Sequence[Candidate]) -> str:
        return "\n".join(f"{one.name} {_written(one)}" for one in candidates)

    def test_file(
        self, candidates: Sequence[Candidate], provenance: Provenance, existing: str
    ) -> str:
        return f"# {provenance.mission_id}\n{existing}{self.plain_tests(candidates)}\n"

    def placed(
        self, candidates: Sequence[Candidate], existing: str
    ) -> Mapping[str, tuple[str, ...]]:
        assert existing == ""
        return {candidate.name: (candidate.name,) for candidate in candidates}

    def example(self, candidate: Candidate) -> str:
        return f"{candidate.situation.call} == 'ok'"

    def property_test(
        self, invariant: Invariant, examples: tuple[tuple[str, ...], ...] = ()
    ) -> Candidate | None:
        assert invariant.function
        assert examples == ()
        return None

    def inputs_of(
        self, invariant: Invariant, situations: Iterable[Situation]
    ) -> tuple[tuple[str, ...], ...]:
        assert invariant.function
        return tuple((one.call,) for one in situations)

    def cases(
        self, candidate: Candidate, inputs: Sequence[tuple[str, ...]]
    ) -> tuple[Candidate, ...]:
        assert candidate.drawn
        return tuple(replace(candidate, name=f"{candidate.name}_{one}") for one in inputs)

    def mutants(
        self, source: str, lines: Collection[int], *, seed: int, most: int
    ) -> tuple[Mutant, ...]:
        assert seed >= 0
        assert source
        return tuple(Mutant(line, 0, 1, "a", "b") for line in sorted(lines))[
            : min(most, self.mutants_max)
        ]


def _written(one: Candidate) -> str:
    is_bold = "timid" in one.situation.call and len(one.assertions) > 1
    return one.situation.call + " bold" * is_bold
