from __future__ import annotations

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import (
    Assertion,
    Candidate,
    ErrorSeen,
    Observation,
    ObservedEnd,
    OracleOrigin,
    Situation,
    Value,
    ValueKind,
)
from bot.languages.python.craft.craft import PythonCraft
from bot.languages.python.craft.definitions import Definitions
from bot.languages.python.craft.existing import read_existing
from bot.languages.python.craft.rows import row_of
from bot.languages.python.craft.screen import screened
from bot.languages.python.craft.words import words

SOURCE = """
def look(key: int) -> int: ...

@cached
def kept(key: int) -> int: ...

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


def test_a_decorated_function_may_take_other_arguments_than_it_says() -> None:
    error = ErrorSeen("builtins.TypeError", "no", 3, explicit=False)
    seen = Observation(ObservedEnd.RAISED, frozenset(), frozenset(), error=error)

    for call, findings in (("look(1)", 1), ("kept(1)", 0)):
        situation = Situation("look", (), (), call, EngineName.SEARCH)
        assert len(CRAFT.judge(situation, seen, []).bugs) == findings


def test_objects_are_looked_into_two_levels_deep() -> None:
    value = Value(ValueKind.LITERAL, "builtins.int", "1")
    for name in ("page", "cover", "shelf"):
        value = Value(ValueKind.OBJECT, "shop.book.Book", fields=((name, value),))

    assert told(value) == [
        "assert isinstance(result, Book)",
        "assert isinstance(result.shelf, Book)",
        "assert isinstance(result.shelf.cover, Book)",
    ]


def row_names(*statements: str, setup: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    situation = Situation("look", (), setup, "look(1)", EngineName.SEARCH)
    assertion = Assertion(OracleOrigin.OBSERVED, statements)
    row = row_of(Candidate("test_look", situation, (assertion,)), Definitions(SOURCE))
    return row.shape.names if row else None


def test_only_one_comparison_with_a_literal_makes_a_row() -> None:
    assert row_names("assert result == 1") == ("key",)
    assert row_names("assert result == 1", "assert result") is None
    assert row_names("assert result == Book('x')") is None


def test_a_column_gets_another_name_than_a_local() -> None:
    assert row_names("assert result == 1", setup=("key = 2",)) == ("key_given",)
