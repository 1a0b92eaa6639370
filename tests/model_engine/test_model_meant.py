"""What replies mean that do not quite say it: attributes by bare names, properties called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fakes.modelling import ScriptedModel, engine_of, situations

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    from bot.domain.trial import Situation

CART = """
class Cart:
    def __init__(self):
        self.items = []

    @property
    def first(self):
        for one in self.items:
            if one > 3:
                return one
        return None

    def total(self):
        return sum(self.items) if self.items else 0
"""


def proposed(subject: Bench, word: str, answer: str) -> Situation:
    model = ScriptedModel({word: answer})
    (found,) = engine_of(subject, model).propose(subject.imported, 8)
    return found


def test_a_property_that_is_called_is_read(bench: Callable[[str], Bench]) -> None:
    found = proposed(bench(CART), "def first", situations("cart.first()"))

    assert (found.setup, found.call) == (("cart = Cart()",), "cart.first")


def test_a_method_is_called_all_the_same(bench: Callable[[str], Bench]) -> None:
    model = ScriptedModel({"def total": situations("cart.total()"), "def first": "{}"})
    subject = bench(CART)

    (found,) = engine_of(subject, model).propose(subject.imported, 8)

    assert found.call == "cart.total()"


@pytest.mark.parametrize(
    "setup",
    [["items = [5]"], ["self.items = [5]"], ["cart.items = [5]"], ["cart = Cart()", "items = [5]"]],
)
def test_an_attribute_is_set_however_a_reply_says_it(
    bench: Callable[[str], Bench], setup: list[str]
) -> None:
    found = proposed(bench(CART), "def first", situations("cart.first", setup=setup))

    assert found.setup == ("cart = Cart()", "cart.items = [5]")
    assert found.call == "cart.first"


def test_an_assignment_for_a_call_stands_before_the_call_that_was_told(
    bench: Callable[[str], Bench],
) -> None:
    found = proposed(bench(CART), "def first", situations("cart.items = [5]"))

    assert (found.setup, found.call) == (("cart = Cart()", "cart.items = [5]"), "cart.first")


def test_a_name_that_the_call_reads_stays_a_variable(bench: Callable[[str], Bench]) -> None:
    subject = bench(
        "class Cart:\n    def __init__(self):\n        self.items = []\n"
        "    def put(self, items):\n        if items:\n            self.items = items\n"
        "        return self.items\n"
    )

    found = proposed(subject, "def put", situations("cart.put(items)", setup=["items = [5]"]))

    assert found.setup == ("cart = Cart()", "items = [5]")


def test_a_whole_test_that_ends_with_an_assignment_is_given_the_call(
    bench: Callable[[str], Bench],
) -> None:
    subject = bench(CART)
    lines = json.dumps({"lines": ["cart = Cart()", "cart.items = [5]", "Now there is a five."]})
    model = ScriptedModel({"Write at most": lines})
    engine = engine_of(subject, model)

    found = engine.propose(subject.imported, 8)

    assert (found[0].setup, found[0].call) == (("cart = Cart()", "cart.items = [5]"), "cart.first")


def test_arguments_without_a_value_get_another_one_in_each_situation(
    bench: Callable[[str], Bench],
) -> None:
    subject = bench("def f(text: str):\n    if text:\n        return 1\n    return 2\n")
    model = ScriptedModel({"def f": situations("f(text)", "f(text)", "f(other)")})

    found = engine_of(subject, model).propose(subject.imported, 8)

    first, second, unknown = found
    assert first.call == second.call == "f(text)"
    assert first.setup != second.setup
    assert unknown.setup == ()


def test_a_builtins_method_is_no_property_of_that_name(bench: Callable[[str], Bench]) -> None:
    subject = bench(
        "class Bag:\n    @property\n    def items(self):\n        return 1\n"
        "def tally(pairs: list):\n    if pairs:\n        return len(pairs)\n    return 0\n"
    )

    answer = situations("tally(list(data.items()))", setup=["data = dict(a=1)"])
    model = ScriptedModel({"def tally": answer, "def items": "{}"})
    (found,) = engine_of(subject, model).propose(subject.imported, 8)

    assert found.call == "tally(list(data.items()))"


def test_a_property_that_gives_back_a_callable_stays_called(
    bench: Callable[[str], Bench],
) -> None:
    subject = bench(
        "from collections.abc import Callable\n"
        "class Bell:\n    @property\n    def ring(self) -> Callable:\n        return print\n"
    )

    assert proposed(subject, "def ring", situations("bell.ring()")).call == "bell.ring()"


METHODS = """
class Cart:
    def __init__(self):
        self.items = []

    def load(self):
        self.items = [1]

    def total(self):
        return len(self.items)

    def report(self, least: int):
        if self.total() > least:
            return "many"
        return self.items
"""


def test_a_methods_result_does_not_take_its_place(bench: Callable[[str], Bench]) -> None:
    answer = situations("cart.report(1)", setup=["total = cart.total()"])
    model = ScriptedModel({"def report": answer})
    subject = bench(METHODS)

    found = engine_of(subject, model).propose(subject.imported, 8)

    assert found[0].setup == ("cart = Cart()", "total = cart.total()")


def test_an_attribute_is_set_where_it_was_written(bench: Callable[[str], Bench]) -> None:
    answer = situations("cart.report(1)", setup=["items = []", "cart.load()"])
    model = ScriptedModel({"def report": answer})
    subject = bench(METHODS)

    found = engine_of(subject, model).propose(subject.imported, 8)

    assert found[0].setup == ("cart = Cart()", "cart.items = []", "cart.load()")


def test_what_is_defined_in_the_set_up_keeps_its_own_self(bench: Callable[[str], Bench]) -> None:
    fake = "class Fake:\n\n    def get(self):\n        return self.value"
    answer = situations("cart.first", setup=[fake, "self.items = [Fake()]"])

    found = proposed(bench(CART), "def first", answer)

    assert found.setup == ("cart = Cart()", fake, "cart.items = [Fake()]")


def test_a_self_that_the_set_up_makes_is_a_variable(bench: Callable[[str], Bench]) -> None:
    answer = situations("cart.first", setup=["self = [5]", "cart.items = self"])

    found = proposed(bench(CART), "def first", answer)

    assert found.setup == ("cart = Cart()", "self = [5]", "cart.items = self")
