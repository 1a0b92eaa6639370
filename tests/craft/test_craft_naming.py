from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mission import EngineName
from bot.domain.trial import ErrorSeen, Observation, ObservedEnd, Situation, Value, ValueKind
from bot.languages.python.craft.craft import PythonCraft
from bot.languages.python.craft.naming import LENGTH_MAX

SOURCE = """
def parse(text, limit=1): ...
class Cart:
    def __init__(self, owner=None): ...
    def add(self, name, quantity): self.note = name
    @property
    def label(self): ...
    def __add__(self, other): ...
"""
CRAFT = PythonCraft(module="shop.cart", subject="src/shop/cart.py", source=SOURCE)


def name(  # noqa: PLR0913 - what a situation and an observation have
    call: str,
    value: Value | None = None,
    *setup: str,
    segment: str = "parse",
    condition: str = "",
    taken: tuple[str, ...] = (),
    error: str = "",
    message: str = "",
    **seen: object,
) -> str:
    situation = Situation(segment, (), setup, call, EngineName.SEARCH, condition=condition)
    end = ObservedEnd.RAISED if error else ObservedEnd.RETURNED
    wrong = ErrorSeen(error, message, 1, explicit=True) if error else None
    observation = Observation(
        end,
        frozenset(),
        frozenset(),
        value=value,
        error=wrong,
        **seen,  # type: ignore[arg-type]
    )
    return CRAFT.name(situation, observation, taken)


def literal(source: str) -> Value:
    return Value(ValueKind.LITERAL, "builtins.str", source)


def made_by(source: str) -> Value:
    return Value(ValueKind.CONSTRUCTED, "shop.Ice", source)


NONE = literal("None")
DOC = Value(
    ValueKind.OBJECT,
    "shop.Doc",
    fields=(("_at", NONE), ("items", made_by("[Ice()]")), ("title", literal("'Tea time'"))),
)
NAME, EMPTY = literal("'x'"), literal("[]")
CART = Value(ValueKind.OBJECT, "shop.Cart", fields=(("note", NAME), ("owner", NONE)))
BARE = Value(ValueKind.OBJECT, "shop.Cart", fields=(("note", literal("''")), ("owner", NONE)))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (name("parse(' ')", NONE), "test_parse_returns_none_for_blank_text"),
        (name("parse('')", NONE), "test_parse_returns_none_when_text_is_empty"),
        (name("parse('a')", literal("True")), "test_parse_returns_true"),
        (
            name("parse('ab', limit=0)", literal("'7'")),
            "test_parse_returns_digit_7_when_limit_is_zero",
        ),
        (name("parse(x)", literal("''")), "test_parse_returns_empty_text"),
        (name("parse([])", literal("[]")), "test_parse_returns_an_empty_list_when_text_is_empty"),
        (name("parse(-1)", literal("[1]")), "test_parse_returns_1_item_when_text_is_minus_1"),
        (
            name("parse(None)", literal("{'a': 1, 'b': 2}")),
            "test_parse_returns_2_keys_when_text_is_none",
        ),
        (name("total(x)", literal("0")), "test_total_is_zero"),
        (
            name("cart.total()", literal("0"), "cart = Cart()"),
            "test_total_is_zero_for_a_new_cart",
        ),
        (
            name("cart.total()", literal("2"), "cart = Cart()", "cart.add('a', 2)"),
            "test_total_is_2_after_add",
        ),
        (name("c.label", literal("'xy'"), "c = Cart('Ann')"), "test_label_is_xy_for_cart_ann"),
        (
            name("cart.add('a', 0)", error="builtins.ValueError", condition="quantity is 0"),
            "test_add_raises_value_error_when_quantity_is_0",
        ),
        (
            name("parse('x')", error="shop.cart.HTTPError", condition="with no network"),
            "test_parse_raises_http_error_with_no_network",
        ),
        (
            name("cart.add('a', 2)", NONE, "cart = Cart()", changed=(("cart", NONE),)),
            "test_add_changes_cart_when_quantity_is_2",
        ),
        (
            name("parse(p)", NONE, written=(("a/b.txt", ""),)),
            "test_parse_writes_a_b_txt",
        ),
        (name("parse(p)", NONE, stdout="x"), "test_parse_prints"),
        (name("parse(p)", None), "test_parse"),
        (name("", None, segment=""), "test_module"),
        (name("", None, "x = 1", segment="Cart.add"), "test_add"),
        (name("a + b", NONE, segment="Cart.__add__"), "test_addition_returns_none"),
        (
            name("Cart('x')", Value(ValueKind.OBJECT, "shop.cart.Cart"), segment="Cart.__init__"),
            "test_cart_returns_a_cart_for_letter_x",
        ),
        (name("parse(1)", made_by("Size.BIG")), "test_parse_returns_big"),
        (name("parse(1)", made_by("Ice(1)")), "test_parse_returns_an_ice"),
        (name("parse('ab').size", literal("3")), "test_parse_returns_3_for_ab"),
        (name("parse('cd')[0].x", literal("3")), "test_parse_returns_3_for_cd"),
        (name("asyncio.run(parse('a'))", literal("1")), "test_parse_returns_1"),
    ],
)  # fmt: skip
def test_a_name_says_function_outcome_and_condition(made: str, expected: str) -> None:
    assert made == expected


