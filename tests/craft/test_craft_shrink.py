from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mission import EngineName
from bot.domain.trial import Assertion, Candidate, Expectation, OracleOrigin, Situation
from bot.languages.python.craft import PythonCraft
from bot.languages.python.shrink import VARIANTS_MAX, with_fewer_assertions

CRAFT = PythonCraft(module="a", subject="a.py", source="")


def situation(call: str, *setup: str) -> Situation:
    return Situation("f", (), setup, call, EngineName.SEARCH, condition="x is 1")


def calls(call: str) -> list[str]:
    return [one.call for one in CRAFT.shrunk(situation(call))]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("f(x)", []),
        ("f(5)", []),
        ("f(123)", ["f(0)", "f(1)", "f(-1)", "f(10)"]),
        ("f(-1)", ["f(0)", "f(1)"]),
        ("f(2.25)", ["f(0.0)", "f(1.0)"]),
        ("f('one two')", ["f('')", "f('o')", "f('one')"]),
        ("f(b'ab')", ["f(b'')", "f(b'a')"]),
        ("f([1, 2])", ["f([])", "f([1])", "f([2])"]),
        ("f((1,))", ["f(())"]),
        ("f({'a': 1, 'b': 2})", ["f({})", "f({'a': 1})", "f({'b': 2})"]),
        ("f({1})", []),
        ("f(True, None)", []),
        ("f(a=x, b=y)", ["f(b=y)", "f(a=x)"]),
        ("f('é', 'ab')", ["f('', 'ab')", "f('é', '')", "f('é', 'a')"]),
        ("f(f'{12}ab')", []),
        ("f(\n  'long')", []),
        ("f(", []),
    ],
)
def test_calls_are_simplified(call: str, expected: list[str]) -> None:
    assert calls(call) == expected


def test_statements_are_dropped_from_the_end() -> None:
    found = [one.setup for one in CRAFT.shrunk(situation("f(a)", "a = g()", "a.b()"))]

    assert found == [("a = g()",), ("a.b()",)]


def test_statements_are_simplified_too() -> None:
    found = [one.setup for one in CRAFT.shrunk(situation("f(a)", "a = [0, 1]"))]

    assert found == [(), ("a = []",), ("a = [0]",), ("a = [1]",)]


def test_the_condition_goes_since_it_may_no_longer_hold() -> None:
    assert {one.condition for one in CRAFT.shrunk(situation("f(10)", "x = 1"))} == {""}


def test_what_was_expected_of_a_situation_is_never_shrunk() -> None:
    said = Expectation(OracleOrigin.DOCUMENTED, "docstring", value="1")
    expected = Situation("f", (), ("x = 1",), "f(10)", EngineName.SEARCH, expectation=said)

    assert list(CRAFT.shrunk(expected)) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=12,
    ),
    st.lists(st.sampled_from(["x = 1", "y = [1, 2, 3]", "z.go(a='b', c=4)"]), max_size=4),
)
def test_every_variant_is_shorter_parses_and_their_number_is_bounded(
    value: object, setup: list[str]
) -> None:
    before = situation(f"f({value!r})", *setup)

    variants = list(CRAFT.shrunk(before))

    assert len(variants) <= VARIANTS_MAX
    for one in variants:
        assert len(one.source) < len(before.source)
        ast.parse(one.source)


def test_assertions_are_left_out_one_at_a_time() -> None:
    first, second = (Assertion(OracleOrigin.OBSERVED, (f"assert {n}",)) for n in "ab")
    candidate = Candidate("test_f", situation("f()"), (first, second))

    assert [one.assertions for one in with_fewer_assertions(candidate)] == [(first,), (second,)]


def test_the_last_assertion_is_never_left_out() -> None:
    only = Candidate("test_f", situation("f()"), (Assertion(OracleOrigin.OBSERVED, ("assert a",)),))

    assert list(with_fewer_assertions(only)) == []
