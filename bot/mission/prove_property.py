"""Walk a rule that a model named through the gates: hundreds of inputs, mutants, other conditions.

Its test runs in the sandbox like any other. Nothing is installed for it: where the project
cannot import Hypothesis by itself, the test is refused and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.invariant import Invariant
from bot.domain.mission import EngineName
from bot.domain.tested import Mutant, TestEnd, TestRun
from bot.domain.trajectory import Purpose, Sought
from bot.domain.trial import Candidate, Drawn, Kept, Situation, Verdict
from bot.mission.gates import FLAKY, refused, verdict_of
from bot.mission.ledger import NO_GAIN
from bot.mission.notes import without_scratch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.mission.gates import Judged
    from bot.mission.prove import Prover

COUNTER_EXAMPLE_CHARS_MAX = 240

SHOWN_MAX = 3
"""Inputs that stand in a property test beside the drawn ones: what only they notice is said."""

NO_HYPOTHESIS: Judged = (Verdict.BROKEN, "the project's environment has no hypothesis")
NO_INPUTS: Judged = (Verdict.UNREADABLE, "declared types do not give its inputs")
NO_MUTANT: Judged = (Verdict.HOLLOW, "no mutant of its lines could be tried")
REPEATS: Judged = (Verdict.USELESS, "repeats other tests: each change it notices is noticed")
TOO_LONG: Judged = (Verdict.TIMED_OUT, "there was no time left for its mutants")

_MISSING = "No module named 'hypothesis'"


@dataclass(frozen=True)
class Claim:
    """A rule, the question that a model named it in answer to, and inputs to try it on."""

    invariant: Invariant
    prompt: str
    inputs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Others:
    """What is known of the other tests: mutants that none of them notices, and those they do.

    `noticed` returns which of some mutants they notice. `is_over` tells that a proof's time is.
    """

    unnoticed: tuple[Mutant, ...]
    noticed: Callable[[frozenset[Mutant]], frozenset[Mutant]]
    is_over: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class _Held:
    """A rule's test that held, the mutants that it was tried on, and who noticed which."""

    candidate: Candidate
    run: TestRun
    tried: frozenset[Mutant]
    killers: dict[Mutant, tuple[str, ...]]


def prove_property(prover: Prover, claim: Claim, others: Others) -> Judged:
    """Keep the test of a rule that holds and notices a mutant which no other test does.

    It holds for all its inputs, here and under other conditions. Whatever comes of it leaves
    a line in the trajectory.
    """
    candidate = prover.craft.property_test(claim.invariant)
    if candidate is None:
        situation = Situation(claim.invariant.function, (), (), "", EngineName.MODEL)
        return _logged(prover, claim, situation, NO_INPUTS, ())
    candidate = replace(
        candidate,
        name=_free(candidate.name, prover),
        situation=replace(candidate.situation, prompt=claim.prompt),
    )
    held = _held(prover, candidate, claim, others)
    if not isinstance(held, _Held):
        return _logged(prover, claim, candidate.situation, held, ())
    judged, alone = _judged(prover, held, claim, others)
    return _logged(prover, claim, candidate.situation, judged, alone)


def _logged(
    prover: Prover,
    claim: Claim,
    situation: Situation,
    judged: Judged,
    alone: Sequence[Mutant],
) -> Judged:
    situation = replace(situation, prompt=claim.prompt)
    sought = Sought(Purpose.HOLD, tuple(alone), invariant=claim.invariant, inputs=claim.inputs)
    prover.log(situation, judged[0], NO_GAIN, judged[1], sought)
    return judged


def _free(name: str, prover: Prover) -> str:
    """Return a name that no kept test has; see `settled`."""
    taken = {one.candidate.name for one in prover.ledger.kept}
    return f"{name}__2" if name in taken else name


