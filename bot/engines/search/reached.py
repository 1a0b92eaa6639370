"""What a draft ran of a segment, as the search for the segment keeps it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.coverage import Arc
from bot.engines.search.pieces import Draft


@dataclass(frozen=True)
class Reached:
    """A draft and what it ran of the segment."""

    draft: Draft
    lines: frozenset[int]
    arcs: frozenset[Arc]
    returned: bool
    size: int
