"""What proposes: engines, and the material that they start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.domain.coverage import Segment
from bot.domain.facts import ModuleFacts
from bot.domain.mission import EngineName, Limits

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage
    from bot.domain.trial import (
        Observation,
        Situation,
    )


@dataclass(frozen=True)
class Material:
    """What an engine starts from; nothing in it changes during a mission."""

    facts: ModuleFacts
    segments: tuple[Segment, ...]
    source: str
    texts: Mapping[str, str]
    seed: int
    limits: Limits


class Engine(Protocol):
    """Proposes situations in batches and learns from what they did. Pure: nothing runs here."""

    @property
    def name(self) -> EngineName:
        """Name it as records do."""
        ...

    def propose(self, file: FileCoverage, count: int) -> list[Situation]:
        """Return at most `count` new situations for what is missing; [] when out of ideas."""
        ...

    def learn(self, situation: Situation, observation: Observation, *, gained: bool) -> None:
        """Take notice of what a proposed situation did; called once for each, in order."""
        ...
