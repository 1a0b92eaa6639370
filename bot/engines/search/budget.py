"""How gaps share the budget: who takes a turn, who waits, who gets a second wind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.mission import Limits

HANGS_MAX = 6
"""Situations of one gap that may run into the time limit; each costs seconds."""

PATIENCE = 50
"""Situations without gain after which a gap takes fewer turns."""

PUBLIC_FIRST = 16
"""Situations without gain through public ways before private ones are tried."""

PERIOD_MAX = 4
"""A gap that waits takes every fourth turn at least."""

WINDS_MAX = 3
"""Times that a gap which gained before is tried past its plateau."""

WINDS_AT_ONCE = 3
"""Gaps that get a second wind together: the ones that gained last."""


@dataclass
class Spending:
    """What one gap has cost and brought.

    `last_gain` counts the engine's proposals up to the last gain, `gained_at` the gap's own.
    """

    proposed: int = 0
    idle: int = 0
    hangs: int = 0
    last_gain: int = 0
    gained_at: int = 0
    winds: int = 0

    def gained(self, now: int) -> None:
        """Note that the last situation brought something."""
        self.idle = 0
        self.last_gain = max(now, 1)
        self.gained_at = self.proposed

    def is_open(self, limits: Limits) -> bool:
        """Tell whether the gap may go on."""
        return (
            self.proposed < limits.situations_per_gap_max + self.winds * limits.plateau_max
            and self.idle < limits.plateau_max
            and self.hangs < HANGS_MAX
        )

    def is_turn(self, round_number: int) -> bool:
        """Tell whether the gap takes part in a round: the longer without gain, the rarer."""
        return round_number % min(PERIOD_MAX, 1 + self.idle // PATIENCE) == 0


def second_winds(gaps: Sequence[Spending], limits: Limits) -> bool:
    """Let the gaps that gained last go on past their plateau; tell whether there were any."""
    # A gap that gained at its first tries only has shown what it has: more would be waste.
    able = [
        one
        for one in gaps
        if one.gained_at >= PATIENCE and one.winds < WINDS_MAX and one.hangs < HANGS_MAX
    ]
    able.sort(key=lambda one: -one.last_gain)
    for one in able[:WINDS_AT_ONCE]:
        one.winds += 1
        one.idle = limits.plateau_max // 2
    return bool(able)
