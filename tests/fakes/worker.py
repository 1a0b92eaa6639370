"""A worker that does what calls in the language of few words say."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fakes.language import SUBJECT, lines_of

from bot.domain.facts import ModuleFacts
from bot.domain.tested import Mutant, MutantRun, TestEnd, TestRun
from bot.domain.trial import ErrorSeen, Look, Observation, ObservedEnd, Situation, Value, ValueKind
from bot.ports.worker import Conditions


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
            note=_note(call) if end is ObservedEnd.BROKEN else "",
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


def _note(call: str) -> str:
    return "TypeError: missing 1 required argument" if "lacks" in call else "noted"


def _printed(call: str, mutant: Mutant | None) -> str:
    """Print something under a mutant that can be killed, and where the long form shows more."""
    if mutant:
        return "" if "unkillable" in call else "mutated"
    return "shown" if call.endswith("shown long") or "telling" in call else ""
