"""First calls: where nothing searches, one of each function shows what prompts begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.engines.search.engine import gaps_of
from bot.engines.solver.sightings import CALLED

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage, Segment
    from bot.domain.trial import Situation
    from bot.engines.model.told import Subject


class Beginnings:
    """Makes a first call of each function out of the factories' simplest values, once each.

    No model has a part in them, so they do not count as its: a prompt shows such a call with
    its result, and what the call covers need not be asked for.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._begun: set[Segment] = set()

    def situations(self, file: FileCoverage) -> list[Situation]:
        """Return the first calls of functions that have gaps and were never called."""
        found = []
        for gap in gaps_of(file, self._subject.material.segments):
            if gap.segment.kind not in CALLED or gap.segment in self._begun:
                continue
            self._begun.add(gap.segment)
            way = self._subject.way(gap.segment)
            start = self._subject.start(gap, way) if way is not None else None
            if start is not None and start.base is not None and not start.result:
                found.append(start.base)
        return found
