from __future__ import annotations

import ast
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mission import EngineName
from bot.domain.trial import Expectation, Observation, ObservedEnd, OracleOrigin, Situation
from bot.languages.python.craft.craft import PythonCraft
from bot.languages.python.craft.shrink import VARIANTS_MAX

CRAFT = PythonCraft(module="a", subject="a.py", source="")
SEEN = Observation(ObservedEnd.RETURNED, frozenset(), frozenset())


def situation(call: str, *setup: str) -> Situation:
    return Situation("f", (), setup, call, EngineName.SEARCH, condition="x is 1")


def calls(call: str) -> list[str]:
    return [one.call for one in CRAFT.shrunk(situation(call), SEEN)]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("f(x)", []),
        ("f(5)", []),
        ("f(123, 'tea', [1, 2, 3])", []),
        ("f(12345)", ["f(100)", "f(1000)"]),
        ("f(-12345)", ["f(-100)", "f(-1000)"]),
        ("f('one sentence of forty characters or so')", []),
        (f"f('{'abc' * 20}defd')", [f"f('{'abc' * 10}ab')", f"f('c{'abc' * 9}defd')"]),
        (f"f('{'word ' * 13}')", [f"f('{'word ' * 6}')", f"f('{'word ' * 7}')"]),
        ("f('aaaaaaaaaaaaaa\\nbbbbbbbbbbbbbb')", [
            "f('aaaaaaaaaaaaaa\\n')",
            "f('bbbbbbbbbbbbbb')",
        ]),
        ("f((1, 2, 3, 4))", [
            "f((1, 2))", "f((2, 3, 4))", "f((1, 3, 4))", "f((1, 2, 4))", "f((1, 2, 3))",
        ]),
        ("f([x, 12345])", ["f([x, 100])", "f([x, 1000])"]),
        ("f([20000])", ["f([100])", "f([1000])"]),
        ("f({'a': 1, 'b': 2, 'c': 3, 'd': 4})", [
            "f({'a': 1, 'b': 2})",
            "f({'b': 2, 'c': 3, 'd': 4})",
            "f({'a': 1, 'c': 3, 'd': 4})",
            "f({'a': 1, 'b': 2, 'd': 4})",
            "f({'a': 1, 'b': 2, 'c': 3})",
        ]),
        ("f({1, 2, 3, 4, 5}, 1.25)", []),
        ("f(True, None)", []),
        ("f(a=x, b=y)", ["f(b=y)", "f(a=x)"]),
        ("f('é', 12345)", ["f('é', 100)", "f('é', 1000)"]),
        ("f(f'{12}ab')", []),
        ("f(\n  12345)", []),
        ("f(", []),
    ],
)  # fmt: skip
def test_calls_are_simplified(call: str, expected: list[str]) -> None:
    assert calls(call) == expected


def test_statements_are_dropped_from_the_end() -> None:
    found = [one.setup for one in CRAFT.shrunk(situation("f(a)", "a = g()", "a.b()"), SEEN)]

    assert found == [("a = g()",), ("a.b()",)]


def test_statements_are_simplified_too() -> None:
    found = [one.setup for one in CRAFT.shrunk(situation("f(a)", "a = 12345"), SEEN)]

    assert found == [(), ("a = 100",), ("a = 1000",)]


def test_what_pins_the_machine_stays() -> None:
    pinned = situation("f()", "monkeypatch.setattr('sys.argv', ['a', 12345])", "x = 1")

    assert [one.setup for one in CRAFT.shrunk(pinned, SEEN)] == [pinned.setup[:1]]


def test_the_condition_goes_since_it_may_no_longer_hold() -> None:
    assert {one.condition for one in CRAFT.shrunk(situation("f(12345)", "x = 1"), SEEN)} == {""}


def expected(call: str, *setup: str) -> list[tuple[str, ...]]:
    """The set-ups that variants of a documented example have; the rest is as it was."""
    said = Expectation(OracleOrigin.DOCUMENTED, "docstring", value="1")
    before = replace(situation(call, *setup), expectation=said)
    found = list(CRAFT.shrunk(before, SEEN))
    assert all((one.call, one.expectation) == (call, said) for one in found)
    return [one.setup for one in found]


def test_a_documented_example_loses_earlier_ones_all_at_once_or_one_at_a_time() -> None:
    assert expected("f(3)", "f(1)", "f(2)") == [(), ("f(1)",), ("f(2)",)]


def test_a_documented_example_keeps_all_that_it_is_about() -> None:
    assert expected("c.total", "c = Cart()", "c.add(1)", "c.clear()") == []
    assert expected("f(b)", "a = 1", "b = [a]", "a += 1") == []
    assert expected("f(12345, x=g)", "def g(): pass") == []


def test_a_documented_example_loses_what_others_are_about() -> None:
    assert expected("c.total", "c = Cart()", "d = Cart()", "d.add(1)")[0] == ("c = Cart()",)
    assert expected("", "f(1)", "f(2)")[0] == ("f(2)",)


def test_what_nothing_else_speaks_of_goes_first() -> None:
    found = [one.setup for one in CRAFT.shrunk(situation("f(a)", "a = g()", "b = 1", "h(b)"), SEEN)]

    assert found[0] == ("a = g()",)


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

    variants = list(CRAFT.shrunk(before, SEEN))

    assert len(variants) <= VARIANTS_MAX
    for one in variants:
        assert len(one.source) < len(before.source)
        ast.parse(one.source)


def test_an_argument_that_says_what_time_it_is_stays() -> None:
    found = calls("age(1, today=2, to=3)")

    assert found == ["age(1, today=2)"]
