"""The search engine: shares the budget among gaps and turns their drafts into situations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.coverage import Gap, SegmentKind
from bot.domain.mission import EngineName
from bot.domain.trial import ObservedEnd
from bot.engines.search.budget import PUBLIC_FIRST, Spending, second_winds
from bot.engines.search.calls import ELSEWHERE, moved, situation_of
from bot.engines.search.code import Code
from bot.engines.search.constants import values_defined
from bot.engines.search.effects import looked_outside
from bot.engines.search.gap import GapSearch
from bot.engines.search.looks import looked_at, tells_nothing
from bot.engines.search.pieces import Draft
from bot.engines.search.pools import Pools
from bot.engines.search.returned import Returned, gave_function
from bot.engines.search.samples import sample_texts
from bot.engines.search.seeds import Seeds
from bot.engines.search.teach import HARM, Mender, Teacher
from bot.engines.search.values import Values
from bot.engines.search.vary import Varier
from bot.engines.search.verify import Verifier
from bot.engines.search.ways import Map

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage, Segment
    from bot.domain.trial import Observation, Situation
    from bot.ports.engine import Material

MISSES_MAX = 100
"""Drafts in a row that were proposed before; then the gap passes its turn."""

HEARD_MAX = 100
"""Situations of a model that are taken as seeds."""

SOURCE_MAX = 6000
"""Characters of one situation; longer ones are not proposed."""


@dataclass
class _Asked:
    """A draft on its way: which gap asked for it; None for what the documentation promises."""

    draft: Draft | None
    search: GapSearch | None


class SearchEngine:
    """Proposes without a model. The same material gives the same proposals."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._limits = material.limits
        self._code = Code(material.source, material.texts, dict(material.facts.patterns))
        self._values = Values(material.facts, self._code.mutators)
        self._pools = Pools(self._values, self._code)
        self._seeds = Seeds(material, self._code, self._pools)
        samples = sample_texts(material.texts, material.source)
        self._varier = Varier(self._pools, self._code, samples)
        self._teacher = Teacher(self._pools, self._values)
        self._mender = Mender(material, self._values)
        self._returned = Returned(self._code, self._pools)
        self._verifier = Verifier(self._values)
        self._map = Map(material.facts, self._code, self._values)
        self._searches: dict[Segment, GapSearch] = {}
        self._known: set[str] = set()
        self._asked: dict[str, _Asked] = {}
        self._proposed = 0
        self._heard = 0
        self._round = 0

    @property
    def name(self) -> EngineName:
        """Name it as records do."""
        return EngineName.SEARCH

    def propose(self, file: FileCoverage, count: int) -> list[Situation]:
        """Return at most `count` new situations for what is missing; [] when out of ideas.

        What the documentation promises comes first, even of covered code: it may not
        hold. Then gaps take turns, the largest first, so that none starves.
        """
        facts = self._material.facts
        # What ran at import is never seen in a trial: the worker imported long before.
        file = file.with_executed(facts.imported_lines, facts.imported_arcs)
        gaps = gaps_of(file, self._material.segments)
        for gap in gaps:
            self._search(gap.segment)
        found = self._promised(count)
        found += self._rounds(gaps, count - len(found))
        while not found and second_winds([self._spent(gap) for gap in gaps], self._limits):
            found = self._rounds(gaps, count)
        return found

    def to_make(self) -> list[Situation]:
        """Return situations that make one value of a class each; [] once nothing is to ask."""
        return self._verifier.situations()

    def take_made(self, situation: Situation, *, is_made: bool) -> None:
        """Take notice of whether a value could be made."""
        self._verifier.take(situation, is_made=is_made)

    def values(self) -> list[Situation]:
        """Return situations that only read what the module defines."""
        return values_defined(self._code, self._material.facts.module)

    def _promised(self, count: int) -> list[Situation]:
        """Return documented examples that say a result; each is tried once."""
        found: list[Situation] = []
        promises = self._seeds.promises
        while promises and len(found) < count and self._proposed < self._limits.situations_max:
            situation = promises.pop(0)
            if self._is_new(situation):
                self._proposed += 1
                self._asked[situation.source] = _Asked(None, None)
                found.append(situation)
        return found

    def _rounds(self, gaps: list[Gap], count: int) -> list[Situation]:
        """Let the open gaps take turns until there are enough situations or ideas end."""
        found: list[Situation] = []
        open_gaps = [gap for gap in gaps if self._spent(gap).is_open(self._limits)]
        while open_gaps and len(found) < count and self._proposed < self._limits.situations_max:
            self._round += 1
            still_open = []
            hopeful = any(self._is_hopeful(gap) for gap in open_gaps)
            for gap in open_gaps:
                waits = hopeful and self._searches[gap.segment].is_private
                if waits or not self._spent(gap).is_turn(self._round):
                    still_open.append(gap)
                    continue
                situation = self._next(gap)
                if situation is None:
                    continue
                still_open.append(gap)
                found.append(situation)
                if len(found) == count or self._proposed >= self._limits.situations_max:
                    return found
            open_gaps = still_open
        return found

    def _is_hopeful(self, gap: Gap) -> bool:
        """Tell whether a gap has public ways in that still bring something."""
        search = self._searches[gap.segment]
        return not search.is_private and bool(search.ways) and search.spent.idle < PUBLIC_FIRST

    def _spent(self, gap: Gap) -> Spending:
        return self._searches[gap.segment].spent

    def learn(self, situation: Situation, observation: Observation, *, gained: bool) -> None:
        """Take notice of what a proposed situation did; called once for each, in order."""
        asked = self._asked.pop(situation.source, None)
        if asked is None:
            return
        if asked.search is None:
            self._learn_of_ready(situation, observation, self._seeds.promises)
            return
        self._varier.meet(observation.patterns)
        spent = asked.search.spent
        spent.idle += 1
        if gained:
            spent.gained(self._proposed)
        spent.hangs += observation.end is ObservedEnd.TIMED_OUT
        if asked.draft is None:
            ready = self._seeds.situations(asked.search.segment)
            self._learn_of_ready(situation, observation, ready)
            return
        size = len(situation.source)
        learned = [
            one for one in self._searches.values() if one.learn(asked.draft, observation, size)
        ]
        if asked.search in learned:
            spent.gained(self._proposed)
        answers = self._teacher.repair(asked.draft, observation)
        answers += self._returned.called(asked.draft, observation)
        answers += self._returned.listed(asked.draft, observation)
        is_hollow = tells_nothing(observation) and not gave_function(observation)
        if learned and not gained and is_hollow:
            answers += looked_at(asked.draft, self._code)
            answers += looked_outside(asked.draft, self._code)
            answers += self._returned.used(asked.draft, observation)
        asked.search.queue.extend(answers)

    @property
    def note(self) -> str:
        """Say nothing: it lacks nothing."""
        return ""

    def watch(self, situation: Situation, observation: Observation) -> None:
        """Take what a model called, whatever became of it, as seeds: the gate let it run."""
        is_seed = situation.engine is EngineName.MODEL and self._heard < HEARD_MAX
        if not is_seed or observation.end is ObservedEnd.REFUSED:
            return
        self._heard += 1
        names = self._seeds.hear("\n".join((*situation.setup, situation.call)))
        for search in self._searches.values() if names else ():
            search.queue.extendleft(self._seeds.heard(search.ways, names))

    def _learn_of_ready(
        self, situation: Situation, observation: Observation, ready: list[Situation]
    ) -> None:
        """Try an example again: in a temporary folder where it wrote into the project, repaired."""
        harmful = observation.end is ObservedEnd.BROKEN and observation.note.startswith(HARM)
        if harmful and ELSEWHERE not in situation.setup:
            ready.append(moved(situation))
        ready.extend(self._mender.mended(situation, observation))

    def _search(self, segment: Segment) -> GapSearch:
        if segment not in self._searches:
            ways = self._map.ways(segment)
            self._searches[segment] = GapSearch(
                segment,
                ways,
                self._seeds.drafts(ways),
                (self._pools, self._varier),
                self._material.seed,
            )
        return self._searches[segment]

    def _next(self, gap: Gap) -> Situation | None:
        """Return the gap's next situation that was not proposed before."""
        search = self._searches[gap.segment]
        if not search.spent.is_open(self._limits):
            return None
        ready = self._seeds.situations(gap.segment)
        for _ in range(MISSES_MAX):
            draft = None
            if ready:
                situation = ready.pop(0)
            else:
                draft = search.next(gap.lines, gap.arcs)
                if draft is None:
                    return None
                draft = self._pools.completed(draft)
                situation = situation_of(draft, gap.segment.name)
            if self._is_new(situation):
                search.spent.proposed += 1
                self._proposed += 1
                self._asked[situation.source] = _Asked(draft, search)
                return situation
        return None

    def _is_new(self, situation: Situation) -> bool:
        if len(situation.source) > SOURCE_MAX:
            return False
        digest = hashlib.sha256(situation.source.encode("utf-8", "replace")).hexdigest()
        if digest in self._known:
            return False
        self._known.add(digest)
        return True


def gaps_of(file: FileCoverage, segments: tuple[Segment, ...]) -> list[Gap]:
    """Give each missing line and arc to the innermost segment around it; largest gaps first."""
    # A file of one function: the module level is as large.
    inner_first = sorted(
        segments,
        key=lambda one: (one.last_line - one.first_line, one.kind is SegmentKind.MODULE),
    )
    lines: dict[Segment, set[int]] = {}
    arcs: dict[Segment, set[tuple[int, int]]] = {}
    for line in sorted(file.missing):
        segment = _around(inner_first, line)
        if segment is not None:
            lines.setdefault(segment, set()).add(line)
    for arc in sorted(file.missing_arcs):
        segment = _around(inner_first, arc[0])
        if segment is not None:
            arcs.setdefault(segment, set()).add(arc)
    gaps = [
        Gap(one, frozenset(lines.get(one, ())), frozenset(arcs.get(one, ())))
        for one in segments
        if one in lines or one in arcs
    ]
    return sorted(gaps, key=lambda gap: (-gap.size, gap.segment.first_line, gap.segment.name))


def _around(inner_first: list[Segment], line: int) -> Segment | None:
    return next((one for one in inner_first if one.first_line <= line <= one.last_line), None)
