"""Try the rules that a reading named: few are kept, those whose test notices what no other does."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.mission.prove_property import NO_HYPOTHESIS, Claim, Others, prove_property
from bot.stages.integrate import survivors

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.invariant import Invariant
    from bot.domain.tested import Mutant
    from bot.domain.trial import Situation
    from bot.mission.prove import Prover

SURVIVORS_MAX = 24
"""Mutants that no kept test notices on which each rule is tried."""


PROOF_SECONDS_MAX = 20.0
"""Longest that one rule's test is tried before its mutants have their turn."""


def prove_properties(
    prover: Prover, *, tests_max: int, clock: Callable[[], float], until_s: float
) -> None:
    """Add to the ledger the property tests that hold, until there is no time or room for more."""
    reading = prover.ledger.reading
    for invariant in reading.invariants if reading else ():
        started_s = clock()
        if started_s >= until_s or len(prover.ledger.kept) >= tests_max:
            return
        assert reading is not None
        inputs = prover.craft.inputs_of(invariant, _seen(prover, invariant))
        late_s = min(until_s, started_s + PROOF_SECONDS_MAX)
        others = replace(_others(prover), is_over=partial(_is_past, clock, late_s))
        claim = Claim(invariant, reading.prompt, inputs)
        if prove_property(prover, claim, others) == NO_HYPOTHESIS:
            # None of the others could be imported either.
            return


def _is_past(clock: Callable[[], float], late_s: float) -> bool:
    return clock() >= late_s


def _seen(prover: Prover, invariant: Invariant) -> list[Situation]:
    """Return what search came upon, and kept tests do, with a rule's function."""
    name = invariant.function
    kept = [one.candidate.situation for one in prover.ledger.kept if name in one.acts_on]
    answered = [situation for situation, _ in prover.successes.of(name)]
    return [*kept, *answered, *prover.pool.aimed_at(name)]


def _others(prover: Prover) -> Others:
    kept = tuple(prover.ledger.kept)

    def noticed(mutants: frozenset[Mutant]) -> frozenset[Mutant]:
        """Return those that a kept test notices; each was tried only until one test did."""
        known = mutants & frozenset[object]().union(*(one.kills for one in kept))
        left = sorted(mutants - known, key=lambda one: (one.line, one.column, one.after))
        if not left or not kept:
            return known
        source = prover.craft.plain_tests([one.candidate for one in kept])
        runs = prover.here.try_mutants(source, prover.file_name, left)
        return known | {one.mutant for one in runs if one.applied and one.killed_by}

    return Others(survivors(kept)[:SURVIVORS_MAX], noticed)
