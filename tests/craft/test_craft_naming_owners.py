"""Names say whose method it is, and which function made what is called."""

from __future__ import annotations

import pytest
from fakes.judging import call, literal, returned

from bot.languages.python.craft.craft import PythonCraft

TWO = """\
class Box:
    def size(self):
        return 1
    def __len__(self):
        return 1

class Bag:
    def size(self):
        return 2
"""
MAKER = """\
def add(n):
    def change(x):
        return x + n
    return change
"""


def named(source: str, situation: object) -> str:
    craft = PythonCraft(module="shop.box", subject="src/shop/box.py", source=source)
    return craft.name(situation, returned(literal("1")), frozenset())  # type: ignore[arg-type]  # a situation


def test_the_class_is_named_once() -> None:
    found = named(TWO, call("len(box)", "box = Box()", segment="Box.__len__"))

    assert found.count("box") == 1


@pytest.mark.parametrize(
    ("act", "setup"),
    [
        ("change(1)", ("change = add(1)",)),
        ("decorated(1)", ("decorator = add(1)", "decorated = decorator(len)")),
    ],
)
def test_what_a_function_gave_back_is_named_by_that_function(
    act: str, setup: tuple[str, ...]
) -> None:
    assert named(MAKER, call(act, *setup, segment="add")).startswith("test_add_returns_1")
