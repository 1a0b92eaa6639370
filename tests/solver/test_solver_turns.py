"""Who has a turn when: the cheaper engine first, the dearer where that gains nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.corridor import Bench
from fakes.language import situation

from bot.domain.mission import EngineName, Limits
from bot.mission.steps.generate import BATCH, FULL, PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.coverage import FileCoverage
    from bot.domain.trial import Observation, Situation
    from bot.ports.engine import Engine, Material

IDLE = "1 returned"


class Turns:
    """An engine that hands out its batches one by one, and writes down when it was asked."""

    def __init__(self, name: EngineName, batches: Sequence[Sequence[str]], log: list[str]) -> None:
        self.name = name
        self._batches = [list(one) for one in batches]
        self._log = log
        self.watched: list[str] = []
        self.note = "" if batches else "nothing to start from"

    def propose(self, file: FileCoverage, count: int) -> list[Situation]:
        assert file.path
        assert count == BATCH
        batch = self._batches.pop(0) if self._batches else []
        self._log.append(self.name if batch else f"{self.name} is out")
        return [replace(situation(call), engine=self.name) for call in batch]

    def learn(self, situation: Situation, observation: Observation, *, gained: bool) -> None:
        pass

    def watch(self, situation: Situation, observation: Observation) -> None:
        assert observation.lines is not None
        self.watched.append(situation.call)


def explored(
    search: Sequence[Sequence[str]], solver: Sequence[Sequence[str]]
) -> tuple[list[str], Bench, Turns]:
    """Run a mission with two engines; return who was asked, up to the first one's end."""
    log: list[str] = []
    first = Turns(EngineName.SEARCH, search, log)
    second = Turns(EngineName.SOLVER, solver, log)

    def build(_: Material) -> tuple[Engine, ...]:
        return first, second

    bench = Bench(limits=Limits(tests_max=50))
    bench.context = replace(bench.context, engines=build)
    bench.run()
    return log[: log.index("search is out")], bench, second


def test_the_dearer_waits_until_the_cheaper_gains_nothing() -> None:
    idle = [[IDLE]] * PATIENCE

    turns = [["3 returned"], ["4 returned"], [IDLE], ["2,3 returned"]]
    asked, _, _ = explored([["2 returned"], *idle, *idle], turns)

    waits = ["search"] * PATIENCE
    assert asked == ["search", *waits, *["solver"] * 3, *waits, "solver"]


def test_the_dearer_goes_on_alone_where_the_cheaper_is_out() -> None:
    _, bench, _ = explored([], [["2 returned"], ["3 returned"]])

    shares = bench.context.store.read("evidence.json") or ""
    assert '"engine": "solver"' in shares


def test_the_dearer_sees_what_the_cheaper_tried() -> None:
    _, _, solver = explored([["2 returned", IDLE]], [["3 returned"]])

    assert solver.watched[:2] == ["2 returned", IDLE]


def test_the_record_says_that_there_was_no_room_for_more() -> None:
    log: list[str] = []
    engines = (
        Turns(EngineName.SEARCH, [["2 returned", "3 returned"]], log),
        Turns(EngineName.SOLVER, [["4 returned"]], log),
    )
    bench = Bench(limits=Limits(tests_max=2))
    bench.context = replace(bench.context, engines=lambda _: engines)

    bench.run()

    assert "solver" not in log
    assert f'"note": "{FULL}"' in (bench.context.store.read("evidence.json") or "")


def test_the_record_says_why_an_engine_proposed_nothing() -> None:
    _, bench, _ = explored([["2,3 returned"]], [])

    assert '"note": "nothing to start from"' in (bench.context.store.read("evidence.json") or "")