def names_taken(count: int) -> list[str]:
    taken: list[str] = []
    for _ in range(count):
        taken.append(
            name("cart.add('a', 2)", NONE, "cart = Cart()", segment="Cart.add", taken=tuple(taken))
        )
    return taken


def test_a_taken_name_says_more_of_the_situation_before_it_counts() -> None:
    assert names_taken(4) == [
        "test_add_returns_none_when_quantity_is_2",
        "test_add_returns_none_for_2",
        "test_add_returns_none_for_a_new_cart",
        "test_add_returns_none",
    ]


def test_a_method_names_its_class_before_it_is_numbered() -> None:
    *_, last, first_numbered, second_numbered = names_taken(21)

    assert last.startswith("test_cart_add_returns_none_")
    assert first_numbered == "test_add_returns_none_when_quantity_is_2__2"
    assert second_numbered == "test_add_returns_none_when_quantity_is_2__3"


def test_at_last_names_are_numbered() -> None:
    taken: set[str] = set()
    for _ in range(40):
        taken.add(name("parse('a')", NONE, taken=tuple(taken)))

    assert len(taken) == 40
    assert "test_parse_returns_none__2" in taken


PLAIN_NAMES = (
    "test_add_returns_none_for_letter_x",
    "test_add_returns_none",
    "test_add_returns_none_with_name_letter_x",
    "test_add_returns_none_for_letter_x_with_name_letter_x",
    "test_add_returns_none_for_letter_x_for_x",
    "test_add_returns_none_for_x",
)
SECTIONS = "text = 'Long description.\\n\\n:param name: what it is called'"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            name("parse(text)", made_by("Doc()"), SECTIONS, taken=("test_parse_returns_an_ice",)),
            "test_parse_returns_an_ice_for_long_description_param",
        ),
        (
            name("parse(x)", DOC, taken=("test_parse_returns_a_doc",)),
            "test_parse_returns_a_doc_with_title_tea_time",
        ),
        (
            name("cart.add('abc', 1)", error="shop.cart.Full", message="no room for 'abc'; wait"),
            "test_add_raises_full_no_room",
        ),
        (name("parse('abc')", error="shop.cart.Full"), "test_parse_raises_full_for_abc"),
        (
            name("parse('', limit=None)", NONE),
            "test_parse_returns_none_when_text_is_empty_and_limit_is_none",
        ),
        (name("parse('x', limit=True)", NONE), "test_parse_returns_none_when_limit_is_true"),
        (name("parse(['abc', 1], {'a': 1})", NONE), "test_parse_returns_none"),
        (
            name("(parse('x'), parse('y'))", literal("(True, None)")),
            "test_parse_returns_true_and_none",
        ),
        (name("Doc('x')", DOC, segment="Doc"), "test_doc_is_created_for_letter_x"),
        (name("cart.label", NONE, segment="Cart.label"), "test_label_is_none"),
        (
            name("parse('one two three four five', limit=None)", literal(repr("abcdefghij " * 5))),
            "test_parse_when_limit_is_none",
        ),
        (
            name("parse(x)", NONE, error="shop.E", message="it is much too long to be said here"),
            "test_parse_raises_e",
        ),
        (
            name("parse(x)", error="shop.Er", message="The mute() method can only be used with it"),
            "test_parse_raises_er",
        ),
        (
            name("parse(x)", error="shop.E", message="the cart is full"),
            "test_parse_raises_e_cart_is_full",
        ),
        (
            name(
                "camel_case_to_snake_of_input(None)",
                error="shop.errors.InvalidInputError",
                condition="input string is None",
            ),
            "test_camel_case_to_snake_of_input_raises_invalid_input_error_for_none",
        ),
        (name("parse('text', limit=['limit'])", literal("2")), "test_parse_returns_2"),
        (
            name(
                "camel_case_to_snake_of_input(None)",
                error="shop.errors.InvalidInputError",
                condition="input string is None and limit is 2",
            ),
            "test_camel_case_to_snake_of_input_raises_invalid_input_error",
        ),
        (
            name("Cart('').label", NONE, segment="Cart.label"),
            "test_label_is_none_for_cart_empty_text",
        ),
        (name("parse('<a href=\"x\">y')", literal("1")), "test_parse_returns_1"),
        (
            name("~parse(a) == parse(b)", literal("True"), segment="Cart.__invert__"),
            "test_inversion_returns_true",
        ),
        (
            name("cart.add('x', y)", NONE, segment="Cart.add", taken=PLAIN_NAMES),
            "test_cart_add_returns_none_for_letter_x",
        ),
        (name("parse('a').size", NONE, segment="other"), "test_size_is_none"),
        (name("parse(text='xyz', **x)", NONE), "test_parse_returns_none_for_xyz"),
        (name("parse(limit=7)", NONE), "test_parse_returns_none_when_limit_is_7"),
        (
            name("parse(x)", NONE, "x.write_text('y')", error="shop.E", message="a.txt: no end"),
            "test_parse_raises_e_no_end",
        ),
        (
            name("c.label", literal("'x'"), "c = Cart.read('ann')", segment="Cart.label"),
            "test_label_is_letter_x_for_ann",
        ),
        (
            name("x.__init__('k')", NONE, segment="Cart.__init__"),
            "test_cart_returns_none_for_letter_k",
        ),
        (
            name("parse(z)", NONE, condition="quantity is far too large " * 4 + "for a"),
            "test_parse_when_quantity_is_far_too_large_quantity_is_far_too_large",
        ),
        (
            name("c.add('x', y)", NONE, "c = Cart()", segment="Cart.add", changed=(("c", CART),)),
            "test_add_changes_note_for_letter_x",
        ),
        (
            name("c.add('x', y)", NONE, "c = Cart()", segment="Cart.add", changed=(("c", BARE),)),
            "test_add_changes_c_for_letter_x",
        ),
        (name("f(a)", NONE, "a = [1]", changed=(("a", EMPTY),)), "test_f_empties_a"),
        (name("f(a)", EMPTY, "a = [1]", changed=(("a", literal("[2]")),)), "test_f_changes_a"),
        (name("f(a)", literal("False"), changed=(("a", EMPTY),)), "test_f_returns_false"),
        (name("f(p)", literal("0"), written=(("b.txt", ""),)), "test_f_writes_b_txt"),
    ],
)  # fmt: skip
def test_a_name_says_what_tells_most(made: str, expected: str) -> None:
    assert made == expected


@given(st.text(max_size=200), st.text(max_size=90), st.text(max_size=30))
def test_any_name_is_short_snake_case(condition: str, argument: str, segment: str) -> None:
    made = name(f"f({argument!r})", NONE, condition=condition, segment=segment)

    assert re.fullmatch(r"test_[a-z0-9_]*[a-z0-9]", made)
    assert len(made) <= LENGTH_MAX
