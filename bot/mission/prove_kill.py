"""Walk a situation through the gates for the mutants that it notices, whatever lines it runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.trajectory import Purpose, Sought
from bot.domain.trial import Verdict
from bot.mission.gates import FLAKY, tried_and_killed, verdict_of
from bot.mission.ledger import NO_GAIN
from bot.mission.prove import Made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.tested import Mutant
    from bot.domain.trial import Observation, Situation
    from bot.mission.gates import Judged
    from bot.mission.prove import Prover


def prove_kill(
    prover: Prover,
    situation: Situation,
    observation: Observation,
    under: Observation,
    survivors: Sequence[Mutant],
) -> Verdict:
    """Keep a situation whose test notices one of these mutants at least.

    `under` is what it did under the first of them. A situation that a kept test has
    already makes no second one: that test says more.
    """
    known = prover.ledger.of(situation)
    verdict, note = _judged(prover, situation, observation, under, survivors)
    purpose = Purpose.NOTICE if known is None else Purpose.ADD
    prover.log(situation, verdict, NO_GAIN, note, Sought(purpose, tuple(survivors)))
    return verdict


def tells(prover: Prover, situation: Situation, seen: Observation, under: Observation) -> bool:
    """Tell whether a test could say what sets an observation apart from one under a mutant."""
    if prover.craft.rules_out(situation, seen):
        return False
    said = prover.craft.judge(situation, seen, (), under)
    other = prover.craft.judge(situation, under, (), seen)
    return said.verdict is None and said.assertions != other.assertions


def _judged(
    prover: Prover,
    situation: Situation,
    observation: Observation,
    under: Observation,
    survivors: Sequence[Mutant],
) -> Judged:
    known = prover.ledger.of(situation)
    made = prover.made(situation, observation, under, known)
    if not isinstance(made, Made):
        return made
    run = prover.here.try_tests(made.test, prover.file_name, survivors, enough=len(survivors))
    verdict = verdict_of(run)
    if verdict is not None:
        return verdict, run.note
    tried, kills = tried_and_killed(run.mutants)
    if not kills:
        return Verdict.USELESS, ""
    if not prover.holds_elsewhere(made):
        return FLAKY
    kept = prover.kept_as(made, (run.lines, run.arcs), kills, tried)
    if known is not None:
        prover.ledger.kept.remove(known)
        kept = replace(kept, kills=kills | known.kills, tried=tried | known.tried)
    prover.ledger.accept(kept)
    return Verdict.ACCEPTED, f"notices {len(kills)} mutants that survived"
