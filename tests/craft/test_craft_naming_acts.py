"""Names say what a test does, whatever lines it was kept for."""

from __future__ import annotations

import re

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import ErrorSeen, Observation, ObservedEnd, Situation, Value, ValueKind
from bot.languages.python.craft.craft import PythonCraft


def _literal(source: str) -> Value:
    return Value(ValueKind.LITERAL, "builtins.bool", source)


def _name(call: str, setup: tuple[str, ...]) -> str:
    craft = PythonCraft(module="shop.cart", subject="src/shop/cart.py", source="")
    situation = Situation("Cart.touch", (), setup, call, EngineName.SEARCH)
    seen = Observation(ObservedEnd.RETURNED, frozenset(), frozenset(), value=_literal("True"))
    return craft.name(situation, seen, ())


@pytest.mark.parametrize(
    ("call", "setup", "expected"),
    [
        ("c['abc']", (), "test_getting_an_item_returns_true"),
        ("c['abc']", ("c = Cart()", "c['abc'] = 1"), "test_getting_an_item_returns_true"),
        ("c", ("c = Cart()", "c['abc'] = 1"), "test_setting_an_item_returns_true"),
        ("", ("c = Cart()", "c['abc'] = 1"), "test_setting_an_item_returns_true"),
        ("", ("c = Cart()", "del c['abc']"), "test_deleting_an_item_returns_true"),
        ("", ("c = Cart()", "c += 1"), "test_addition_returns_true"),
        ("", ("c = Cart()", "c.owner = 1"), "test_owner_is_true"),
        ("c != None", (), "test_comparison_with_none_returns_true"),
        ("c == d", (), "test_equality_returns_true"),
        ("c != d", (), "test_inequality_returns_true"),
        ("c < d", (), "test_ordering_returns_true"),
        ("1 in c", (), "test_membership_returns_true"),
        ("-c", (), "test_negation_returns_true"),
        ("not c", (), "test_truth_returns_true"),
        ("c % 2", (), "test_remainder_returns_true"),
        ("wrap({})(c)", (), "test_wrap_returns_true"),
        ("entered", ("with open_it(1) as entered:\n    pass",), "test_open_it_returns_true"),
        ("use()", ("def use():\n    with lock(1):\n        raise E",), "test_lock_returns_true"),
        (
            "asyncio.run(collect(c.stream()))",
            ("async def collect(items):\n    return [item async for item in items]",),
            "test_stream_returns_true",
        ),
        ("[f(1), g(2)]", (), "test_f_returns_true"),
        ("[f(1), touch(2)]", (), "test_touch_returns_true"),
        ("c", (), "test_touch_returns_true"),
    ],
)
def test_a_name_says_what_is_done_not_where_lines_were_gained(
    call: str, setup: tuple[str, ...], expected: str
) -> None:
    assert re.sub("_(for|after)_.*", "", _name(call, setup)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ({2}, "test_outer_raises_bad_when_value_is_odd"),
        ({2, 5}, "test_outer_raises_bad_when_value_is_odd"),
        ({5}, "test_inner_raises_bad"),
        (set(), "test_outer_raises_bad_when_value_is_odd"),
    ],
)
def test_an_error_of_an_argument_is_not_the_callees(lines: set[int], expected: str) -> None:
    source = "def outer(value):\n    return 1\n\ndef inner():\n    raise Bad\n"
    craft = PythonCraft(module="shop", subject="shop.py", source=source)
    told = "value is odd"
    situation = Situation("outer", (), (), "outer(inner())", EngineName.SEARCH, condition=told)
    seen = Observation(
        ObservedEnd.RAISED,
        frozenset(lines),
        frozenset(),
        error=ErrorSeen("shop.Bad", "", 5, explicit=True),
    )

    assert craft.name(situation, seen, ()) == expected


def test_the_class_named_is_that_of_the_object() -> None:
    source = "class Cart: ...\n\nclass Box(Cart):\n    def __getitem__(self, key): ...\n"
    craft = PythonCraft(module="shop", subject="shop.py", source=source)
    situation = Situation("Box.__getitem__", (), ("cart = Cart()",), "cart[x]", EngineName.SEARCH)
    seen = Observation(ObservedEnd.RETURNED, frozenset(), frozenset(), value=_literal("None"))
    taken: list[str] = []
    for _ in range(4):
        taken.append(craft.name(situation, seen, taken))

    assert "test_cart_getting_an_item_returns_none" in taken
