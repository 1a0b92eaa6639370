"""Ways to ask: which prompt, at which temperature; chosen by what each of them brought before.

The choice is Thompson sampling: each way's success is drawn from what its counts leave
likely, and the best draw is asked. A way that was seldom asked has wide draws, so it gets
its turn; one that failed often hardly does. Draws are seeded, so that equal counts give
equal choices (Thompson 1933; Chapelle and Li, "An Empirical Evaluation of Thompson
Sampling", NIPS 2011).
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind, Flavour
from bot.engines.model.agenda import Choice, Kind
from bot.engines.search.ways import is_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.learned import Count, Lesson

BEST_PRIOR = (3.0, 3.0)
"""Successes and failures that the first way of a kind is taken to have had: it was measured."""

PRIOR = (1.0, 2.0)
"""The same of all others."""

POOLED_MAX = 4.0
"""Questions that all other kinds of gaps together count for, at most."""

SEEDS_A_ROUND = 100
"""A question that failed in all ways is asked with seeds so far from the first ones."""


@dataclass(frozen=True)
class Variant:
    """One way to ask: the prompt's name, the temperature of the answer, and its seed."""

    template: str
    temperature: float
    seed: int = 0


VARIANTS: dict[Kind, tuple[Variant, ...]] = {
    Kind.GAP: (Variant("gap", 0.2), Variant("gap_brief", 0.2), Variant("gap", 0.8)),
    Kind.FOLLOW_UP: (Variant("follow_up", 0.5, 1), Variant("follow_up", 0.9, 1)),
    Kind.WHOLE_TEST: (Variant("whole_test", 0.2, 2), Variant("whole_test", 0.7, 2)),
}
"""The ways of each kind of question; the first is asked where nothing is learned."""


class GapKind(StrEnum):
    """What kind of code a gap is in, as far as it may matter to how it is asked about."""

    FUNCTION = "function"
    METHOD = "method"
    PRIVATE = "private"
    SPECIAL = "special"


def kind_of(choice: Choice) -> GapKind:
    """Name the kind of a choice's gap: SPECIAL are coroutines, generators, protocols."""
    target = choice.way.target
    if target.flavour is not Flavour.PLAIN and target.kind is not CallableKind.PROPERTY:
        return GapKind.SPECIAL
    if is_private(choice.gap.segment.name):
        return GapKind.PRIVATE
    is_method = choice.way.owner is not None or choice.way.then is not None
    return GapKind.METHOD if is_method else GapKind.FUNCTION


class Experience:
    """What asking brought so far: before this run, by all missions, and in it.

    `counts` are of the model that is asked, `lessons` of this very mission. `rounds` is how
    often the mission has asked before: what failed in all ways gets new seeds each time.
    """

    def __init__(
        self,
        counts: Iterable[Count] = (),
        lessons: Iterable[Lesson] = (),
        *,
        rounds: int,
        seed: int,
    ) -> None:
        self.rounds = rounds
        self._seed = seed
        self._asked: Counter[tuple[str, str]] = Counter()
        self._kept: Counter[tuple[str, str]] = Counter()
        for one in counts:
            self._asked[one.kind, one.variant] += one.asked
            self._kept[one.kind, one.variant] += one.kept
        lessons = tuple(lessons)
        self._good = {one.prompt for one in lessons if one.kept}
        self._bad = {one.prompt for one in lessons if not one.kept}
        self._failures = Counter(one.segment for one in lessons if not one.kept)
        self._avoided = {(one.segment, _variant(one.prompt)) for one in lessons if not one.kept}
        self._open: dict[str, tuple[str, str]] = {}
        self._draws = 0

    def brought_a_test(self, prompt: str) -> bool:
        """Tell whether this very question brought a test: its answer is known, and good."""
        return prompt in self._good

    def has_failed(self, prompt: str) -> bool:
        """Tell whether this very question was asked by an earlier run and brought nothing."""
        return prompt in self._bad

    def failures(self, segment: str) -> int:
        """Count the earlier questions about a segment that brought nothing."""
        return self._failures[segment]

    def best(self, kind: GapKind, segment: str, names: Sequence[str]) -> int:
        """Choose one of these ways to ask, by its index; the first one is the best by habit.

        What failed for this segment is chosen only where all did.
        """
        self._draws += 1
        draw = random.Random(f"{self._seed} {self._draws} {kind} {segment}")  # noqa: S311 - no secret
        drawn = [
            draw.betavariate(*self._beliefs(kind, name, PRIOR if at else BEST_PRIOR))
            for at, name in enumerate(names)
        ]
        return max(
            range(len(names)),
            key=lambda at: ((segment, names[at]) not in self._avoided, drawn[at]),
        )

    def asks(self, kind: GapKind, prompt: str) -> None:
        """Take notice that a question was answered; one of an earlier run is counted already."""
        if prompt in self._good | self._bad:
            return
        key = (kind.value, _variant(prompt))
        self._asked[key] += 1
        self._open[prompt] = key

    def gains(self, prompt: str) -> None:
        """Take notice that a test came of a question; it counts once."""
        key = self._open.pop(prompt, None)
        if key is not None:
            self._kept[key] += 1

    def _beliefs(self, kind: str, variant: str, prior: tuple[float, float]) -> tuple[float, float]:
        """Return the successes and failures to draw from: own ones, and a few of other kinds'."""
        asked, kept = self._asked[kind, variant], self._kept[kind, variant]
        others = [key for key in self._asked if key[1] == variant and key[0] != kind]
        other_asked = sum(self._asked[key] for key in others)
        other_kept = sum(self._kept[key] for key in others)
        weight = min(1.0, POOLED_MAX / other_asked) if other_asked else 0.0
        good = prior[0] + kept + weight * other_kept
        bad = prior[1] + asked - kept + weight * (other_asked - other_kept)
        return good, bad


def _variant(prompt: str) -> str:
    """Return the way that a question was asked in: "gap@3f9a1c22/0.2"."""
    return prompt.partition(":")[0]
