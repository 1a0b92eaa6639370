"""Which factories work: each class's first ones are run before anything is built on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.trial import Situation
from bot.engines.search.page import Page

if TYPE_CHECKING:
    from bot.domain.facts import ClassFacts
    from bot.engines.search.pieces import Piece
    from bot.engines.search.values import Values

ROUNDS_MAX = 3
"""Rounds: a factory that needs another class's is right once that one is."""

CLASSES_MAX = 60
"""Classes whose factories are tried."""

TRIES_MAX = 4
"""Factories of one class that are tried in one round."""


class Verifier:
    """Asks for values to be made, and rejects the factories that fail."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._asked: dict[str, tuple[str, Piece]] = {}
        self._known: set[Piece] = set()
        self._working: set[str] = set()
        self._rounds = 0

    def situations(self) -> list[Situation]:
        """Return what is to be tried next; [] once each class has a factory, or none is left."""
        if self._rounds == ROUNDS_MAX:
            return []
        self._rounds += 1
        self._values.rebuild()
        found = []
        for facts in [*self._values.classes.values()][:CLASSES_MAX]:
            if facts.members or facts.name in self._working:
                continue
            new = [one for one in self._values.instances(facts) if one not in self._known]
            for piece in new[:TRIES_MAX]:
                self._known.add(piece)
                one = _situation(facts, piece)
                if self._asked.setdefault(one.source, (facts.name, piece)) == (facts.name, piece):
                    found.append(one)
        return found

    def take(self, situation: Situation, *, is_made: bool) -> None:
        """Remember whether a value could be made."""
        name, piece = self._asked.pop(situation.source)
        if is_made:
            self._working.add(name)
        else:
            self._values.reject(piece)


def _situation(facts: ClassFacts, piece: Piece) -> Situation:
    page = Page()
    call = page.take(piece, facts.qualname.rsplit(".", 1)[-1])
    return Situation(
        segment=facts.qualname,
        imports=tuple(dict.fromkeys(page.imports)),
        setup=tuple(page.setup),
        call=call,
        engine=EngineName.SEARCH,
        fixtures=tuple(dict.fromkeys(page.fixtures)),
    )
