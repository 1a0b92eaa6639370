"""Show that a function works before its errors: a test of what it is for.

Errors are reached first, and often run all that is missing of a small function. Where only
errors of it were kept, a situation in which it answered becomes a test, by the same gates
as any other, although it reaches nothing new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.trajectory import Purpose, Sought
from bot.domain.trial import Candidate, ObservedEnd, Verdict
from bot.mission.gates import ENDS, FLAKY, tried_and_killed, verdict_of
from bot.mission.ledger import NO_GAIN
from bot.mission.prove import Made, Prover
from bot.stages.minimise import answered, is_documented, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.trial import Observation, Situation
    from bot.mission.gates import Judged
    from bot.mission.pool import Seen

PROOFS_MAX = 3
"""Of these, how many are walked through the gates."""

FUNCTIONS_MAX = 24
"""Functions of one mission that get such a test."""


def show_successes(prover: Prover, is_over: Callable[[], bool]) -> None:
    """Add to the ledger a test that works for each function whose kept tests are all errors."""
    successes = prover.successes
    wanted = [name for name in refused(prover.ledger.kept) if successes.of(name)]
    for name in wanted[:FUNCTIONS_MAX]:
        if is_over():
            return
        if name not in answered(prover.ledger.kept):
            _show(prover, successes.of(name))


def _show(prover: Prover, found: list[Seen]) -> None:
    def minded(one: Seen) -> tuple[bool, int, int]:
        burden = prover.craft.burden(Candidate("", one[0], ()))
        return one[0].expectation is None, burden, len(one[0].source)

    for situation, _ in sorted(found, key=minded)[:PROOFS_MAX]:
        [alone] = prover.here.observe([situation])
        if prove_success(prover, situation, alone) is Verdict.ACCEPTED:
            return


def prove_success(prover: Prover, situation: Situation, observation: Observation) -> Verdict:
    """Keep a test that a document stands behind, or that notices a mutant of what it runs.

    One that is kept leaves a line in the trajectory; of others nobody asked.
    """
    verdict, prover.ledger.note = _judged(prover, situation, observation)
    if verdict is Verdict.ACCEPTED:
        prover.log(situation, verdict, NO_GAIN, prover.ledger.note, Sought(Purpose.SHOW))
    return verdict


def _judged(prover: Prover, situation: Situation, observation: Observation) -> Judged:
    if observation.end is not ObservedEnd.RETURNED:
        return ENDS.get(observation.end, Verdict.FAILED), observation.note
    made = prover.made(situation, observation)
    if not isinstance(made, Made):
        return made
    run = prover.here.try_tests(made.test, prover.file_name, prover.sample(observation.lines))
    verdict = verdict_of(run)
    if verdict is not None:
        return verdict, run.note
    tried, kills = tried_and_killed(run.mutants)
    kept = prover.kept_as(made, (run.lines, run.arcs), kills, tried)
    if not (kills or is_documented(kept)):
        return Verdict.HOLLOW, "no document stands behind it, and no mutant was noticed"
    if not prover.holds_elsewhere(made):
        return FLAKY
    prover.ledger.accept(kept)
    return Verdict.ACCEPTED, "shows it to work, beside its errors"
