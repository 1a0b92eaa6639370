from __future__ import annotations

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import ErrorSeen, Observation, ObservedEnd, Situation, Value, ValueKind
from bot.languages.python.craft import PythonCraft
from bot.languages.python.existing import read_existing
from bot.languages.python.screen import screened
from bot.languages.python.words import words

SOURCE = """
def look(key: int) -> int: ...

class Book:
    def __init__(self, title: str): ...
"""
CRAFT = PythonCraft(module="shop.book", subject="src/shop/book.py", source=SOURCE)


def told(value: Value, call: str = "look(x)") -> list[str]:
    seen = Observation(ObservedEnd.RETURNED, frozenset(), frozenset(), value=value)
    situation = Situation("look", (), (), call, EngineName.SEARCH)
    return [text for one in CRAFT.judge(situation, seen, []).assertions for text in one.statements]


@pytest.mark.parametrize("source", ["f(", "name", "{[]: 1}"])
def test_what_is_no_literal_has_no_words(source: str) -> None:
    assert words(source) == ""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (repr(b"x y " * 40), ["assert len(result) == 160"]),
        ("{" + ", ".join(map(str, range(1000, 1200))) + "}", ["assert len(result) == 200"]),
        ("f'" + "x" * 90 + "{y}'", []),
    ],
)
def test_of_a_long_value_what_is_short_is_told(source: str, expected: list[str]) -> None:
    assert told(Value(ValueKind.LITERAL, "builtins.set", source))[:1] == expected


def test_a_call_of_anything_else_than_a_class_shows_a_type() -> None:
    shelf = Value(ValueKind.OBJECT, "shop.book.Book")

    assert told(shelf, "shelf[0]") == ["assert isinstance(result, Book)"]
    assert told(shelf, "Book('x')") == []


def test_an_error_without_a_public_name_is_not_asserted() -> None:
    error = ErrorSeen("shop._x._E", "no", 3, explicit=True, mro=("shop._x._E",))
    seen = Observation(ObservedEnd.RAISED, frozenset(), frozenset(), error=error)
    situation = Situation("look", (), (), "look(1)", EngineName.SEARCH)

    assert CRAFT.judge(situation, seen, []).assertions == ()


def test_other_statements_of_an_earlier_file_are_left_alone() -> None:
    found = read_existing("import a\nif a:\n    b = 1\nc = 2\n")

    assert found.names == {"c"}


def test_a_path_that_is_no_text_is_no_reason() -> None:
    assert screened("open(3)\n", subject="src/shop/book.py", module="shop.book") == ""


def test_craft_samples_mutants_of_the_source() -> None:
    found = CRAFT.mutants("def f(a):\n    return a + 1\n", [2], seed=0, most=2)

    assert {one.line for one in found} == {2}
