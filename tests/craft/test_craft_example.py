"""A test as one line of code, for the pull request."""

from __future__ import annotations

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import Assertion, Candidate, OracleOrigin, Situation
from bot.languages.python.craft.craft import PythonCraft

CRAFT = PythonCraft(module="shop", subject="shop.py", source="")


def says(*statements: str) -> tuple[Assertion, ...]:
    return tuple(Assertion(OracleOrigin.OBSERVED, (one,)) for one in statements)


ERROR = (Assertion(OracleOrigin.OBSERVED, (), raises="ValueError", match="no"),)


@pytest.mark.parametrize(
    ("call", "setup", "told", "shown"),
    [
        ("f(1)", (), says("assert result == 2"), "f(1) == 2"),
        ("a or b", (), says("assert result is True"), "(a or b) is True"),
        ("f('')", (), ERROR, "f('') raises ValueError"),
        ("c.total()", ("c = Cart()",), says("assert result == 0"), "Cart().total() == 0"),
        ("c.get()", ("a = f()", "c = Cart(a)"), says("assert result == 0"), "Cart(f()).get() == 0"),
        ("c.get()", (r"c = Cart('\n\1')",), says("assert result == 0"), r"Cart('\n\1').get() == 0"),
        ("c.total()", ("c = Cart()", "c.add(1)"), says("assert result == 0"), ""),
        ("c.join(c)", ("c = Cart()",), says("assert result == 0"), ""),
        ("c.add(1)", ("c = Cart()",), says("assert c.items == [1]"), ""),
        ("f(1)", (), says("assert isinstance(result, A)", "assert result.b == 1"), "f(1).b == 1"),
        ("f(1)", (), says("assert isinstance(result, A)"), "isinstance(f(1), A)"),
        ("", ("f(1)",), ERROR, ""),
        ("f('" + "a" * 200 + "')", (), says("assert result == 2"), ""),
        ("f(\n1)", (), says("assert result == 2"), ""),
        ("f(1)", (), says(), ""),
    ],
)  # fmt: skip
def test_an_example_shows_call_and_outcome_or_nothing(
    call: str, setup: tuple[str, ...], told: tuple[Assertion, ...], shown: str
) -> None:
    situation = Situation("f", (), setup, call, EngineName.SEARCH)

    assert CRAFT.example(Candidate("test_f", situation, told)) == shown
