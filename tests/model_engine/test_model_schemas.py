"""What servers hold answers to: which calls, how many, and with what beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fakes.answering import is_answer
from fakes.modelling import ScriptedModel, engine_of

from bot.engines.model import questions
from bot.engines.model.asking import Receiver, Shape, pattern_of, situations_schema
from bot.engines.model.questions import tokens_of

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


@pytest.mark.parametrize(
    ("statement", "is_made", "held"),
    [
        ("cart.items = [1]", False, True),
        ("cart.add('a')", False, True),
        ("cart = Cart()", False, False),
        ("cart = Cart(2)", True, True),
        ("from shop import Cart", True, False),
        ("cartography.begin()", True, False),
    ],
)
def test_set_up_of_a_call_without_arguments_is_about_the_receiver(
    statement: str,
    is_made: bool,  # noqa: FBT001 - a row of the table
    held: bool,  # noqa: FBT001 - a row of the table
) -> None:
    receiver = Receiver("cart", is_made=is_made)
    schema = situations_schema((pattern_of("cart.total"),), SHAPE, receiver)

    assert is_answer(schema, "cart.total", setup=[statement]) is held


def test_set_up_of_a_call_with_arguments_is_free() -> None:
    receiver = Receiver("cart", is_made=False)
    schema = situations_schema((pattern_of("cart.add(sku: str)"),), SHAPE, receiver)

    assert is_answer(schema, "cart.add(a)", setup=["a = 'b'"])


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


def test_a_question_about_a_state_is_held_to_the_receiver(bench: Callable[[str], Bench]) -> None:
    subject = bench(
        "class Cart:\n    def __init__(self):\n        self.items = []\n"
        "    def first(self):\n        if self.items:\n            return self.items[0]\n"
        "        return None\n"
    )

    schema = asked_for(subject, "def first").schema

    assert is_answer(schema, "cart.first()", setup=["cart.items = [1]"])
    assert not is_answer(schema, "cart.first()", setup=["items = [1]"])


def test_a_question_about_other_states_is_not_held_to_the_receiver(
    bench: Callable[[str], Bench],
) -> None:
    subject = bench(
        "FLAGS = {}\nclass Cart:\n    def size(self):\n        if FLAGS.get('a'):\n"
        "            return 1\n        return 2\n"
    )

    schema = asked_for(subject, "def size").schema

    assert is_answer(schema, "cart.size()", setup=["FLAGS['a'] = 1"])


def test_a_question_that_was_cut_to_one_goal_is_answered_about_it_alone(
    bench: Callable[[str], Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = bench(
        "def plain(a: int):\n    if a > 3:\n        return 1\n    if a < -3:\n        return 2\n"
        "    return a\n"
    )
    whole = asked_for(subject, "def plain")
    size = tokens_of(whole.system, whole.user)
    monkeypatch.setattr(questions, "PROMPT_TOKENS_MAX", size - 1)

    cut = asked_for(subject, "def plain")

    many = json.loads(cut.schema)["properties"]["situations"]
    assert "- goal 2:" in whole.user
    assert "- goal 2:" not in cut.user
    assert many["items"]["properties"]["goal"]["enum"] == [1]
    assert many["minItems"] == 1
