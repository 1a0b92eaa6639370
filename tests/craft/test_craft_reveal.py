from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import Expectation, OracleOrigin, Situation
from bot.languages.python.craft.craft import PythonCraft

CRAFT = PythonCraft(module="a", subject="a.py", source="")


def situation(call: str, *setup: str) -> Situation:
    return Situation("f", (), setup, call, EngineName.SEARCH, condition="x is 1")


def revealing(one: Situation) -> list[tuple[str, ...]]:
    return [(*found.setup, f"> {found.call}") for found in CRAFT.revealing(one)]


def test_a_step_becomes_the_act_alone_and_after_the_act() -> None:
    found = revealing(situation("once(1)", "once = Once(f)", "once.reset()"))

    assert found == [
        ("once = Once(f)", "> once.reset()"),
        ("once = Once(f)", "once(1)", "> once.reset()"),
        ("once = Once(f)", "once(1)", "once.reset()", "> once(1)"),
        ("> Once(f)",),
    ]


def test_what_follows_a_step_is_done_before_it() -> None:
    found = revealing(situation("till.sum()", "till = Till()", "till.open()", "till.paid = 3"))

    assert found[1] == ("till = Till()", "till.paid = 3", "till.sum()", "> till.open()")


@pytest.mark.parametrize(
    "step",
    ['monkeypatch.setenv("A", "1")', "till.paid = 3", "for x in y:\n    x()", "a, b = f()", "f("],
)
def test_steps_that_pin_or_set_are_no_acts(step: str) -> None:
    assert revealing(situation("f(1)", step)) == []


def test_what_is_no_call_is_not_done_before_the_step() -> None:
    assert revealing(situation("till.paid", "till.open()")) == [("> till.open()",)]


def test_what_a_document_says_of_a_situation_it_says_of_no_other() -> None:
    said = Expectation(OracleOrigin.DOCUMENTED, "docstring of f", value="1")

    assert revealing(replace(situation("f(1)", "g()"), expectation=said)) == []


def test_what_was_said_of_the_situation_is_not_said_of_others() -> None:
    assert {one.condition for one in CRAFT.revealing(situation("f(1)", "g()"))} == {""}
