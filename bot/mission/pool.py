"""What was observed and gained nothing: situations that may still notice a mutant. Pure."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from bot.domain.trial import ObservedEnd
from bot.mission.gates import shows

if TYPE_CHECKING:
    from bot.domain.trial import Observation, Situation

FIRST_MAX = 16
"""Situations kept per line from the start of the search: the simplest ones."""

LAST_MAX = 16
"""Situations kept per line from its end: the farthest ones."""

ALIKE_MAX = 4
"""Situations kept per line that ended alike: other inputs may still tell a mutant apart."""

SEEN_MAX = 8
"""Situations remembered for one function: documented ones, then the shortest."""

Seen = tuple["Situation", "Observation"]


class Pool:
    """Remembers, line by line, a few situations that ended differently there."""

    def __init__(self) -> None:
        self._first: dict[int, list[Seen]] = {}
        self._last: dict[int, deque[Seen]] = {}
        self._outcomes: Counter[tuple[int, int]] = Counter()

    def add(self, situation: Situation, seen: Observation) -> None:
        """Keep a situation for the lines it ran, unless many there ended as it did."""
        if seen.end not in {ObservedEnd.RETURNED, ObservedEnd.RAISED}:
            return
        outcome = hash((situation.segment, outcome_of(seen)))
        for line in seen.lines:
            if self._outcomes[line, outcome] == ALIKE_MAX:
                continue
            self._outcomes[line, outcome] += 1
            first = self._first.setdefault(line, [])
            if len(first) < FIRST_MAX:
                first.append((situation, seen))
            else:
                last = self._last.setdefault(line, deque(maxlen=LAST_MAX))
                last.append((situation, seen))

    def at(self, line: int) -> list[Seen]:
        """Return what ran a line, the shortest first."""
        found = [*self._first.get(line, ()), *self._last.get(line, ())]
        return sorted(found, key=lambda one: len(one[0].source))

    def aimed_at(self, segment: str) -> list[Situation]:
        """Return what was aimed at a function, each once."""
        lines = (*self._first.values(), *self._last.values())
        found = (one for seen in lines for one, _ in seen if one.segment == segment)
        return list({one.source: one for one in found}.values())


class Successes:
    """Remembers of each function a few situations in which it answered."""

    def __init__(self) -> None:
        self._seen: dict[str, list[Seen]] = {}

    def add(self, names: frozenset[str], situation: Situation, seen: Observation) -> None:
        """Remember a situation for what it calls, where it returned and showed something."""
        if seen.end is not ObservedEnd.RETURNED or not shows(seen):
            return
        for name in names:
            known = self._seen.setdefault(name, [])
            if all(situation.source != one.source for one, _ in known):
                known.append((situation, seen))
                known.sort(key=_rank)
                del known[SEEN_MAX:]

    def of(self, name: str) -> list[Seen]:
        """Return what is remembered of a function, the best to read first."""
        return list(self._seen.get(name, ()))


def _rank(one: Seen) -> tuple[bool, int]:
    return one[0].expectation is None, len(one[0].source)


def outcome_of(seen: Observation) -> tuple[object, ...]:
    """Return all of an observation that a test could assert."""
    error = (seen.error.type_name, seen.error.message) if seen.error else None
    return seen.end, seen.value, error, seen.changed, seen.written, seen.stdout
