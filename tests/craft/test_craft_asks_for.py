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


@pytest.mark.parametrize(
    ("line", "value", "is_meant"),
    [
        ("match p0:\n        case str(): return 1", "'a'", True),
        ("match p0:\n        case None | str() as one: return 1", "None", True),
        ("match p0:\n        case 'a': return 1", "'a'", True),
        ("match p0:\n        case 'a': return 1", "'b'", False),
        ("match p0:\n        case [first]: return 1", "['a']", True),
        ("match p0:\n        case {}: return 1", "['a']", False),
        ("match p0:\n        case {}: return 1", "{'a': 1}", True),
        ("return type(p0) is str", "'a'", True),
        ("return type(p0) in (str, bytes)", "'a'", True),
        ("return type(p0) is dict", "'a'", False),
        ("return 'a' == p0", "'a'", True),
        ("return 'a' == p0", "'b'", False),
        ("return isinstance(p0, Mapping)", "{'a': 1}", True),
        ("return isinstance(p0, abc.Sequence)", "['a']", True),
        ("return isinstance(p0, Mapping)", "['a']", False),
        ("return isinstance(p0, str | bytes)", "'a'", True),
        ("return isinstance(p0, object)", "'a'", False),
        ("return callable(p0)", "lambda: 1", True),
        ("if not isinstance(p0, int): raise TypeError", "'a'", True),
        ("if type(p0) is not int: raise TypeError", "'a'", True),
        ("if not isinstance(p0, Thing): raise TypeError", "'a'", False),
        ("if not isinstance(p0, int): print(p0)", "'a'", False),
        ("if not isinstance(p1, int): raise TypeError", "'a'", False),
    ],
)
@pytest.mark.parametrize("place", ["def size(p0)", "class Box:\n  def __post_init__(self)"])
def test_what_a_body_asks_about_an_argument_is_meant(
    line: str, value: str, place: str, *, is_meant: bool
) -> None:
    is_class = place.startswith("class")
    code = line.replace("p0", "self.p0") if is_class else line
    source = f"{place}:\n    {code}\n"
    craft = PythonCraft(module="shop.box", subject="shop/box.py", source=source).knowing(FACTS)
    call = f"Box({value})" if is_class else f"size({value})"

    assert craft.rules_out(situation(call), returned()) is not is_meant
