"""The search for one segment: its ways in, what they reached, and what to try next."""

from __future__ import annotations

import random
from collections import deque
from typing import TYPE_CHECKING

from bot.domain.trial import ObservedEnd
from bot.engines.search.budget import PUBLIC_FIRST, Spending
from bot.engines.search.entry import first_draft, variations
from bot.engines.search.reached import Reached
from bot.engines.search.ways import is_private

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.coverage import Arc, Segment
    from bot.domain.trial import Observation
    from bot.engines.search.pieces import Draft, Way
    from bot.engines.search.pools import Pools
    from bot.engines.search.vary import Varier

REACHED_MAX = 64
"""Drafts kept as parents, per segment."""

QUEUE_MAX = 200
"""Drafts waiting to be tried, per segment."""


class GapSearch:
    """Proposes drafts for one segment; learns from every draft that touched it."""

    def __init__(
        self,
        segment: Segment,
        ways: tuple[Way, ...],
        seeds: list[Draft],
        tools: tuple[Pools, Varier],
        seed: int,
    ) -> None:
        self.segment = segment
        self.ways = ways
        self.pools, self.varier = tools
        # Seeded, so that the same material gives the same proposals; nothing secret hangs on it.
        self.random = random.Random(f"{seed}:{segment.name}:{segment.first_line}")  # noqa: S311 - no secret
        # People's own tests come first, private ways in only when public ones lead no further.
        public = [one for one in ways if not is_private(one.target.qualname)]
        self.is_private = not public
        first = [one for one in seeds if one.way in public or self.is_private]
        self.queue: deque[Draft] = deque(first[:QUEUE_MAX])
        self._later = [] if self.is_private else [one for one in ways if one not in public]
        self.reached: list[Reached] = []
        self.best: dict[str, tuple[int, Draft]] = {}
        self.spent = Spending()
        self._entries = [self._enter(way) for way in (public or ways)]
        self._turn = -1

    def next(self, lines: frozenset[int], arcs: frozenset[Arc]) -> Draft | None:
        """Return the next draft for what is missing, None when out of ideas."""
        if self.queue:
            return self.queue.popleft()
        if self._later and (self.spent.idle >= PUBLIC_FIRST or not (self._entries or self.reached)):
            self._entries.extend(self._enter(way) for way in self._later)
            self._later = []
        while self._entries:
            self._turn = (self._turn + 1) % len(self._entries)
            draft = next(self._entries[self._turn], None)
            if draft is not None:
                return draft
            del self._entries[self._turn]
        if not self.reached:
            return self.next(lines, arcs) if self._later else None
        return self.varier.vary(self.reached, lines, arcs, self.random)

    def learn(self, draft: Draft, seen: Observation, size: int) -> bool:
        """Take notice of a draft that may have touched the segment; tell if it reached more."""
        inside = range(self.segment.first_line, self.segment.last_line + 1)
        if seen.end in {ObservedEnd.TIMED_OUT, ObservedEnd.DIED}:
            return False
        lines = frozenset(line for line in seen.lines if line in inside)
        arcs = frozenset(arc for arc in seen.arcs if arc[0] in inside)
        returned = seen.end is ObservedEnd.RETURNED
        if not lines and not returned:
            return False
        score = 2 * len(lines) + returned
        known, _ = self.best.get(draft.way.key, (-1, draft))
        if score > known:
            self.best[draft.way.key] = (score, draft)
        return bool(lines) and self._keep(Reached(draft, lines, arcs, returned, size))

    def _keep(self, new: Reached) -> bool:
        """Keep a draft that reached something new, or the same by less text."""
        for at, old in enumerate(self.reached):
            if (old.lines, old.arcs) == (new.lines, new.arcs):
                if new.size < old.size:
                    self.reached[at] = new
                return False
        have = {arc for one in self.reached for arc in one.arcs}
        lines = {line for one in self.reached for line in one.lines}
        fresh = bool(new.arcs - have or new.lines - lines)
        if fresh or len(self.reached) < REACHED_MAX:
            self.reached.append(new)
        return fresh

    def _enter(self, way: Way) -> Iterator[Draft]:
        first = first_draft(self.pools, way)
        if first is None:
            return
        yield first
        yield from variations(self.pools, way, lambda: self.best.get(way.key, (0, first))[1])
