"""Take simpler variants of a situation as long as they are as good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.trial import Look

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.trial import Observation, Situation
    from bot.mission.pool import Seen
    from bot.ports.language import Craft, Worker

SHRINKS_MAX = 24
"""Variants tried per situation."""


def simplest(
    seen: Seen, craft: Craft, here: Worker, is_as_good: Callable[[Situation, Observation], bool]
) -> Seen:
    """Return the simplest variant found that ends alike and is as good; `seen` where none is."""
    left = SHRINKS_MAX
    simpler = True
    while simpler and left > 0:
        simpler = False
        variants = list(craft.shrunk(seen[0]))[:left]
        left -= len(variants)
        for variant, observed in zip(
            variants, here.observe(variants, look=Look.GLANCE), strict=True
        ):
            if _is_alike(observed, seen[1]) and is_as_good(variant, observed):
                seen, simpler = (variant, observed), True
                break
    return seen


def _is_alike(seen: Observation, before: Observation) -> bool:
    if seen.end is not before.end:
        return False
    if seen.error is not None and before.error is not None:
        return seen.error.type_name == before.error.type_name
    return True
