"""Values of known types that still cannot be written, and objects made by their attributes."""

from __future__ import annotations

import collections
import decimal
import enum
import sys
from types import ModuleType, SimpleNamespace

import pytest

from bot.languages.python.worker.literals import ITEMS_MAX, SOURCE_CHARS_MAX
from bot.languages.python.worker.recipes import take_apart
from bot.languages.python.worker.values import Describer


def local() -> type:
    class Local:
        pass

    return Local


class Hidden(enum.Enum):
    A = 1


class Nameless(enum.Enum):
    A = 1

    def __init__(self, _value: int) -> None:
        self._name_ = "B"


Inner = enum.Enum("Inner", "A", module="nowhere")


class Box:
    """Equal by what it holds; what it holds lies in slots."""

    __slots__ = ("_size", "label")

    def __init__(self, size: int, label: str = "", *more: int, **rest: int) -> None:
        self._size = size + len(more) + len(rest)
        self.label = label

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Box) and (self._size, self.label) == (other._size, other.label)

    __hash__ = None  # type: ignore[assignment]  # it changes


class Lost:
    """Equal to its like, and keeps nothing of what it was made from."""

    def __init__(self, size: int) -> None:
        assert size

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lost)

    __hash__ = None  # type: ignore[assignment]  # not needed


class Attrs:
    """As the attrs library writes a class: aliases, and an attribute that is no parameter."""

    __attrs_attrs__ = (
        SimpleNamespace(name="_size", alias="size", init=True),
        SimpleNamespace(name="_old", alias=None, init=True),
        SimpleNamespace(name="made", alias="made", init=False),
    )

    def __init__(self, size: int, old: int) -> None:
        self._size, self._old, self.made = size, old, 3

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Attrs) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # it changes


def unset() -> Box:
    box = Box(1)
    del box.label
    return box


UNWRITABLE = {
    "a local class": local(),
    "an enum that no module holds": Inner["A"],
    "an enum that names itself otherwise": Nameless["A"],
    "a key": {object(): 1},
    "a part of a set": {object()},
    "a list of much text": ["x" * 1000] * 3,
    "a set of much text": {"x" * 1000, "y" * 1000, "z" * 1000},
    "a deque of many": collections.deque(range(ITEMS_MAX + 1)),
    "what keeps nothing": Lost(1),
    "a slot that is empty": unset(),
}


@pytest.mark.parametrize("value", UNWRITABLE.values(), ids=UNWRITABLE)
def test_what_cannot_be_made_again_is_not_written(value: object) -> None:
    assert Describer({}).written(value) is None


WRITABLE = {
    "slots": (Box(2, "a"), "Box(size=2, label='a')"),
    "slots without the usual": (Box(2), "Box(size=2)"),
    "attrs": (Attrs(1, 2), "Attrs(size=1, old=2)"),
    "an enum": (Hidden.A, "Hidden.A"),
}


@pytest.mark.parametrize(("value", "source"), WRITABLE.values(), ids=WRITABLE)
def test_an_object_is_made_from_what_it_holds(value: object, source: str) -> None:
    written = Describer({}).written(value)

    assert written is not None
    assert written.source == source


def test_a_class_whose_constructor_says_nothing_is_not_taken_apart() -> None:
    class Closed:
        __signature__ = "unknown"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Closed)

        __hash__ = None  # type: ignore[assignment]  # not needed

    assert take_apart(Closed()) is None


def test_a_name_from_a_private_module_is_taken_from_the_public_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    public, private = ModuleType("zoo"), ModuleType("zoo._inner")
    made = type("Cat", (), {"__module__": "zoo._inner"})
    public.Cat = private.Cat = made  # type: ignore[attr-defined]  # a picture of two modules
    monkeypatch.setitem(sys.modules, "zoo", public)
    monkeypatch.setitem(sys.modules, "zoo._inner", private)

    written = Describer({}).written(made)

    assert written is not None
    assert (written.source, written.imports) == ("Cat", ("from zoo import Cat",))


def test_a_source_is_never_longer_than_its_limit() -> None:
    fits = ["x" * 900, "y" * 900]

    written = Describer({}).written([*fits, decimal.Decimal(1)])

    assert written is not None
    assert len(written.source) <= SOURCE_CHARS_MAX
