"""Walk a property test through the gates: hundreds of inputs, mutants, other conditions.

It runs in the sandbox like any other test. Nothing is installed for it: where the project
cannot import Hypothesis by itself, the test is refused and says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.tested import Mutant
from bot.domain.trial import Verdict
from bot.mission.gates import FLAKY, refused, tried_and_killed, verdict_of
from bot.mission.notes import without_scratch

if TYPE_CHECKING:
    from bot.domain.tested import TestRun
    from bot.mission.gates import Judged
    from bot.mission.prove import Prover

COUNTER_EXAMPLE_CHARS_MAX = 240

NO_HYPOTHESIS: Judged = (Verdict.BROKEN, "the project's environment has no hypothesis")
NO_MUTANT: Judged = (Verdict.HOLLOW, "no mutant of its lines could be tried")

_MISSING = "No module named 'hypothesis'"
_HEAD = re.compile(r"^def test_\w+\((.*)\):$", re.MULTILINE)


@dataclass(frozen=True)
class ProvenProperty:
    """A property test that held, and the mutants that it notices; `alone` are its own."""

    test: str
    lines: frozenset[int]
    kills: frozenset[Mutant]
    tried: frozenset[Mutant]
    alone: frozenset[Mutant]


def prove_property(prover: Prover, test: str) -> ProvenProperty | Judged:
    """Return a proven property, or why there is none.

    It holds for all its inputs, here and under other conditions, and notices a mutant of the
    lines that it runs; which of them no kept test notices is told with it.
    """
    reason = prover.craft.screen(test)
    if reason:
        return refused(reason)
    run = prover.here.try_tests(test, prover.file_name)
    verdict = verdict_of(run)
    if verdict is not None:
        return _why(verdict, test, run)
    mutants = prover.sample(run.lines)
    runs = prover.here.try_tests(test, prover.file_name, mutants, enough=len(mutants))
    tried, kills = tried_and_killed(runs.mutants)
    if not tried:
        return NO_MUTANT
    if not kills:
        return Verdict.HOLLOW, f"none of {len(tried)} mutants was noticed"
    if not prover.there.try_tests(test, prover.file_name).passed:
        return FLAKY
    known = frozenset[object]().union(*(one.kills for one in prover.ledger.kept))
    return ProvenProperty(test, run.lines, kills, tried, kills - known)


def _why(verdict: Verdict, test: str, run: TestRun) -> Judged:
    if _MISSING in run.note:
        return NO_HYPOTHESIS
    inputs = _counter_example(test, run.note)
    if verdict is not Verdict.FAILED or not inputs:
        return verdict, without_scratch(run.note)
    return verdict, f"it does not hold for {inputs}"


def _counter_example(test: str, note: str) -> str:
    """Return the inputs that a test failed with, as pytest tells a call's arguments.

    Hypothesis ends on the simplest that it found, but some of its versions write the names
    of the arguments without their values. "" where the failure is told of another call.
    """
    head = _HEAD.search(test)
    names = head[1].split(", ") if head else []
    lines = (line for line in note.splitlines() if names and line.startswith(f"{names[0]} = "))
    found = (line for line in lines if all(f"{name} = " in line for name in names))
    return next(found, "")[:COUNTER_EXAMPLE_CHARS_MAX]
