"""What some values lead to is told object by object, without running any of their code."""

from __future__ import annotations

import array
import enum
import io
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.languages.python.worker import reached as module
from bot.languages.python.worker.reached import reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Shelf:
    label: str = "a"
    books: list[object] = field(default_factory=list)


class Slotted:
    __slots__ = ("inner", "never")

    def __init__(self) -> None:
        self.inner: dict[str, object] = {"a": [1]}


class Hostile(dict[str, object]):
    def __len__(self) -> int:
        raise AssertionError("code of the subject ran")

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("code of the subject ran")

    def __getattribute__(self, name: str) -> object:
        raise AssertionError("code of the subject ran")


class Colour(enum.Enum):
    RED = 1


def same(root: object, change: Callable[[], object]) -> bool:
    before = reached([root])
    change()
    after = reached([root])
    assert before is not None
    assert after is not None
    return after.shows_same(before)


@pytest.mark.parametrize(
    "make",
    [Shelf, Slotted, Hostile, deque, lambda: [{"a": [1, (2, {3})]}, Colour, Colour.RED]],
)
def test_nothing_done_is_nothing_changed(make: Callable[[], object]) -> None:
    assert same(make(), lambda: None)


def changes() -> list[tuple[object, Callable[[], object]]]:
    shelf, slotted, hostile = Shelf(books=[[]]), Slotted(), Hostile(a=[1])
    inner: list[object] = [1]
    deep: dict[str, object] = {"a": (1, [inner])}
    queue, ordered = deque([1]), OrderedDict(a=1, b=2)
    text, raw, numbers = io.StringIO("a"), bytearray(b"a"), array.array("i", [1])
    first, second = [1, 2], [3]
    return [
        (shelf, lambda: setattr(shelf, "label", "b")),
        (shelf, lambda: shelf.books.append(1)),
        (slotted, lambda: slotted.inner.update(b=2)),
        (hostile, lambda: dict.__setitem__(hostile, "a", 2)),
        (deep, lambda: inner.append(2)),
        (queue, lambda: queue.append(2)),
        (ordered, lambda: ordered.move_to_end("a")),
        (text, lambda: text.write("bc")),
        (text, text.close),
        (raw, lambda: raw.extend(b"b")),
        (numbers, lambda: numbers.append(2)),
        ([first, second], lambda: second.insert(0, first.pop())),
    ]


@pytest.mark.parametrize("at", range(len(changes())))
def test_a_change_inside_shows(at: int) -> None:
    root, change = changes()[at]

    assert not same(root, change)


def test_a_new_object_in_the_place_of_an_old_one_shows() -> None:
    root = {"a": [object()]}

    def renew() -> None:
        for _ in range(100):
            root["a"] = [object()]

    assert not same(root, renew)


def test_a_circle_ends() -> None:
    root: list[object] = []
    root.append(root)

    assert same(root, lambda: None)


def test_too_much_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OBJECTS_MAX", 10)

    assert reached([[object() for _ in range(20)]]) is None
