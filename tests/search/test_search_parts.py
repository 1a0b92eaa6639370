"""Rules of the parts of search, without a subject that runs."""

from __future__ import annotations

import math
import random
import re

import pytest
from fakes.search_facts import parameter, sources
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.search.docs import examples_in
from bot.engines.search.dunders import Spoken, operator_call
from bot.engines.search.guess import anything, by_name
from bot.engines.search.mutate import Mutator
from bot.engines.search.patterns import example
from bot.engines.search.pieces import (
    NOTHING,
    Piece,
    Scope,
    Slot,
    condition_of,
    plain_value,
    text_of,
    variable_name,
)
from bot.engines.search.words import Words


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
        lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
        max_leaves=6,
    )
)
def test_the_text_of_a_value_is_the_value(value: object) -> None:
    source = text_of(value)

    assert eval(source, {"float": float}) == value


def test_sets_are_written_in_order() -> None:
    assert text_of({"b", "a", "c"}) == '{"a", "b", "c"}'
    assert text_of(set()) == "set()"


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_number_without_a_literal_is_made_from_text(value: float) -> None:
    assert text_of(value) == f'float("{value}")'


@given(st.integers(0, 10**6), st.text(max_size=20))
def test_a_mutated_text_is_text_and_never_too_long(seed: int, text: str) -> None:
    words = Words(("alpha", "beta"), (1, 2.5), (r"\d+-[a-z]*",))

    changed = Mutator(random.Random(seed), words, ("sample",)).value(text)

    assert isinstance(changed, str)
    assert len(changed) <= 600


@given(
    st.integers(0, 10**6),
    st.sampled_from([True, 3, 2.5, b"ab", [1], (1, 2), {"a": [1]}, [], {}, None]),
)
def test_a_mutated_value_stays_literal(seed: int, value: object) -> None:
    changed = Mutator(random.Random(seed), Words(("w",), (7, 0.5))).value(value)

    assert plain_value(text_of(changed)) is not None or "float(" in text_of(changed)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{2}-\d{4}$", r"(a|bc)+x?", r"[^abc]", r"\w+@\w+\.com", r"(?P<q>['\"]).*?(?P=q)",
        r"(\d)\1", r"a{2,}", r"[\w.-]+", r".", r"\S+\s\S", r"[^\d]", r"(?:ab){0,2}c", r"\D\W",
        r"[^a]b", r"(?i:a)(?>b+)c*+", r"[\W\D]", r"(?i:(a))\1", r"[a]{1}[^a][^b]", r"a[^\n]",
    ],
)  # fmt: skip
@given(seed=st.integers(0, 10**6))
def test_an_example_matches_its_pattern(pattern: str, seed: int) -> None:
    made = example(pattern, random.Random(seed))

    assert made is not None
    assert re.search(pattern, made)


@given(seed=st.integers(0, 10**6))
def test_a_pattern_without_an_example_leaves_the_words(seed: int) -> None:
    words = Words(("alpha",), patterns=("(",))

    made = Mutator(random.Random(seed), words, ("other",)).fresh()

    assert not isinstance(made, str) or made in {"alpha", "other"}


@pytest.mark.parametrize("pattern", ["(", "[", "a{5000}"])
def test_no_example_of_what_is_no_pattern_or_too_long(pattern: str) -> None:
    assert example(pattern, random.Random(1)) is None


def test_unsound_doctests_give_no_examples() -> None:
    assert examples_in(">>> f(\n  ... 1)\n >>>bad\n") == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("path", "str(__NAME__)"), ("is_open", "True"), ("callback", "lambda *args, **kwargs: None"),
     ("item_count", "1"), ("names", '["a", "b"]'), ("base_url", '"http://example.com/a?b=1"')],
)  # fmt: skip
def test_a_name_tells_what_a_parameter_takes(name: str, wanted: str) -> None:
    assert by_name(name)[0].source == wanted


def test_an_unknown_name_gets_anything() -> None:
    assert by_name("zzz") == ()
    assert "None" in sources(anything("zzz"))


@pytest.mark.parametrize(
    ("source", "said"),
    [('""', "is empty"), ("[]", "is empty"), ("0", "is 0"), ("-3", "is negative"),
     ("None", "is None"), ("True", "is true"), ('"red"', "is red"), ('" "', "is blank"),
     ("[1]", "has one item"), ("12", "is 12"), ("2.5", ""), ("Cart()", ""), ('"a b?"', "")],
)  # fmt: skip
def test_a_condition_says_it_in_words(source: str, said: str) -> None:
    slot = Slot(Scope.CALL, "x", parameter("x"))

    assert condition_of(slot, Piece(source)) == (f"x {said}" if said else "")


def test_other_slots_have_conditions_of_their_own() -> None:
    assert condition_of(Slot(Scope.CALL, "x"), NOTHING) == "x is left out"
    assert condition_of(Slot(Scope.PATCH, "x"), Piece("y")) == ""
    assert condition_of(Slot(Scope.BODY, "body"), Piece("raise E")) == "the body raises"


@pytest.mark.parametrize(
    ("class_name", "taken", "wanted"),
    [("PriceList", set(), "price_list"), ("HTTPClient", set(), "http_client"),
     ("Class", set(), "class_"), ("Cart", {"cart"}, "cart_"), ("__", set(), "value")],
)  # fmt: skip
def test_a_variable_is_named_after_its_class(class_name: str, taken: set[str], wanted: str) -> None:
    assert variable_name(class_name, frozenset(taken)) == wanted


@pytest.mark.parametrize(
    ("name", "arguments", "call"),
    [("__len__", [], "len(x)"), ("__reversed__", [], "reversed(x)"), ("__rsub__", ["1"], "1 - x"),
     ("__divmod__", ["2"], "divmod(x, 2)"), ("__contains__", ["2"], "2 in x"),
     ("__hash__", [], "hash(copy.copy(x)) == hash(x)"), ("__invert__", [], "~x")],
)  # fmt: skip
def test_special_methods_are_called_by_syntax(name: str, arguments: list[str], call: str) -> None:
    spoken = operator_call(name, "x", arguments)

    assert spoken is not None
    assert spoken.call == call


@pytest.mark.parametrize(
    ("name", "arguments", "statement"),
    [("__setitem__", ["'a'", "1"], "x['a'] = 1"), ("__delitem__", ["'a'"], "del x['a']")],
)
def test_a_special_method_that_a_statement_calls_is_the_act(
    name: str, arguments: list[str], statement: str
) -> None:
    assert operator_call(name, "x", arguments) == Spoken("", (statement,))


def test_an_unknown_special_method_is_called_plainly() -> None:
    assert operator_call("__fancy__", "x", []) is None
    assert operator_call("__add__", "x", []) is None
