"""Walk a situation that only reads a value through the gates: it runs no line of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.trajectory import Purpose, Sought
from bot.domain.trial import Kept, ObservedEnd, Verdict
from bot.mission.gates import ENDS, FLAKY, verdict_of
from bot.mission.prove import Made

if TYPE_CHECKING:
    from bot.domain.trial import Observation, Situation
    from bot.mission.gates import Judged
    from bot.mission.ledger import Gain
    from bot.mission.prove import Prover


def prove_value(prover: Prover, situation: Situation, imported: Gain) -> Verdict:
    """Keep a situation that reads a value; what it gains is what importing runs."""
    [observation] = prover.here.observe([situation])
    verdict, note = _judged(prover, situation, observation, imported)
    prover.log(situation, verdict, imported, note, Sought(Purpose.READ))
    return verdict


def _judged(
    prover: Prover, situation: Situation, observation: Observation, imported: Gain
) -> Judged:
    if observation.end is not ObservedEnd.RETURNED:
        return ENDS.get(observation.end, Verdict.FAILED), observation.note
    made = prover.made(situation, observation)
    if not isinstance(made, Made):
        return made
    run = prover.here.try_tests(made.test, prover.file_name)
    verdict = verdict_of(run)
    if verdict is not None:
        return verdict, run.note
    if not prover.holds_elsewhere(made):
        return FLAKY
    prover.ledger.accept(Kept(made.candidate, *imported, frozenset(), frozenset()))
    return Verdict.ACCEPTED, ""
