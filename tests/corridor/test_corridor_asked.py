"""What an engine asked and was answered stands in the record, also where nothing came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.corridor import Bench
from fakes.engine import FakeEngine

from bot.domain.mission import EngineName
from bot.domain.trajectory import Asked

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage
    from bot.domain.trial import Observation, Situation

UNANSWERED = Asked(
    number=1,
    model="small",
    model_digest="sha256:1",
    prompt="gap@1:2",
    segment="f",
    goals=(2,),
    text="",
    end="timed out",
    situations=0,
    tokens_in=0,
    tokens_out=0,
    seconds=120.0,
    note="after 120 s",
)


class AskingEngine(FakeEngine):
    """Asks once, and proposes what it was given."""

    name = EngineName.MODEL
    note = "no answer after 120 s"

    def propose(self, file: FileCoverage, count: int) -> list[Situation]:
        return [replace(one, engine=self.name) for one in super().propose(file, count)]

    def watch(self, situation: Situation, observation: Observation) -> None:
        """Take no notice."""

    def told(self) -> list[Asked]:
        return [UNANSWERED]


def notes(*calls: str) -> list[tuple[int, str]]:
    bench = Bench(())
    bench.context = replace(bench.context, engines=AskingEngine(calls).build)
    evidence = bench.run().evidence
    assert evidence is not None
    return [(share.proposed, share.note) for share in evidence.engines]


def test_an_engine_that_asked_in_vain_says_why_it_proposed_nothing() -> None:
    assert notes() == [(0, "no answer after 120 s")]


def test_one_that_proposed_something_needs_no_excuse() -> None:
    assert notes("2 returned") == [(1, "")]
