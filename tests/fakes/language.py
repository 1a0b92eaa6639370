"""A language of few words for corridor tests: a situation's call says what happens.

`call` is "<lines> <end> [words…]": "3,4 returned", "3 raised", "3 returned flaky",
"3 returned hollow", "3 returned unkillable", "3 returned forbidden", "3 returned failing",
"3 raised undeclared", "3 raised unbound".
"2,3 returned step-3" runs line 3 in a step that its test can do without.
A test of "3 returned timid-3" misses that mutant until it asserts what a mutant changed.
A test file is one line a candidate, "<name> <call>".
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from bot.domain.coverage import FileCoverage, Report, Segment, SegmentKind
from bot.domain.facts import ModuleFacts
from bot.domain.mission import EngineName
from bot.domain.outcome import SuspectedBug
from bot.domain.tested import Mutant, MutantRun, TestEnd, TestRun
from bot.domain.trial import (
    Assertion,
    Candidate,
    ErrorSeen,
    Look,
    Observation,
    ObservedEnd,
    OracleOrigin,
    Situation,
    Value,
    ValueKind,
    Verdict,
)
from bot.ports.language import Conditions, Judgement, Provenance, Suite

SUBJECT = "src/a.py"
LINES = frozenset(range(1, 11))


def situation(call: str, *, segment: str = "f") -> Situation:
    return Situation(segment, (), (), call, EngineName.SEARCH)


def lines_of(call: str) -> frozenset[int]:
    first = call.split(" ", maxsplit=1)[0]
    return frozenset(int(line) for line in first.split(",") if line)


def _written(one: Candidate) -> str:
    is_bold = "timid" in one.situation.call and len(one.assertions) > 1
    return one.situation.call + " bold" * is_bold


def _printed(call: str, mutant: Mutant | None) -> str:
    """Print something under a mutant that can be killed, and where the long form shows more."""
    if mutant:
        return "" if "unkillable" in call else "mutated"
    return "shown" if call.endswith("shown long") or "telling" in call else ""


@dataclass
class FakeWorker:
    """Does what the situations say; counts what it was asked."""

    conditions: Conditions = field(default_factory=Conditions)
    asked: list[str] = field(default_factory=list)
    is_closed: bool = False
    looks: list[Look] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)

    def facts(self) -> ModuleFacts:
        self.asked.append("facts")
        return ModuleFacts("a", SUBJECT, (), (), (), (), frozenset({1}), frozenset())

    def observe(
        self,
        situations: Sequence[Situation],
        mutant: Mutant | None = None,
        *,
        look: Look = Look.ALONE,
    ) -> list[Observation]:
        self.looks += [look] * len(situations)
        self.looked_at += [s.call for s in situations]
        under = f" under mutant {mutant.line}" if mutant else ""
        self.asked += [s.call + under for s in situations]
        return [self._seen(s.call, mutant) for s in situations]

    def _seen(self, call: str, mutant: Mutant | None = None) -> Observation:
        end = ObservedEnd(call.split(" ")[1].replace("_", " "))
        error = ErrorSeen("builtins.ValueError", "no", 3, explicit=True)
        drawn = Value(ValueKind.LITERAL, "builtins.int", str(self.conditions.hash_seed))
        return Observation(
            end,
            lines_of(call),
            frozenset(),
            value=drawn if "unstable" in call else None,
            error=error if end is ObservedEnd.RAISED else None,
            note="noted" if end is ObservedEnd.BROKEN else "",
            stdout=_printed(call, mutant),
            seconds=2.0 if call.endswith("slow") else 0.01,
        )

    def try_tests(
        self, source: str, file_name: str, mutants: Sequence[Mutant] = (), *, enough: int = 1
    ) -> TestRun:
        self.asked.append(f"{file_name}: {source}")
        tests = [line.split(" ", 1) for line in source.splitlines() if line.startswith("test_")]
        lines = frozenset[int]().union(*(lines_of(call) for _, call in tests))
        ends = tuple((name, self._end(call)) for name, call in tests)
        broken = any("unimportable" in call for _, call in tests)
        timed_out = any("endless" in call for _, call in tests)
        run = TestRun(ends, lines, frozenset(), 0.01, broken=broken, timed_out=timed_out)
        found: list[MutantRun] = []
        for mutant in mutants if run.passed else ():
            if sum(bool(one.killed_by) for one in found) < enough:
                found += self.try_mutants(source, file_name, [mutant])
        return replace(run, mutants=tuple(found))

    def _end(self, call: str) -> TestEnd:
        is_elsewhere = self.conditions != Conditions()
        is_other_order = f"order{self.conditions.hash_seed}" in call
        fails = "failing" in call or ("flaky" in call and is_elsewhere) or is_other_order
        fails = fails or ("needed" in call and "step-" not in call)
        return TestEnd.FAILED if fails else TestEnd.PASSED

    def try_mutants(
        self,
        source: str,
        file_name: str,
        mutants: Sequence[Mutant],
    ) -> list[MutantRun]:
        self.asked += [f"{file_name}: mutant {mutant.line}" for mutant in mutants]
        killers = [self._killers(source, mutant) for mutant in mutants]
        return [
            MutantRun(mutant, applied=True, killed_by=found)
            for mutant, found in zip(mutants, killers, strict=True)
        ]

    def _killers(self, source: str, mutant: Mutant) -> tuple[str, ...]:
        """Name the tests that notice: all that reach the line and do not say otherwise."""
        tests = [line.split(" ", 1) for line in source.splitlines() if line.startswith("test_")]
        return tuple(
            name
            for name, call in tests
            if mutant.felt_at in lines_of(call)
            and not (f"timid-{mutant.line}" in call and "bold" not in call)
            and not {"unkillable", f"blind-{mutant.line}"} & set(call.split(" "))
        )

    def close(self) -> None:
        self.is_closed = True


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

    def mutants(
        self, source: str, lines: Collection[int], *, seed: int, most: int
    ) -> tuple[Mutant, ...]:
        assert seed >= 0
        assert source
        return tuple(Mutant(line, 0, 1, "a", "b") for line in sorted(lines))[
            : min(most, self.mutants_max)
        ]


@dataclass
class FakeWorkshop:
    """One subject of ten lines, of which line 1 runs on import; `suites` are measured in turn."""

    suites: list[Suite]
    files: dict[str, str] = field(default_factory=lambda: {SUBJECT: "source"})
    workers: list[FakeWorker] = field(default_factory=list)
    python: str = "3.11 of the fake"

    def sources(self) -> tuple[str, ...]:
        return (SUBJECT,)

    def segments(self, subject: str) -> tuple[Segment, ...]:
        assert subject == SUBJECT
        return (
            Segment("", SegmentKind.MODULE, 1, 10),
            Segment("f", SegmentKind.FUNCTION, 2, 10),
        )

    def measure(self) -> Suite:
        return self.suites.pop(0)

    def module_name(self, subject: str) -> str:
        return subject.rsplit("/", 1)[-1].removesuffix(".py")

    def tests_path(self, subject: str) -> str:
        return f"tests/test_{self.module_name(subject)}_missions.py"

    def worker(self, subject: str, conditions: Conditions) -> FakeWorker:
        assert subject == SUBJECT
        self.workers.append(FakeWorker(conditions))
        return self.workers[-1]

    def read(self, path: str) -> str:
        return self.files[path]

    def why_unreadable(self, path: str) -> str:
        return "" if path in self.files else f"{path}: is gone"

    def exists(self, path: str) -> bool:
        return path in self.files

    def write(self, path: str, text: str) -> None:
        self.files[path] = text

    def format(self, source: str, path: str) -> str:
        assert path.endswith(".py")
        return source

    def texts(self) -> Mapping[str, str]:
        return self.files


def subject_file(executed: Collection[int] = ()) -> FileCoverage:
    return FileCoverage(SUBJECT, frozenset(executed), LINES - frozenset(executed))


def suite(executed: Collection[int] = (), ends: Mapping[str, TestEnd] | None = None) -> Suite:
    return Suite(
        Report((subject_file(executed),)), {f"tests/{name}": e for name, e in (ends or {}).items()}
    )
