"""First calls where nothing searches: made by the factories, before anything is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.model_round import TWO, proved
from fakes.modelling import HOUR_S, ScriptedModel, material_of

from bot.adapters.prompt_texts import JinjaPrompts
from bot.domain.mission import EngineName
from bot.engines.model.agenda import Agenda
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


def test_without_questions_there_is_no_other_round(bench: Callable[[str], Bench]) -> None:
    agenda = Agenda(Subject(material_of(bench(TWO))))

    assert not agenda.begin_again()
    assert agenda.round == 0
