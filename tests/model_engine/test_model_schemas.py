"""What servers hold answers to: which calls, how many, and with what beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fakes.answering import is_answer
from fakes.modelling import ScriptedModel, engine_of

from bot.engines.model.asking import Shape, pattern_of, situations_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    from bot.ports.model import Prompt

SHAPE = Shape(goals=2, most=3)


def test_an_answer_calls_what_it_is_told_to_and_names_a_goal_that_there_is() -> None:
    schema = situations_schema((pattern_of("cart.add(sku: str)"), pattern_of("f(a)")), SHAPE)

    assert is_answer(schema, "cart.add('a', [1])")
    assert is_answer(schema, "f()")
    assert not is_answer(schema, "cart")
    assert not is_answer(schema, "cartxadd(1)")
    assert not is_answer(schema, "f(1)", goal=3)


def test_a_call_holds_no_quote_that_would_end_its_json() -> None:
    schema = situations_schema((pattern_of("f(a)"),), SHAPE)

    assert not is_answer(schema, 'f("a")')
    assert is_answer(schema, 'f(\\"a\\")')
    assert is_answer(schema, "f('a\\nb')")
    assert not is_answer(schema, "f('a\\x62')")


def test_where_it_is_not_known_what_is_called_an_answer_may_call_anything() -> None:
    assert is_answer(situations_schema((), SHAPE), "f(2)(3)")


@pytest.mark.parametrize(
    ("told", "held", "other"),
    [
        ("cart.total", "cart.total", "cart.total()"),
        ("cart.clear()", "cart.clear()", "cart.clear(1)"),
    ],
)
def test_what_takes_no_arguments_is_set_up_differently(told: str, held: str, other: str) -> None:
    schema = situations_schema((pattern_of(told),), SHAPE)

    assert is_answer(schema, held, setup=["cart.items = [1]"])
    assert not is_answer(schema, held)
    assert not is_answer(schema, other, setup=["cart.items = [1]"])


def asked_for(subject: Bench, word: str) -> Prompt:
    model = ScriptedModel()
    engine_of(subject, model).propose(subject.imported, 8)
    return next(one for one in model.asked if word in one.user)


def test_where_any_call_does_one_is_asked_for_without_a_thought(
    bench: Callable[[str], Bench],
) -> None:
    subject = bench("def plain(a: int):\n    return a + 1\n")

    schema = json.loads(asked_for(subject, "def plain").schema)

    many = schema["properties"]["situations"]
    assert many["maxItems"] == 1
    assert "needs" not in many["items"]["properties"]


def test_where_a_condition_decides_an_answer_says_what_it_needs(
    bench: Callable[[str], Bench],
) -> None:
    subject = bench("def plain(a: int):\n    if a > 3:\n        return 1\n    return a\n")

    schema = json.loads(asked_for(subject, "def plain").schema)

    assert "needs" in schema["properties"]["situations"]["items"]["required"]
