"""Say of kept tests what a reading of the subject knows: of those that it was seen to fit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.reading import ErrorCase
    from bot.domain.trial import Kept, Observation
    from bot.mission.prove import Prover

SAYS_WHEN = "_when_"
"""What a name holds that says already what makes its test differ."""


def put_into_words(prover: Prover) -> None:
    """Give tests of errors a docstring, and those whose name says no reason one that does.

    Each is observed once more: words fit only an error that left the very statement they
    are about.
    """
    ledger = prover.ledger
    told = {one.function for one in ledger.reading.errors} if ledger.reading else set()
    fit = [
        one
        for one in ledger.kept
        if one.candidate.is_about_an_error and one.candidate.situation.segment in told
    ]
    seen = prover.here.observe([one.candidate.situation for one in fit]) if fit else []
    for one, observation in zip(fit, seen, strict=True):
        case = _case(one, observation, prover)
        if case is not None:
            at = ledger.kept.index(one)
            ledger.kept[at] = _worded(one, observation, case, prover)


def _case(one: Kept, seen: Observation, prover: Prover) -> ErrorCase | None:
    reading, error = prover.ledger.reading, seen.error
    if reading is None or error is None or not error.explicit:
        return None
    return reading.case(one.candidate.situation.segment, error.type_name, error.line)


def _worded(one: Kept, seen: Observation, case: ErrorCase, prover: Prover) -> Kept:
    candidate = replace(one.candidate, says=f"{case.error} is raised when {case.when}.")
    if SAYS_WHEN not in candidate.name:
        taken = {other.candidate.name for other in prover.ledger.kept}
        told = replace(candidate.situation, condition=case.when)
        candidate = replace(candidate, name=prover.craft.name(told, seen, taken))
    return replace(one, candidate=candidate)
