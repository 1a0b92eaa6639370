"""Which factories work is tried once for all missions on the same files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.corridor import Bench
from fakes.engine import FakeEngine
from fakes.language import situation
from fakes.store import MemoryStore
from fakes.worker import FakeWorker

from bot.domain.trial import Look, ObservedEnd
from bot.mission.context import GENERATING
from bot.mission.factories import ROUNDS_MAX, check_factories
from bot.mission.recorded import Trials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.tested import Mutant
    from bot.domain.trial import Observation, Situation


class MakingEngine(FakeEngine):
    """Asks for the same values in each round, and notes what it is told."""

    def __init__(self, *values: str, rounds: int = 1) -> None:
        super().__init__(())
        self._values = values
        self.rounds = rounds
        self.heard: list[tuple[str, bool]] = []

    def to_make(self) -> list[Situation]:
        self.rounds -= 1
        return [situation(call) for call in self._values] if self.rounds >= 0 else []

    def take_made(self, one: Situation, *, is_made: bool) -> None:
        self.heard.append((one.call, is_made))


class Crowded(FakeWorker):
    """Lets the first situation of a fork spoil the others."""

    def observe(
        self,
        situations: Sequence[Situation],
        mutant: Mutant | None = None,
        *,
        look: Look = Look.ALONE,
    ) -> list[Observation]:
        found = super().observe(situations, mutant, look=look)
        spoiled = [replace(one, end=ObservedEnd.RAISED) for one in found]
        return found if look is Look.ALONE else [*found[:1], *spoiled[1:]]


def checked(engine: MakingEngine, store: MemoryStore) -> int:
    """Check an engine's factories beside a fresh worker; return how many trials that took."""
    bench = Bench()
    worker = bench.context.recorded(GENERATING)
    before = len(bench.store.read("tree") or "")
    check_factories((engine,), worker, Trials(store, "factories"))
    lines = (bench.store.read("tree") or "")[before:].splitlines()
    return len([line for line in lines if line])


def test_an_engine_is_told_what_could_be_made() -> None:
    engine = MakingEngine("1 returned", "1 raised", "1 died")

    # What fails is tried alone, too.
    assert checked(engine, MemoryStore()) == 5

    assert engine.heard == [("1 returned", True), ("1 raised", False), ("1 died", False)]


def test_another_mission_is_told_the_same_without_a_trial() -> None:
    store = MemoryStore()
    checked(MakingEngine("1 returned", "1 raised"), store)
    engine = MakingEngine("1 returned", "1 raised", "1 died")

    assert checked(engine, store) == 2

    assert engine.heard == [("1 returned", True), ("1 raised", False), ("1 died", False)]


def test_what_neighbours_spoil_is_not_learned() -> None:
    engine = MakingEngine("1 returned", "2 returned")

    check_factories((engine,), Crowded(), Trials(MemoryStore(), "factories"))

    assert engine.heard == [("1 returned", True), ("2 returned", True)]


def test_what_a_slow_minute_stopped_is_tried_again() -> None:
    store = MemoryStore()
    trials = checked(MakingEngine("1 timed_out"), store)

    assert checked(MakingEngine("1 timed_out"), store) == trials > 0


def test_an_engine_that_never_stops_asking_is_stopped() -> None:
    engine = MakingEngine("1 returned", rounds=10 * ROUNDS_MAX)

    checked(engine, MemoryStore())

    assert len(engine.heard) == ROUNDS_MAX


def test_a_mission_checks_its_engines_factories() -> None:
    engine = MakingEngine("1 returned")
    bench = Bench()
    object.__setattr__(bench.context, "engines", lambda _: (engine,))

    bench.run()

    assert engine.heard == [("1 returned", True)]
