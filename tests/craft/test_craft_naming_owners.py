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


HEIRS = """\
class Box:
    def __init__(self, size):
        self.size = size
    def pop(self):
        return 1
    def __iter__(self):
        return iter(())
class Bag(Box):
    def put(self):
        return 2
class Sack(Bag):
    def __init__(self, size):
        super().__init__(size)
def kept(box):
    def keep(f):
        return f
    return keep
"""


def named(source: str, situation: object, *ran: int) -> str:
    craft = PythonCraft(module="shop.box", subject="src/shop/box.py", source=source)
    seen = returned(literal("1"), lines=frozenset(ran))
    return craft.name(situation, seen, frozenset())  # type: ignore[arg-type]  # a situation


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


@pytest.mark.parametrize(
    ("act", "setup", "segment", "ran", "expected"),
    [
        ("sack.pop()", ("sack = Sack(2)",), "Sack.pop", (3, 5, 13), "test_box_pop_returns_1"),
        ("Sack(2)", (), "Box.__init__", (3, 13), "test_sack_returns_1"),
        ("box.gone()", ("box = make()",), "Bag.gone", (3,), "test_gone_returns_1"),
        (
            "decorated(1)",
            ("decorator = kept(Box(1))", "decorated = decorator(lambda *a: a)"),
            "Bag.put",
            (3, 15, 17),
            "test_kept_returns_1",
        ),
    ],
)
def test_a_class_is_named_only_where_its_own_method_ran(
    act: str, setup: tuple[str, ...], segment: str, ran: tuple[int, ...], expected: str
) -> None:
    found = named(HEIRS, call(act, *setup, segment=segment), *ran)

    assert found.startswith(expected)


def test_a_list_of_an_object_is_named_for_going_through_it() -> None:
    found = named(HEIRS, call("list(box)", "box = Box(2)", segment="Box.__iter__"), 3, 7)

    assert found == "test_box_iteration_returns_1"
