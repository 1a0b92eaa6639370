"""Argument lists lose one argument and keep the text of the others."""

from __future__ import annotations

import pytest

from bot.engines.repair.lists import without_keyword, without_last


@pytest.mark.parametrize(
    ("source", "rest"),
    [
        ('name="abc", size=2', "size=2"),
        ("size=2, name=f(1, 2)", "size=2"),
        ('"a, b", name=1, size="c, d"', '"a, b", size="c, d"'),
        ("name=1", ""),
        ("size=2", "size=2"),
        ("**{'name': 1}", "**{'name': 1}"),
        ("", ""),
        ("1, (", "1, ("),
        ("1)\nf(2", "1)\nf(2"),
    ],
)
def test_an_argument_given_by_name_is_taken_out(source: str, rest: str) -> None:
    assert without_keyword(source, "name") == rest


@pytest.mark.parametrize(
    ("source", "rest"),
    [("1, 2", "1"), ("1, [2, 3]", "1"), ("1", ""), ("1, size=2", "size=2"), ("size=2", "size=2")],
)
def test_the_last_argument_given_by_position_is_taken_out(source: str, rest: str) -> None:
    assert without_last(source) == rest
