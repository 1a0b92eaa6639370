"""Where the model engine ends: nothing gained, nobody there, no time; and what it tells then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.model_round import TWO, proved
from fakes.modelling import HOUR_S, ScriptedModel, engine_of, material_of, situations

from bot.adapters.prompt_texts import JinjaPrompts
from bot.domain.mission import Limits
from bot.engines.model.engine import ASKED_MAX, FAILURES_MAX, FRUITLESS_MAX, ModelEngine
from bot.ports.engine import Asker, Watcher
from bot.ports.model import Completion, CompletionEnd

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[[str], Bench]


def test_it_ends_where_nothing_brings_a_test(bench: Make) -> None:
    many = "\n\n".join(f"def f{n}(x):\n    return x == {n}" for n in range(30))
    subject = bench(many)
    model = ScriptedModel()

    assert engine_of(subject, model).propose(subject.imported, 8) == []
    assert len(model.asked) == FRUITLESS_MAX < ASKED_MAX


def test_a_test_that_is_kept_gives_new_hope(bench: Make) -> None:
    many = "\n\n".join(f"def f{n}(x):\n    return x == {n}" for n in range(30))
    subject = bench(many)
    model = ScriptedModel({f"def f{n}(": situations(f"f{n}(1)") for n in range(30)})
    engine = engine_of(subject, model)
    file = subject.imported
    for _ in range(20):
        file = proved(subject, engine, file)

    assert len(model.asked) == 20 > FRUITLESS_MAX


def test_it_ends_where_nobody_answers(bench: Make) -> None:
    subject = bench(TWO)
    failed = Completion("", CompletionEnd.FAILED, note="connection refused")
    model = ScriptedModel({"": failed})
    engine = engine_of(subject, model)

    assert engine.propose(subject.imported, 8) == []
    assert len(model.asked) == FAILURES_MAX
    assert engine.note == "connection refused"


def test_a_model_that_says_nothing_in_its_time_is_given_up(bench: Make) -> None:
    subject = bench(TWO)
    mute = Completion("", CompletionEnd.TIMED_OUT, note="after 120 s")
    model = ScriptedModel({"": mute})
    engine = engine_of(subject, model)

    assert engine.propose(subject.imported, 8) == []
    assert len(model.asked) == FAILURES_MAX
    assert engine.note == "no answer after 120 s"


def test_what_was_said_before_time_was_over_is_an_answer(bench: Make) -> None:
    subject = bench(TWO)
    late = Completion(situations("far(1, 2)")[:-2], CompletionEnd.TIMED_OUT, note="after 120 s")
    engine = engine_of(subject, ScriptedModel({"def far": late}))

    assert [one.call for one in engine.propose(subject.imported, 8)] == ["far(1, 2)"]
    assert engine.note == ""


def test_without_a_model_it_proposes_nothing_and_says_why(bench: Make) -> None:
    subject = bench(TWO)
    model = ScriptedModel(card=None, note="no model: nobody listens at 127.0.0.1:11434")
    engine = engine_of(subject, model)

    assert isinstance(engine, Watcher)
    assert isinstance(engine, Asker)
    assert engine.propose(subject.imported, 8) == []
    assert engine.note == "no model: nobody listens at 127.0.0.1:11434"
    assert model.asked == []
    assert model.begun == []


def test_it_stops_where_the_time_left_would_not_bring_a_test(bench: Make) -> None:
    subject = bench(TWO)
    model = ScriptedModel({"def far": situations("far(1, 2)")})
    left = [HOUR_S]
    engine = ModelEngine(material_of(subject), model, JinjaPrompts(), lambda: left[0])
    engine.propose(subject.imported, 8)
    left[0] = 6.0

    assert engine.propose(subject.imported, 8) == []
    assert len(model.asked) == 1
    assert "time left" in engine.note


def test_all_engines_together_try_so_many_situations(bench: Make) -> None:
    subject = bench(TWO)
    model = ScriptedModel({"def far": situations("far(1, 2)")})
    material = replace(material_of(subject), limits=Limits(situations_max=1))
    engine = ModelEngine(material, model, JinjaPrompts(), lambda: HOUR_S)
    (one,) = engine.propose(subject.imported, 8)
    engine.learn(one, subject.observe(one), gained=True)

    assert engine.propose(subject.imported, 8) == []
    assert engine.note == "all situations that the mission may try were tried"


def test_what_was_covered_before_is_not_asked_for_again(bench: Make) -> None:
    subject, model = bench(TWO), ScriptedModel()
    engine = engine_of(subject, model)
    whole = subject.imported.with_executed(subject.imported.missing, subject.imported.missing_arcs)
    engine.propose(whole, 8)

    assert engine.propose(whole.forgetting(whole.executed), 8) == []
    assert model.asked == []


def test_what_was_asked_is_told_once(bench: Make) -> None:
    subject = bench(TWO)
    model = ScriptedModel({"def far": situations("far(1, 2)", "far(0, 2)")})
    engine = engine_of(subject, model)
    found = engine.propose(subject.imported, 8)

    (told,) = engine.told()

    assert engine.told() == []
    assert (told.model, told.model_digest) == ("scripted", "sha256:0123456789abcdef0123")
    assert (told.tokens_in, told.tokens_out, told.seconds) == (100, 40, 2.0)
    assert (told.situations, told.end, told.segment) == (2, "stopped", "far")
    assert told.prompt == found[0].prompt
    assert told.version == f"{model.asked[0].version}/0.2"


@pytest.mark.parametrize("text", ["a\ud800b", "x" * 100_000])
def test_what_is_told_can_be_written_to_a_file(bench: Make, text: str) -> None:
    subject = bench(TWO)
    engine = engine_of(subject, ScriptedModel({"": text}))

    engine.propose(subject.imported, 8)

    for one in engine.told():
        assert len(one.text.encode()) <= 8000


def test_equal_answers_give_equal_proposals(bench: Make) -> None:
    subject = bench(TWO)
    answers = {"def far": situations("far(1, 2)"), "def near": situations("near(1)")}

    def run(seconds: float) -> list[str]:
        slow = {
            key: Completion(text, CompletionEnd.STOPPED, 100, 40, seconds)
            for key, text in answers.items()
        }
        engine = engine_of(subject, ScriptedModel(dict(slow)))
        return [one.source for _ in range(3) for one in engine.propose(subject.imported, 8)]

    assert run(1.0) == run(90.0)
