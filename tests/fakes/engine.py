"""An engine that proposes what it was given, for corridor tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.language import SUBJECT, lines_of, situation

from bot.domain.mission import EngineName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.coverage import FileCoverage
    from bot.domain.trial import Observation, Situation
    from bot.ports.engine import Material


class FakeEngine:
    """Proposes the given calls, and remembers what it was told of them."""

    name = EngineName.SEARCH

    def __init__(self, calls: Sequence[str]) -> None:
        self._left = list(calls)
        self.learned: list[tuple[str, bool]] = []

    def build(self, material: Material) -> tuple[FakeEngine, ...]:
        assert material.facts.path == SUBJECT
        return (self,)

    def propose(self, file: FileCoverage, count: int) -> list[Situation]:
        assert file.path == SUBJECT
        batch, self._left = self._left[:count], self._left[count:]
        return [situation(call) for call in batch]

    def learn(self, situation: Situation, observation: Observation, *, gained: bool) -> None:
        assert observation.lines == lines_of(situation.call)
        self.learned.append((situation.call, gained))
