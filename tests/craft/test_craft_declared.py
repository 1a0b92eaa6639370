"""What declared types rule out, by the types of the running module."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.box_facts import FACTS, situation
from fakes.judging import raised, returned

from bot.domain.trial import Candidate, Expectation, OracleOrigin
from bot.languages.python.craft.burden import OUTSIDE
from bot.languages.python.craft.craft import PythonCraft

CRAFT = PythonCraft(module="shop.box", subject="shop/box.py", source="").knowing(FACTS)


@pytest.mark.parametrize(
    "call",
    [
        "date(2)",
        "date(None)",
        "date(lambda: 1)",
        "size('1')",
        "size(p0='1')",
        "size(f'1')",
        "ratio('1')",
        "turn('1')",
        "either(None)",
        "rows(1)",
        "rows(['a'])",
        "table([])",
        "table({1: 1})",
        "table({'a': 'b'})",
        "many((1, 'a'))",
        "mode('x')",
        "maker(1)",
        "kind('0')",
        "nothing(0)",
        "box('a')",
        "path('a.txt')",
        "number('a')",
        "option(named=1)",
        "Box('a')",
        "Chest.of(1)",
        "Chest(1).open(2)",
        "len([size('1')])",
    ],
)
def test_what_is_plainly_of_another_type_is_ruled_out(call: str) -> None:
    assert CRAFT.rules_out(situation(call), returned())
    assert CRAFT.burden(Candidate("", situation(call), ())) == OUTSIDE


@pytest.mark.parametrize(
    "call",
    [
        "date(day(2024, 1, 31))",
        "size(1)",
        "turn(1)",
        "turn(1.5)",
        "size(True)",
        "size(given)",
        "size(*rows)",
        "size()",
        "ratio(1)",
        "either('a')",
        "unknown(None)",
        "rows([1, 2])",
        "rows([])",
        "rows([x for x in given])",
        "table({'a': 1, **more})",
        "pair((1, 2))",
        "many((1, 2))",
        "mode('r')",
        "mode(given)",
        "maker(lambda: 1)",
        "kind(Box)",
        "nothing(None)",
        "box(Box(1))",
        "reader('a')",
        "part('a')",
        "foreign('a')",
        "wide('a')",
        "number(1.5)",
        "gone('a')",
        "option(named=None)",
        "option(other=1)",
        "other(1)",
        "Box.open(1, 'a')",
        "box.open(1)",
        "Box(1).close(1)",
        "(lambda one: one)(1)",
        "size(",
    ],
)
def test_in_doubt_nothing_is_ruled_out(call: str) -> None:
    assert not CRAFT.rules_out(situation(call), returned())


def test_names_of_the_set_up_are_followed() -> None:
    made = (
        "box = Box(1)",
        "other = box",
        "key = 1",
        "size = print",
        "round = around",
        "around = round",
    )

    assert CRAFT.rules_out(situation("other.open(key)", *made), returned())
    assert CRAFT.rules_out(situation("box", "box = Box('a')"), returned())
    assert not CRAFT.rules_out(situation("size('a')", *made), returned())
    assert not CRAFT.rules_out(situation("round.open(1)", *made), returned())


def test_a_name_of_another_package_is_not_the_subjects() -> None:
    other = replace(situation("size('a')"), imports=("from sizes import size",))
    own = replace(other, imports=("from shop.sizes import size", "import sizes"))

    assert not CRAFT.rules_out(other, returned())
    assert CRAFT.rules_out(own, returned())


def test_what_the_subject_itself_raises_or_a_document_shows_is_meant() -> None:
    said = Expectation(OracleOrigin.DOCUMENTED, "docstring of size, line 1", value="1")

    assert CRAFT.rules_out(situation("size('1')"), raised("builtins.ValueError"))
    assert not CRAFT.rules_out(situation("size('1')"), raised("builtins.ValueError", explicit=True))
    assert not CRAFT.rules_out(replace(situation("size('1')"), expectation=said), returned())


DOCUMENTED = '''
def sphinx(text, size=None):
    """Cut.

    :param str text: what
    :type size: int or None
    :raises TypeError: if it is no text
    """

def google(text, size, name="a"):
    """Cut.

    Args:
        text (string): what
        size (int, optional): how much
        name (str): who
    """

def numpy(text, size, other):
    """Cut.

    Parameters
    ----------
    text : str
        What.
    size : `integer`
    other : sequence of rows
    """
'''


@pytest.mark.parametrize(
    ("call", "is_out"),
    [
        ("sphinx(1)", True),
        ("sphinx('a', 'b')", True),
        ("sphinx('a', None)", False),
        ("sphinx('a', 1)", False),
        ("google(1, 1)", True),
        ("google('a', 'b')", True),
        ("google('a', 1)", False),
        ("google('a', 1, name=1)", True),
        ("google('a', 1, name='a')", False),
        ("numpy(None, 1, 1)", True),
        ("numpy('a', 'b', 1)", True),
        ("numpy('a', 1, 1)", False),
    ],
)
def test_the_types_of_a_docstring_count_where_there_are_no_annotations(
    call: str, *, is_out: bool
) -> None:
    craft = PythonCraft(module="a", subject="a.py", source=DOCUMENTED)

    assert craft.rules_out(situation(call), returned()) is is_out
    assert not craft.rules_out(situation("sphinx(1)"), raised("builtins.TypeError"))
