"""The solver engine: where search is at its end, it asks for inputs that run what is missing.

Its answers are only inputs. Whatever the solver saw happen is not known here:
each proposal is observed like any other, on real values, and judged by the same gates.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.engines.search.code import Code
from bot.engines.search.engine import gaps_of
from bot.engines.search.pools import Pools
from bot.engines.search.values import Values
from bot.engines.search.ways import Map
from bot.engines.solver.declared import declared
from bot.engines.solver.lifted import lifted
from bot.engines.solver.sightings import CALLED, Sightings
from bot.engines.solver.template import Template, answered, puzzle_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.coverage import Arc, FileCoverage, Gap, Segment
    from bot.domain.trial import Observation, Situation
    from bot.ports.engine import Material
    from bot.ports.solver import Puzzle, Solver

PUZZLES_MAX = 80
"""Puzzles of one mission."""

PUZZLES_PER_GAP_MAX = 4
"""Puzzles for one function; none is asked twice."""

FRUITLESS_MAX = 8
"""Puzzles in a row that brought no test; then what is left is taken for out of reach."""

WAYS_MAX = 2
"""Ways into a function that are tried by their declared types."""

NEAREST_MAX = 6
"""Situations near a gap that are looked at for a template that was not asked yet."""


class SolverEngine:
    """Proposes what solves a function's conditions. Equal answers give equal proposals.

    `note` is what the solver last said of why there is not more.
    """

    def __init__(self, material: Material, solver: Solver) -> None:
        self._material = material
        self._solver = solver
        self._sightings = Sightings(material.segments)
        self._ready: list[Situation] = []
        self._proposed: set[str] = set()
        self._asked: set[str] = set()
        self._tries: dict[Segment, int] = {}
        self._covered: tuple[set[int], set[Arc]] = (set(), set())
        self._tried = 0
        self._fruitless = 0
        self.note = ""

    @property
    def name(self) -> EngineName:
        """Name it as records do."""
        return EngineName.SOLVER

    def propose(self, file: FileCoverage, count: int) -> list[Situation]:
        """Return at most `count` new situations for what is missing; [] when out of ideas.

        Each call solves puzzles until one has answers, the largest gaps first.
        """
        file = self._never_covered(file)
        count = min(count, self._material.limits.situations_max - self._tried)
        while count > 0 and not self._ready and self._may_ask:
            chosen = self._next(file)
            if chosen is None:
                return []
            template, puzzle = chosen
            self._fruitless += 1
            solved = self._solver.solve(puzzle)
            self.note = solved.note
            for found in solved.inputs:
                self._take(answered(template, found))
        batch = self._ready[: max(0, count)]
        del self._ready[: len(batch)]
        return batch

    @property
    def _may_ask(self) -> bool:
        return len(self._asked) < PUZZLES_MAX and self._fruitless < FRUITLESS_MAX

    def learn(self, situation: Situation, observation: Observation, *, gained: bool) -> None:
        """Take notice of what a proposed situation did; it may be where to go on from."""
        if gained:
            self._fruitless = 0
        self.watch(situation, observation)

    def watch(self, situation: Situation, observation: Observation) -> None:
        """Take notice of what another engine's situation did."""
        self._tried += 1
        self._sightings.take(situation, observation)

    def _never_covered(self, file: FileCoverage) -> FileCoverage:
        """Leave out what ran at import, and what was covered before: its inputs are known."""
        facts = self._material.facts
        lines, arcs = self._covered
        lines |= file.executed | facts.imported_lines
        arcs |= file.executed_arcs | facts.imported_arcs
        return file.with_executed(lines, arcs)

    def _take(self, situations: list[Situation]) -> None:
        for one in situations:
            if one.source not in self._proposed:
                self._proposed.add(one.source)
                self._ready.append(one)

    def _next(self, file: FileCoverage) -> tuple[Template, Puzzle] | None:
        """Choose what to solve next: gaps take turns, the largest first."""
        gaps = [gap for gap in gaps_of(file, self._material.segments) if gap.segment.kind in CALLED]
        for turn in range(PUZZLES_PER_GAP_MAX):
            for gap in gaps:
                if self._tries.get(gap.segment, 0) != turn:
                    continue
                self._tries[gap.segment] = turn + 1
                chosen = self._for(gap, file)
                if chosen is not None:
                    return chosen
        return None

    def _for(self, gap: Gap, file: FileCoverage) -> tuple[Template, Puzzle] | None:
        """Return a gap's best puzzle that was not asked yet."""
        for template in self._templates(gap):
            puzzle = puzzle_of(template, file, gap.segment)
            if puzzle is not None and template.key not in self._asked:
                self._asked.add(template.key)
                return template, puzzle
        return None

    def _templates(self, gap: Gap) -> Iterator[Template]:
        """Yield templates, alternating between declared types and what came near."""
        ways = self._map.ways(gap.segment)[:WAYS_MAX]
        by_type = [declared(self._pools, way, gap.segment.name) for way in ways]
        near = [lifted(one) for one in self._sightings.nearest(gap)[:NEAREST_MAX]]
        for at in range(max(len(by_type), len(near))):
            for templates in (by_type, near):
                template = templates[at] if at < len(templates) else None
                if template is not None:
                    yield template

    @cached_property
    def _code(self) -> Code:
        return Code(self._material.source, self._material.texts)

    @cached_property
    def _pools(self) -> Pools:
        return Pools(Values(self._material.facts, self._code.mutators), self._code)

    @cached_property
    def _map(self) -> Map:
        return Map(self._material.facts, self._code, self._pools.values)
