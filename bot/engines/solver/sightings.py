"""What other situations were seen to run: the nearest ones are where solving starts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.coverage import SegmentKind
from bot.domain.trial import ObservedEnd, Situation

if TYPE_CHECKING:
    from bot.domain.coverage import Arc, Gap, Segment
    from bot.domain.trial import Observation

SIGHTINGS_MAX = 64
"""Situations kept per segment, each of another shape or with another footprint."""

CALLED = frozenset({SegmentKind.FUNCTION, SegmentKind.METHOD})
"""Segments that a call gets into."""

FREEDOM = 4
"""Values in a situation up to which more are better: each is one that can be solved for."""

_VALUES = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\b\d[\w.]*""")

Footprint = tuple[frozenset[int], frozenset["Arc"], bool, str]


@dataclass(frozen=True)
class Sighting:
    """A situation and what it ran of one segment; `values` counts its literals."""

    situation: Situation
    lines: frozenset[int]
    returned: bool
    values: int


class Sightings:
    """Keeps the shortest situation of each shape for each footprint in each function."""

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        functions = [one for one in segments if one.kind in CALLED]
        self._around: dict[int, Segment] = {}
        # Inner functions are shorter, come later, and take their lines back.
        for one in sorted(functions, key=lambda one: one.first_line - one.last_line):
            self._around |= dict.fromkeys(range(one.first_line, one.last_line + 1), one)
        self._seen: dict[Segment, dict[Footprint, Sighting]] = {}

    def take(self, situation: Situation, seen: Observation) -> None:
        """Remember a situation that ended by itself."""
        if seen.end not in {ObservedEnd.RETURNED, ObservedEnd.RAISED}:
            return
        returned = seen.end is ObservedEnd.RETURNED
        shape, values = _VALUES.subn("_", "\n".join((*situation.setup, situation.call)))
        lines: dict[Segment, set[int]] = {}
        for line in seen.lines:
            if line in self._around:
                lines.setdefault(self._around[line], set()).add(line)
        for segment, inside in lines.items():
            arcs = frozenset(arc for arc in seen.arcs if self._around.get(arc[0]) == segment)
            footprint = (frozenset(inside), arcs, returned, shape)
            self._keep(segment, footprint, Sighting(situation, footprint[0], returned, values))

    def _keep(self, segment: Segment, footprint: Footprint, new: Sighting) -> None:
        known = self._seen.setdefault(segment, {})
        before = known.get(footprint)
        if before is None and len(known) >= SIGHTINGS_MAX:
            return
        if before is None or len(new.situation.source) < len(before.situation.source):
            known[footprint] = new

    def nearest(self, gap: Gap) -> list[Situation]:
        """Return situations that ran most of what leads to the gap, nearest first."""
        guards = {source for source, _ in gap.arcs}
        name = gap.segment.name.rsplit(".", 1)[-1]
        found = list(self._seen.get(gap.segment, {}).values())
        found.sort(
            key=lambda one: (
                -len(guards & one.lines),
                # One that raised may have failed on a guard, for a wrong type.
                not one.returned,
                # What comes before the function narrows what can reach it.
                f"{name}(" not in one.situation.call,
                -len(one.lines),
                -min(one.values, FREEDOM),
                len(one.situation.source),
                one.situation.source,
            )
        )
        return [one.situation for one in found]
