"""Where a line compares by order, values change places and dates move beyond the limit."""

from __future__ import annotations

import pytest
from fakes.judging import CRAFT, call

from bot.languages.python.craft.exchange import DATES_MAX, EXCHANGES_MAX, reordered

ORDERS = "    return a if a > b else b"


def calls(text: str, *setup: str, line: str = ORDERS) -> list[str]:
    return ["; ".join((*one.setup, one.call)) for one in reordered(call(text, *setup), line)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(1, 2)", ["f(2, 1)"]),
        ("f(1, -2)", ["f(-2, 1)"]),
        ("f(1, 'a')", []),
        ("f(1, 1)", []),
        ("f('a', b='c')", ["f('c', b='a')"]),
        ("f(1, 2, 3)", ["f(2, 1, 3)", "f(3, 2, 1)", "f(1, 3, 2)"]),
        ("f(T.A, T.B)", ["f(T.B, T.A)"]),
        ("Coin(1).add(Coin(2))", ["Coin(2).add(Coin(1))"]),
        ("Coin(1).add(Note(2))", []),
        ("Coin(1) < Coin(2)", ["Coin(2) < Coin(1)"]),
        ("Coin(1) + Coin(2)", ["Coin(2) + Coin(1)"]),
        ("f(x, y)", []),
        ("f(", []),
        ("", []),
    ],
)
def test_values_of_one_kind_change_places(text: str, expected: list[str]) -> None:
    assert calls(text) == expected


def test_named_values_of_one_kind_change_places() -> None:
    assert calls("one.add(two)", "one = Coin(1)", "two = Coin(2)") == [
        "one = Coin(1); two = Coin(2); two.add(one)"
    ]
    assert not calls("one.add(two)", "one = Coin(1)", "two = Note(2)")


def test_values_change_places_in_the_set_up_too() -> None:
    assert calls("span.days", "span = Span(1, 3)") == ["span = Span(3, 1); span.days"]
    assert not calls("span.days", "class Span:\n    days = f(1, 3)", "monkeypatch.setattr(1, 3)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(date(2024, 1, 31))", ["f(date(2025, 1, 31))", "f(date(2023, 1, 31))"]),
        ("f(date(2024, 2, 29))", ["f(date(2028, 2, 29))", "f(date(2020, 2, 29))"]),
        (
            "f(datetime.datetime(2024, 1, 31, 8))",
            ["f(datetime.datetime(2025, 1, 31, 8))", "f(datetime.datetime(2023, 1, 31, 8))"],
        ),
        ("f(data(2024))", []),
        ("f(date(year, 1, 31))", []),
    ],
)
def test_a_date_moves_to_both_sides(text: str, expected: list[str]) -> None:
    assert calls(text) == expected


@pytest.mark.parametrize("line", ["", "return a == b", "def f(a, b) -> int:"])
def test_nothing_moves_where_no_order_is_compared(line: str) -> None:
    assert not calls("f(1, 2, date(2024, 1, 31))", line=line)


def test_they_are_few() -> None:
    dates = ", ".join(f"date({2000 + one}, 1, 31)" for one in range(9))

    assert len(calls(f"f({dates})")) == EXCHANGES_MAX + 2 * DATES_MAX


def test_they_come_before_other_literals() -> None:
    tried = [one.call for one in CRAFT.near(call("f(7, 9)"), ORDERS)]

    assert tried[:2] == ["f(9, 7)", "f(8, 9)"]
