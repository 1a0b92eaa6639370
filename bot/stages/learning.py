"""Add up what asking models taught. Pure; what nobody answered teaches nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.domain.learned import Count, Learned, Lesson
from bot.ports.model import CompletionEnd

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.domain.trajectory import Asked

LESSONS_MAX = 400
"""Questions that a mission remembers; a run has 80 at most."""

ANSWERED = frozenset({CompletionEnd.STOPPED, CompletionEnd.LENGTH, CompletionEnd.REPEATED})


def added(tables: Iterable[Iterable[Count]]) -> tuple[Count, ...]:
    """Add counts of the same model, kind and variant, in order of these."""
    asked: Counter[tuple[str, str, str, str]] = Counter()
    kept: Counter[tuple[str, str, str, str]] = Counter()
    for table in tables:
        for one in table:
            key = (one.model, one.model_digest, one.kind, one.variant)
            asked[key] += one.asked
            kept[key] += one.kept
    return tuple(Count(*key, asked[key], kept[key]) for key in sorted(asked))


def newest(found: Iterable[Learned]) -> tuple[Learned, ...]:
    """Return of each mission what holds all the others of it, in order of their ids."""
    by_mission: dict[str, Learned] = {}
    for one in found:
        known = by_mission.get(one.mission)
        if known is None or one.rounds > known.rounds:
            by_mission[one.mission] = one
    return tuple(by_mission[mission] for mission in sorted(by_mission))


def after(earlier: Learned, asked: Sequence[Asked], kept: Collection[str]) -> Learned:
    """Return what is known after a run that asked this; `kept` names what brought a test.

    A question that an earlier run asked too was answered from memory, and counts once.
    """
    # A question without goals was about the subject as a whole: no test comes of its answer.
    answered = [one for one in asked if one.end in ANSWERED and one.goals]
    if not answered:
        return earlier
    known = {one.prompt for one in earlier.lessons}
    news = [one for one in answered if one.prompt not in known]
    counts = [
        Count(one.model, one.model_digest, one.kind, one.version, 1, int(one.prompt in kept))
        for one in news
    ]
    now = {one.prompt: Lesson(one.prompt, one.segment, one.prompt in kept) for one in answered}
    old = [one for one in earlier.lessons if one.prompt not in now]
    return Learned(
        mission=earlier.mission,
        rounds=earlier.rounds + 1,
        counts=added([earlier.counts, counts]),
        lessons=(*old, *now.values())[-LESSONS_MAX:],
    )
