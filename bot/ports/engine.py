"""What proposes: engines, and the material that they start from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.domain.coverage import Segment
from bot.domain.facts import ModuleFacts
from bot.domain.invariant import Invariant
from bot.domain.mission import EngineName, Limits

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage
    from bot.domain.reading import Reading
    from bot.domain.trajectory import Asked
    from bot.domain.trial import Observation, Situation


@dataclass(frozen=True)
class Material:
    """What an engine starts from; nothing in it changes during a mission.

    `can_be_tried` tells whether a test can be made of a rule about the subject.
    """

    facts: ModuleFacts
    segments: tuple[Segment, ...]
    source: str
    texts: Mapping[str, str]
    seed: int
    limits: Limits
    can_be_tried: Callable[[Invariant], bool] = lambda _: False


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


@runtime_checkable
class Reader(Protocol):
    """An engine that knows what a module defines, for modules that do nothing else."""

    def values(self) -> list[Situation]:
        """Return situations that only read a value; a bounded number."""
        ...


@runtime_checkable
class Maker(Protocol):
    """An engine that makes values of classes, and asks first which of its factories work."""

    def to_make(self) -> list[Situation]:
        """Return situations that make one value each, parts before what is made of them.

        A bounded number of rounds; [] once there is nothing more to ask.
        """
        ...

    def take_made(self, situation: Situation, *, is_made: bool) -> None:
        """Take notice of whether a value could be made; called once for each, in order."""
        ...


@runtime_checkable
class Watcher(Protocol):
    """An engine that starts from what others did, and may lack what it needs."""

    @property
    def note(self) -> str:
        """Say in one line what kept it from proposing, "" for nothing."""
        ...

    def watch(self, situation: Situation, observation: Observation) -> None:
        """Take notice of what another engine's situation did; called in order."""
        ...


@runtime_checkable
class Asker(Protocol):
    """An engine that asks a model; what it says is for records alone."""

    def told(self) -> list[Asked]:
        """Return what was asked and answered since this was called last, in order."""
        ...


@runtime_checkable
class Analyst(Protocol):
    """An engine that reads the subject as a whole."""

    @property
    def reading(self) -> Reading | None:
        """Return what it made of the subject, as far as the code bears it out; None for nothing."""
        ...
