"""Find steps and options that a test does in vain, and situations that show what they do.

A step without which the test passes as well ran its lines for nothing: nobody looks at what
it did. Either another situation looks at it, or the lines must be watched by the test
all the same: a mutant of them makes it fail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.domain.tested import TestEnd
from bot.domain.trial import Look, ObservedEnd, Situation, Verdict
from bot.mission.ledger import Gain

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.tested import TestRun
    from bot.domain.trial import Observation
    from bot.mission.gates import Judged
    from bot.mission.prove import Made, Prover

REVEALING_MAX = 9
"""Situations that are tried to show what one situation's idle steps do."""

MINDED = 80
"""A step that the test passes without, in characters of source that a reader minds as much."""

SHOWN: Judged = (Verdict.USELESS, "another test shows what a step or option of it does")
IDLE: Judged = (Verdict.HOLLOW, "a step or option of it changes nothing that is looked at")


@dataclass(frozen=True)
class Idle:
    """A part of a situation that its test can do without; `own` is what only that part gains."""

    without: Situation
    own: Gain

    @property
    def lines(self) -> frozenset[int]:
        """Return the lines that the part alone runs, or takes another way from."""
        return self.own[0] | {arc[0] for arc in self.own[1]}


def judged_idle(
    prover: Prover, made: Made, run: TestRun, *, is_last: bool
) -> tuple[Judged | None, int]:
    """Refuse a test where nothing looks at what a part of it does; None where it may stay.

    Where another situation that looks at it was kept, this one is of no use any more. The number
    is what a reader minds about a part that only mutants show to be looked at.
    """
    idle = _idle_parts(prover, made, prover.ledger.gain(run.lines, run.arcs))
    if not idle:
        return None, 0
    if not is_last and _is_revealed(prover, made.candidate.situation, idle):
        return SHOWN, 0
    return (None, MINDED) if _is_watched(prover, made, idle) else (IDLE, 0)


def _idle_parts(prover: Prover, made: Made, gain: Gain) -> list[Idle]:
    """Return the parts that gain something although the test passes without them.

    What ends otherwise without a part fails its test: that need not be tried.
    """
    candidate = made.candidate
    found = [
        Idle(variant, own)
        for variant, seen in _glanced(prover, candidate.situation)
        if seen.end is made.end and any(own := (gain[0] - seen.lines, gain[1] - seen.arcs))
    ]
    if not found:
        return []
    names = [f"{candidate.name}_{number}" for number in range(len(found))]
    tests = prover.craft.plain_tests(
        [
            replace(candidate, name=name, situation=one.without)
            for name, one in zip(names, found, strict=True)
        ]
    )
    ends = dict(prover.here.try_tests(tests, prover.file_name).ends)
    return [one for name, one in zip(names, found, strict=True) if ends.get(name) is TestEnd.PASSED]


def _glanced(prover: Prover, situation: Situation) -> list[tuple[Situation, Observation]]:
    """Glance at a situation without one part each, but for set-ups that are known to break.

    Many situations share a set-up: what it cannot do without, it cannot for any of them.
    """
    variants = [
        variant
        for variant in prover.craft.ablated(situation)
        if _set_up(variant) not in prover.broken
    ]
    glances = prover.here.observe(variants, look=Look.GLANCE)
    seen = list(zip(variants, glances, strict=True))
    prover.broken.update(
        _set_up(variant)
        for variant, glance in seen
        if _lacks(glance) and variant.setup != situation.setup
    )
    return seen


def _lacks(glance: Observation) -> bool:
    """Tell whether a set-up broke at a call that was not given what it must be.

    What breaks otherwise may hang on the act: it went to files of this machine.
    """
    return glance.end is ObservedEnd.BROKEN and glance.note.startswith("TypeError: ")


def _set_up(variant: Situation) -> str:
    return "\n".join((*variant.imports, *variant.setup))


def _is_revealed(prover: Prover, situation: Situation, idle: Collection[Idle]) -> bool:
    """Prove a situation that looks at what an idle part did, and then what is left without it.

    Tell whether one was kept.
    """
    variants = list(islice(prover.craft.revealing(situation), REVEALING_MAX))
    wanted = frozenset[int]().union(*(one.lines for one in idle))
    for variant, seen in zip(
        variants, prover.here.observe(variants, look=Look.GLANCE), strict=True
    ):
        is_there = seen.lines & wanted and any(prover.ledger.gain(seen.lines, seen.arcs))
        if is_there and prover.prove(variant, seen, is_last=True) is Verdict.ACCEPTED:
            _prove_rest(prover, idle)
            return True
    return False


def _prove_rest(prover: Prover, idle: Collection[Idle]) -> None:
    left = [one.without for one in idle]
    for situation, seen in zip(left, prover.here.observe(left, look=Look.GLANCE), strict=True):
        prover.prove(situation, seen, is_last=True)


def _is_watched(prover: Prover, made: Made, idle: Collection[Idle]) -> bool:
    """Tell whether the test notices mutants of what its idle parts run, as far as there are any."""
    for one in idle:
        mutants = prover.sample(one.lines)
        run = prover.here.try_tests(made.test, prover.file_name, mutants)
        tried = [found for found in run.mutants if found.applied]
        if tried and not any(found.killed_by for found in tried):
            return False
    return True