def _held(prover: Prover, candidate: Candidate, claim: Claim, others: Others) -> _Held | Judged:
    """Try a rule on its inputs, then under mutants; those that others miss come first."""
    cases = prover.craft.cases(candidate, claim.inputs)
    test = prover.craft.plain_tests([candidate, *cases])
    reason = prover.craft.screen(test)
    if reason:
        return refused(reason)
    run = prover.here.try_tests(test, prover.file_name)
    verdict = verdict_of(run)
    if verdict is not None:
        return _why(verdict, candidate, cases, run)
    if others.is_over():
        return TOO_LONG
    missed = [one for one in others.unnoticed if one.felt_at in run.lines]
    mutants = list(dict.fromkeys((*missed, *prover.sample(run.lines))))
    runs = prover.here.try_mutants(test, prover.file_name, mutants)
    tried = frozenset(one.mutant for one in runs if one.applied)
    killers = {one.mutant: one.killed_by for one in runs if one.applied and one.killed_by}
    return _Held(candidate, run, tried, killers) if tried else NO_MUTANT


def _judged(
    prover: Prover, held: _Held, claim: Claim, others: Others
) -> tuple[Judged, tuple[Mutant, ...]]:
    """Return what becomes of a rule that holds, and the mutants that it alone notices."""
    if not held.killers:
        return (Verdict.HOLLOW, f"none of {len(held.tried)} mutants was noticed"), ()
    noticed = others.noticed(frozenset(held.killers))
    drawn = frozenset(one for one, by in held.killers.items() if held.candidate.name in by)
    shown, by_shown = _shown(prover, held, claim, frozenset(held.killers) - drawn - noticed)
    kills = drawn | by_shown
    alone = kills - noticed
    ordered = tuple(sorted(alone, key=lambda one: (one.line, one.column, one.after)))
    if not alone:
        return REPEATS, ()
    final = replace(held.candidate, drawn=_with(held.candidate, shown))
    test = prover.craft.plain_tests([final])
    if not prover.there.try_tests(test, prover.file_name).passed:
        return FLAKY, ordered
    ran = prover.ledger.reached(held.run.lines, held.run.arcs)
    acts_on = frozenset({claim.invariant.function})
    prover.ledger.accept(Kept(final, *ran, kills, held.tried, acts_on=acts_on))
    return (Verdict.ACCEPTED, f"notices {len(alone)} mutants that no other test does"), ordered


def _shown(
    prover: Prover, held: _Held, claim: Claim, wanted: frozenset[Mutant]
) -> tuple[tuple[tuple[str, ...], ...], frozenset[Mutant]]:
    """Choose the inputs that notice what neither drawn ones nor other tests do: those few stand."""
    shown: list[tuple[str, ...]] = []
    noticed: frozenset[Mutant] = frozenset()
    cases = prover.craft.cases(held.candidate, claim.inputs)
    for case, sources in zip(cases, claim.inputs, strict=True):
        kills = frozenset(one for one in wanted if case.name in held.killers[one])
        if kills - noticed and len(shown) < SHOWN_MAX:
            shown.append(sources)
            noticed |= kills
    return tuple(shown), noticed


def _with(candidate: Candidate, shown: tuple[tuple[str, ...], ...]) -> Drawn:
    assert candidate.drawn is not None
    return replace(candidate.drawn, examples=shown)


def _why(
    verdict: Verdict, candidate: Candidate, cases: Sequence[Candidate], run: TestRun
) -> Judged:
    """Say why a rule's test did not pass, with the inputs for which it does not hold."""
    if _MISSING in run.note:
        return NO_HYPOTHESIS
    failed = {name for name, end in run.ends if end is not TestEnd.PASSED}
    assert candidate.drawn is not None
    names = candidate.drawn.names
    case = next((one for one in cases if one.name in failed), None)
    inputs = _counter_example(names, run.note)
    if case is not None:
        inputs = ", ".join(case.situation.setup[: len(names)])
    if verdict is not Verdict.FAILED or not inputs:
        return verdict, without_scratch(run.note)
    return verdict, f"it does not hold for {inputs}"[:COUNTER_EXAMPLE_CHARS_MAX]


def _counter_example(names: Sequence[str], note: str) -> str:
    """Return the inputs that a test failed with, as pytest tells a call's arguments.

    Hypothesis ends on the simplest that it found, but some of its versions write the names
    of the arguments without their values. "" where the failure is told of another call.
    """
    lines = (line for line in note.splitlines() if line.startswith(f"{names[0]} = "))
    return next((line for line in lines if all(f"{one} = " in line for one in names)), "")
