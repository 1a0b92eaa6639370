"""What a mission's questions taught goes with its results, also where nothing was kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.corridor import Bench
from fakes.engine import FakeEngine
from fakes.workshop import suite

from bot.codec import from_json
from bot.domain.learned import Count, Learned
from bot.domain.outcome import Status
from bot.domain.trajectory import Asked

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage
    from bot.domain.trial import Situation
    from bot.ports.engine import Material

WAY = "gap@3f9a1c22/0.2"


class AskingEngine(FakeEngine):
    """Proposes what a model is said to have answered, and tells so."""

    def __init__(self, calls: tuple[str, ...], *, asked: int) -> None:
        super().__init__(calls)
        self._told = [
            Asked(
                n, "m", "d", f"{WAY}:{n}", "f", (2,), "{}", "stopped", 1, 9, 9, 1.0, kind="function"
            )
            for n in range(asked)
        ]

    def build(self, material: Material) -> tuple[FakeEngine, ...]:
        super().build(material)
        return (self,)

    def propose(self, file: FileCoverage, count: int) -> list[Situation]:
        return [replace(one, prompt=f"{WAY}:0") for one in super().propose(file, count)]

    def told(self) -> list[Asked]:
        told, self._told = self._told, []
        return told


def ran(*calls: str, asked: int = 2, earlier: Learned | None = None) -> Bench:
    bench = Bench(calls, suites=(suite({1, 2, 3, 4} if calls else {1}),))
    engine = AskingEngine(calls, asked=asked)
    bench.context = replace(
        bench.context, engines=engine.build, learned=earlier or Learned("m-00000001")
    )
    bench.run()
    return bench


def learned(bench: Bench) -> Learned:
    return from_json(Learned, bench.store.files["learned.json"])


@pytest.mark.parametrize(("calls", "kept"), [((), 0), (("2,3,4 returned",), 1)])
def test_what_was_asked_and_what_came_of_it_is_kept(calls: tuple[str, ...], kept: int) -> None:
    bench = ran(*calls)

    assert learned(bench).counts == (Count("m", "d", "function", WAY, 2, kept),)
    assert [one.kept for one in learned(bench).lessons] == [bool(kept), False]
    (patched,) = [name for name in bench.store.files if name.startswith("patch/missions/learned/")]
    assert bench.store.files[patched] == bench.store.files["learned.json"]


def test_a_mission_that_ended_with_nothing_has_learned_too() -> None:
    bench = ran()

    assert from_json(Learned, bench.store.files["learned.json"]).rounds == 1
    assert f'"status": "{Status.EXHAUSTED.value}"' in bench.store.files["record.json"]


def test_the_next_run_adds_to_what_the_first_one_taught() -> None:
    first = learned(ran(asked=2))

    second = learned(ran(asked=3, earlier=first))

    assert second.rounds == 2
    assert second.counts == (Count("m", "d", "function", WAY, 3, 0),)


def test_a_mission_that_asked_nothing_writes_nothing() -> None:
    bench = ran("2,3,4 returned", asked=0)

    assert not [name for name in bench.store.files if "learned" in name]
