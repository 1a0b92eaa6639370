"""First calls where nothing searches: made by the factories, before anything is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.model_round import TWO, proved
from fakes.modelling import HOUR_S, ScriptedModel, engine_of, material_of, situations

from bot.adapters.prompt_texts import JinjaPrompts
from bot.domain.mission import EngineName
from bot.engines.model.agenda import ROUNDS_MAX, Agenda
from bot.engines.model.engine import ModelEngine
from bot.engines.model.told import Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench


def beginning(subject: Bench, model: ScriptedModel) -> ModelEngine:
    return ModelEngine(material_of(subject), model, JinjaPrompts(), lambda: HOUR_S, begins=True)


def test_each_function_is_called_once_before_anything_is_asked(
    bench: Callable[[str], Bench],
) -> None:
    subject, model = bench(TWO), ScriptedModel()

    found = beginning(subject, model).propose(subject.imported, 8)

    assert sorted(one.segment for one in found) == ["far", "near"]
    assert not model.asked


def test_no_model_has_a_part_in_a_first_call(bench: Callable[[str], Bench]) -> None:
    subject = bench(TWO)

    found = beginning(subject, ScriptedModel()).propose(subject.imported, 8)

    assert {(one.engine, one.prompt) for one in found} == {(EngineName.SEARCH, "")}


def test_a_question_shows_what_came_of_the_first_call(bench: Callable[[str], Bench]) -> None:
    subject, model = bench(TWO), ScriptedModel()
    engine = beginning(subject, model)
    file = proved(subject, engine, subject.imported)

    engine.propose(file, 8)

    asked = next(one.user for one in model.asked if "def far" in one.user)
    assert "returned" in asked.partition("do not repeat it")[0]


def test_what_a_first_call_covers_is_not_asked_for(bench: Callable[[str], Bench]) -> None:
    subject, model = bench("def plain(a: int):\n    return a + 1\n"), ScriptedModel()
    engine = beginning(subject, model)
    file = proved(subject, engine, subject.imported)

    assert engine.propose(file, 8) == []
    assert not model.asked


def test_an_answer_that_repeats_the_first_call_is_followed_up(
    bench: Callable[[str], Bench],
) -> None:
    subject = bench("def far(a: int):\n    if a > 70:\n        return 1\n    return 2\n")
    model = ScriptedModel()
    engine = beginning(subject, model)
    (first,) = engine.propose(subject.imported, 8)
    seen = subject.observe(first)
    engine.learn(first, seen, gained=True)
    model.answers = {"def far": situations(first.call)}

    assert engine.propose(subject.imported.with_executed(seen.lines, seen.arcs), 8) == []

    kinds = [one.version.partition("@")[0] for one in model.asked]
    assert kinds[:2] == ["gap", "follow_up"]
    assert "`a > 70` was false with a = 1" in model.asked[1].user


def test_repeats_of_a_first_call_leave_room_for_what_else_was_tried(
    bench: Callable[[str], Bench],
) -> None:
    subject = bench("def far(a: int):\n    if a > 70:\n        return 1\n    return 2\n")
    model = ScriptedModel()
    engine = beginning(subject, model)
    (first,) = engine.propose(subject.imported, 8)
    seen = subject.observe(first)
    engine.learn(first, seen, gained=True)
    model.answers = {"def far": situations(first.call, first.call, first.call, "far(5)")}
    file = subject.imported.with_executed(seen.lines, seen.arcs)

    (other,) = engine.propose(file, 8)
    engine.learn(other, subject.observe(other), gained=False)
    engine.propose(file, 8)

    told = next(one.user for one in model.asked if one.version.startswith("follow_up"))
    assert "was false with a = 1" in told
    assert "was false with a = 5" in told


def test_what_is_left_is_asked_again_where_nothing_else_calls_it(
    bench: Callable[[str], Bench],
) -> None:
    subject, alone, beside = bench(TWO), ScriptedModel(), ScriptedModel()
    engine = beginning(subject, alone)
    file = proved(subject, engine, subject.imported)

    engine.propose(file, 8)
    engine_of(subject, beside).propose(file, 8)

    assert len(alone.asked) == ROUNDS_MAX * len(beside.asked)


def test_without_questions_there_is_no_other_round(bench: Callable[[str], Bench]) -> None:
    agenda = Agenda(Subject(material_of(bench(TWO))))

    assert not agenda.begin_again()
    assert agenda.round == 0
