"""What undoes a call, found by its name."""

from __future__ import annotations

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import Expectation, OracleOrigin, Situation
from bot.languages.python.craft.craft import PythonCraft

CRAFT = PythonCraft(
    module="shop.text",
    subject="shop/text.py",
    source="""
def compress(text, level=9): ...
def decompress(text, *, encoding='utf-8'): ...
def roman_encode(number): ...
def roman_decode(text): ...
def to_json(rows): ...
def from_json(text): ...
def quote(text): ...
def unquote(text, style): ...
def dumps(value): ...
class loads: ...
def today(): ...
def fromday(text): ...
class Box:
    def pack(self, item): ...
    def unpack(self, text): ...
    @property
    def wrap(self): ...
""",
)
TEXT = ("from shop.text import compress",)


def situation(call: str, *setup: str, imports: tuple[str, ...] = TEXT) -> Situation:
    return Situation("compress", imports, setup, call, EngineName.SEARCH, condition="level is 1")


def test_a_sister_is_imported_and_called_on_the_result() -> None:
    found = CRAFT.undone(situation("compress('abc', level=1)"))

    assert found is not None
    assert found.call == "decompress(compress('abc', level=1))"
    assert found.imports == (*TEXT, "from shop.text import decompress")
    assert found.condition == ""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("roman_encode(4)", "roman_decode(roman_encode(4))"),
        ("roman_decode('IV')", "roman_encode(roman_decode('IV'))"),
        ("to_json([1])", "from_json(to_json([1]))"),
        ("box.pack(1)", "box.unpack(box.pack(1))"),
        ("quote('a')", None),
        ("dumps('a')", None),
        ("today()", None),
        ("box.wrap", None),
        ("box.wrap()", None),
        ("Box().pack(1)", None),
        ("rows[0](1)", None),
        ("1 + 1", None),
    ],
)
def test_words_of_a_name_have_opposites(call: str, expected: str | None) -> None:
    name = call.partition("(")[0]
    imports = ("from shop.text import Box", f"from shop.text import {name}")
    found = CRAFT.undone(situation(call, "box = Box()", imports=imports))

    assert (found.call if found else None) == expected


def test_a_function_that_came_by_another_way_has_no_sister() -> None:
    assert CRAFT.undone(situation("compress('a')", imports=("import shop",))) is None


def test_what_a_document_says_stays_as_it_is() -> None:
    said = Expectation(OracleOrigin.DOCUMENTED, "docstring of compress, line 1", value="'a'")
    told = Situation("compress", TEXT, (), "compress('a')", EngineName.SEARCH, expectation=said)

    assert CRAFT.undone(told) is None
