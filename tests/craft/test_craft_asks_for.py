"""What the code of a subject itself asks for is meant, whatever is declared."""

from __future__ import annotations

import pytest
from fakes.box_facts import FACTS, situation
from fakes.judging import returned

from bot.languages.python.craft.craft import PythonCraft

ASKING = """\
def mode(p0):
    if p0 == 'r+':
        return 1


def size(p0):
    if p0 in ('all', 'none') or isinstance(p0, (str, bytes)):
        return 2


def ratio(p0):
    return p0 == 'none'


class Box:
    def __init__(self, p0):
        self.is_whole = p0 is None
"""


@pytest.mark.parametrize(
    "call", ["mode('r+')", "size('all')", "size('x')", "size(b'')", "Box(None)"]
)
def test_what_the_code_itself_asks_for_is_meant(call: str) -> None:
    craft = PythonCraft(module="shop.box", subject="shop/box.py", source=ASKING).knowing(FACTS)

    assert not craft.rules_out(situation(call), returned())


@pytest.mark.parametrize("call", ["mode('q')", "size([])", "ratio('all')", "Box('a')"])
def test_what_it_does_not_ask_for_is_ruled_out_as_before(call: str) -> None:
    craft = PythonCraft(module="shop.box", subject="shop/box.py", source=ASKING).knowing(FACTS)

    assert craft.rules_out(situation(call), returned())
