"""Go on with the round trip of a call whose value differs elsewhere: compress, and decompress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.trial import ObservedEnd

if TYPE_CHECKING:
    from bot.domain.trial import Observation, Situation
    from bot.mission.prove import Prover


def steadier(
    prover: Prover, situation: Situation, before: Observation, again: list[Observation]
) -> tuple[Situation, Observation, list[Observation]]:
    """Return a situation, what it did, and did when repeated: what undoes it is called, too.

    The same as was given where its value is equal each time, nothing undoes it, or less
    runs in the round trip.
    """
    is_equal = all(one.value == before.value for one in again)
    other = None if is_equal else prover.craft.undone(situation)
    if other is None:
        return situation, before, again
    [alone] = prover.here.observe([other])
    does_all = alone.lines >= before.lines and alone.arcs >= before.arcs
    if alone.end is not ObservedEnd.RETURNED or not does_all:
        return situation, before, again
    return other, alone, prover.repeated(other)
