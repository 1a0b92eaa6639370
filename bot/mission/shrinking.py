"""Take simpler variants of a situation as long as they are as good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.trial import Look

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.trial import Observation, Situation
    from bot.mission.pool import Seen
    from bot.ports.craft import Craft
    from bot.ports.worker import Worker

SHRINKS_MAX = 24
"""Variants tried per situation."""

CLEARER_MAX = 3
"""Rounds of variants: nothing left behind, objects named, arguments told apart."""


def simplest(
    seen: Seen,
    craft: Craft,
    here: Worker,
    is_as_good: Callable[[Situation, Observation], bool],
    may_be: Callable[[Observation], bool] = lambda _: True,
) -> Seen:
    """Return the simplest variant found that ends alike and is as good; `seen` where none is.

    Variants are glanced at first; one that `may_be` as good is observed alone and judged.
    """
    left = SHRINKS_MAX
    simpler = True
    while simpler and left > 0:
        simpler = False
        variants = list(craft.shrunk(*seen))[:left]
        left -= len(variants)
        glances = here.observe(variants, look=Look.GLANCE)
        for variant, glance in zip(variants, glances, strict=True):
            if not (is_alike(glance, seen[1]) and may_be(glance)):
                continue
            [alone] = here.observe([variant])
            if (
                is_alike(alone, seen[1])
                and _holds(variant, alone, seen)
                and is_as_good(variant, alone)
            ):
                seen, simpler = (variant, alone), True
                break
    return _clearest(seen, craft, here, is_as_good)


def _clearest(
    seen: Seen,
    craft: Craft,
    here: Worker,
    is_as_good: Callable[[Situation, Observation], bool],
) -> Seen:
    """Return the variant that tells most; longer set-up must show what was not seen without it."""
    for _ in range(CLEARER_MAX):
        for variant in craft.clearer(*seen):
            [alone] = here.observe([variant])
            if _is_clearer(alone, seen[1], variant, seen[0]) and is_as_good(variant, alone):
                seen = (variant, alone)
                break
        else:
            break
    return seen


def _is_clearer(
    alone: Observation, before: Observation, variant: Situation, situation: Situation
) -> bool:
    """Tell whether a variant ends alike, answers alike, and has more to show for more set-up."""
    if not is_alike(alone, before) or not _holds(variant, alone, (situation, before)):
        return False
    shows_more = len(alone.changed) > len(before.changed)
    leaves_less = len(alone.environ) < len(before.environ)
    if leaves_less and (alone.value, alone.error) != (before.value, before.error):
        return False
    is_as_long = len(variant.setup) == len(situation.setup)
    return (shows_more or leaves_less or is_as_long) and _is_same_answer(alone, before)


def _is_same_answer(alone: Observation, before: Observation) -> bool:
    """Tell whether a yes is still a yes: equal arguments may be the very edge that was met."""
    plain = {"True", "False", "None"}
    sources = {one.value.source for one in (alone, before) if one.value is not None}
    return len(sources) < 2 or sources.isdisjoint(plain)  # noqa: PLR2004 - two different answers


def _holds(variant: Situation, observed: Observation, before: Seen) -> bool:
    """Tell whether what is said beforehand of a situation is still shown by a variant of it."""
    if variant.expectation is None:
        return True
    return variant.expectation == before[0].expectation and observed.value == before[1].value


def is_alike(seen: Observation, before: Observation) -> bool:
    """Tell whether a variant ends as the situation did: it returns, or raises the same error."""
    if seen.end is not before.end:
        return False
    if seen.error is not None and before.error is not None:
        return seen.error.type_name == before.error.type_name
    return True
