"""How a file is ordered and which tests share a table."""

from __future__ import annotations

from fakes.till_files import provenance

from bot.domain.mission import EngineName
from bot.domain.trial import Assertion, Candidate, OracleOrigin, Situation
from bot.languages.python.craft.craft import PythonCraft

READ_IN_ORDER = """
def wrap(f):
    def call(n):
        if n < 0:
            raise ValueError("negative")
        return f(n)

    def clear():
        return 0

    return call


def check(n):
    if n < 0:
        raise ValueError("negative")
    return n
"""


def test_a_file_reads_like_its_subject_errors_after_what_works() -> None:
    craft = PythonCraft(module="shop.wrap", subject="src/shop/wrap.py", source=READ_IN_ORDER)

    def candidate(name: str, call: str, segment: str, raises: str = "") -> Candidate:
        setup = () if segment == "check" else ("wrapped = wrap(abs)",)
        situation = Situation(segment, (), setup, call, EngineName.SEARCH)
        told = ("assert result == 1",) * (not raises)
        return Candidate(name, situation, (Assertion(OracleOrigin.OBSERVED, told, (), raises),))

    tests = [
        candidate("test_check_fails", "check(-1)", "check", "ValueError"),
        candidate("test_clear", "wrapped.clear()", "wrap.clear"),
        candidate("test_unknown_inside", "wrapped.call.x", "wrap.call.<locals>.x"),
        candidate("test_call_fails", "wrapped(-1)", "wrap.call", "ValueError"),
        candidate("test_call", "wrapped(1)", "wrap.call"),
        candidate("test_check", "check(1)", "check"),
    ]

    assert list(craft.placed(tests, "")) == [
        "test_unknown_inside",
        "test_call",
        "test_call_fails",
        "test_clear",
        "test_check",
        "test_check_fails",
    ]


SISTERS = """
def add(text, days=0): ...

def until(day, date=1): ...

class Box:
    def __init__(self, size, name='a', kind='b'): ...
    def holds(self, count, of=1): ...
"""


def sister(call: str, told: str, *setup: str, segment: str = "add") -> Candidate:
    imports = ("from datetime import date", "from shop.box import Box, add, until")
    situation = Situation(segment, imports, setup, call, EngineName.SEARCH)
    return Candidate("test_one", situation, (Assertion(OracleOrigin.OBSERVED, (told,)),))


def sisters(*tests: Candidate) -> str:
    craft = PythonCraft(module="shop.box", subject="src/shop/box.py", source=SISTERS)
    return craft.test_file(tests, provenance(), "")


def test_sisters_are_of_what_they_call_whatever_they_aimed_at() -> None:
    text = sisters(
        sister("add('a')", "assert result == 1", segment="add"),
        sister("add('b')", "assert result == 2", segment="_inner"),
    )

    assert "parametrize(('text', 'expected')" in text.replace("\n    ", "")


def test_dates_and_numbers_of_the_standard_library_are_cells() -> None:
    text = sisters(
        sister("until(date(2024, 1, 31))", "assert result == date(2024, 2, 1)"),
        sister("until(date(2024, 1, 1))", "assert result == date(2024, 1, 2)"),
        sister("until(Box(1))", "assert result == date(2024, 1, 2)"),
    )

    assert "        (date(2024, 1, 31), date(2024, 2, 1)),\n" in text
    assert text.count("def test_") == 2
    assert "from datetime import date" in text


def test_a_column_does_not_hide_what_is_expected() -> None:
    text = sisters(
        sister("until(1, 2)", "assert result == date(2024, 2, 1)"),
        sister("until(1, 3)", "assert result == date(2024, 2, 1)"),
    )

    assert "assert until(1, date_given) == date(2024, 2, 1)" in text


def test_arguments_of_a_constructor_in_the_set_up_are_cells() -> None:
    text = sisters(
        sister("box.holds(1)", "assert result is True", "box = Box(1)", segment="Box.holds"),
        sister("box.holds(1)", "assert result is False", "box = Box(2)", segment="Box.holds"),
    )

    assert "def test_holds_by_size(size, expected):\n    box = Box(size)\n" in text
    assert "        (1, True),\n        (2, False),\n" in text


def test_rows_that_differ_in_too_much_are_no_table() -> None:
    text = sisters(
        sister("box.holds(1, 2)", "assert result is True", "box = Box(1, 'c')"),
        sister("box.holds(3, 4)", "assert result is False", "box = Box(2, 'd')"),
        sister("box.holds(5, 4)", "assert result is True", "box = Box(2, 'd')"),
    )

    assert text.count("parametrize") == 1
    assert text.count("box = Box(1, 'c')") == 1
    assert text.count("box = Box(2, 'd')") == 1


def test_bytes_and_texts_that_look_alike_are_told_apart() -> None:
    text = sisters(
        sister("add('abc')", "assert result == 'abc'"),
        sister("add(b'abc')", "assert result == b'abc'"),
    )

    assert "pytest.param(b'abc', b'abc', id='bytes')" in text


def test_columns_of_one_name_are_told_apart_by_one_short_suffix() -> None:
    rows = [sister(f"other({a}, {a + 1}, {a + 2})", f"assert result == {a}") for a in (3, 14)]

    assert "assert other(value, value_given, value_2) == expected" in sisters(*rows)
