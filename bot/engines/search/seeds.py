"""What is known before search starts: mined calls, doctests, recipes for the module level."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.coverage import SegmentKind
from bot.domain.facts import CallableKind
from bot.engines.search.arguments import command_lines, takes_arguments
from bot.engines.search.calls import moved
from bot.engines.search.descriptors import descriptors
from bot.engines.search.docs import documented
from bot.engines.search.entry import first_draft
from bot.engines.search.factories import made_by
from bot.engines.search.mine import Mined, Miner
from bot.engines.search.origins import origins
from bot.engines.search.pieces import NOTHING, Draft, Scope, Way, plain_value, text_of
from bot.engines.search.recipes import recipes
from bot.engines.search.relative import body_depends
from bot.engines.search.surroundings import as_program

if TYPE_CHECKING:
    from bot.domain.coverage import Segment
    from bot.domain.trial import Situation
    from bot.engines.search.code import Code
    from bot.engines.search.pools import Pools
    from bot.ports.engine import Material


class Seeds:
    """Hands each segment its seeds; mined arguments also go to the front of the pools."""

    def __init__(self, material: Material, code: Code, pools: Pools) -> None:
        self.pools = pools
        self._miner = Miner(material.facts, origins(code, material.facts))
        self._mined = self._miner.mine(material.source, material.texts)
        self._ready = {
            name: [moved(one) if _is_away(code, name) else one for one in found]
            for name, found in documented(material.facts, code).items()
        }
        for name, uses in descriptors(code, material.facts.module).items():
            self._ready.setdefault(name, []).extend(uses)
        self.promises = [
            one for found in self._ready.values() for one in found if one.expectation is not None
        ]
        """What the documentation says of results, to be tried once, covered or not."""
        self._recipes = recipes(code, material.facts.module)
        self._learn_command_lines(code)
        for qualname, calls in self._mined.items():
            for call in calls:
                if call.target.kind is CallableKind.CONSTRUCTOR:
                    pools.values.meet(qualname, made_by(call.target, dict(call.arguments)))
                for name, piece in call.arguments:
                    pools.learn(qualname, name, piece)

    def _learn_command_lines(self, code: Code) -> None:
        """Give what the module's `argparse` parsers take to the functions that hand it on."""
        entrances = [
            (name, parameter)
            for name, node in code.functions
            if (parameter := takes_arguments(node)) is not None
        ]
        for line in command_lines(code, self._texts_for) if entrances else ():
            for name, parameter in entrances:
                if parameter:
                    self.pools.learn(name, parameter, line)
                else:
                    self.pools.learn(name, "sys.argv", as_program(line))

    def _texts_for(self, qualname: str) -> tuple[str, ...]:
        """Return texts that a function was seen to be called with."""
        sources = [
            call.arguments[0][1].source for call in self._mined.get(qualname, ()) if call.arguments
        ]
        found = [plain_value(source) for source in sources]
        return tuple(text_of(one[0]) for one in found if one and isinstance(one[0], str))

    def drafts(self, ways: tuple[Way, ...]) -> list[Draft]:
        """Return the mined calls of a segment's ways as drafts."""
        return [
            draft
            for way in ways
            for call in self._mined.get(way.target.qualname, ())
            if (draft := self._draft(way, call)) is not None
        ]

    def hear(self, text: str) -> frozenset[str]:
        """Mine one more text; return the qualified names of what it calls, now first in drafts."""
        found = self._miner.calls_in(text)
        for call in found:
            self._mined.setdefault(call.target.qualname, []).insert(0, call)
            for name, piece in call.arguments:
                self.pools.learn(call.target.qualname, name, piece)
        return frozenset(call.target.qualname for call in found)

    def heard(self, ways: tuple[Way, ...], names: frozenset[str]) -> list[Draft]:
        """Return the newest mined call of each way that one of these names is called by."""
        found = [self.drafts((way,))[:1] for way in ways if way.target.qualname in names]
        return [draft for drafts in found for draft in drafts]

    def situations(self, segment: Segment) -> list[Situation]:
        """Return the situations of a segment that are left; the caller takes from the list."""
        if segment.kind in {SegmentKind.MODULE, SegmentKind.CLASS}:
            return self._recipes
        return self._ready.setdefault(segment.name, [])

    def _draft(self, way: Way, call: Mined) -> Draft | None:
        first = first_draft(self.pools, way)
        if first is None:
            return None
        given = dict(call.arguments)
        filled = [pair for pair in first.filled if pair[0].scope is not Scope.CALL]
        filled += [
            (slot, given[slot.name])
            for slot in self.pools.slots(way)
            if slot.scope is Scope.CALL and given.get(slot.name, NOTHING) != NOTHING
        ]
        return replace(first, filled=tuple(filled))


def _is_away(code: Code, qualname: str) -> bool:
    return any(body_depends(code, node) for node in code.named(qualname))
