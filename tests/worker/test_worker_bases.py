"""Values of own classes of builtins: told whole, and without running what they define."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.languages.python.worker.bases import as_base, base_of, is_read_by_call
from bot.languages.python.worker.looks import Looker
from bot.languages.python.worker.values import Describer

if TYPE_CHECKING:
    from collections.abc import Iterator


class Page(list[object]):
    """A list that knows more than its items."""

    def __init__(self, items: list[object], total: int = 0) -> None:
        super().__init__(items)
        if total:
            self.total = total

    @property
    def pages(self) -> int:
        return 3


class Endless(list[int]):
    def __iter__(self) -> Iterator[int]:
        while True:
            yield 1


class Drained(list[int]):
    def __iter__(self) -> Iterator[int]:
        while self:
            yield self.pop()


class Masked(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "***"


class Tree(list["Tree"]):
    pass


class Row(tuple[object, ...]):
    __slots__ = ()


def described(value: object) -> dict[str, str]:
    describer = Describer({})
    seen = Looker(__name__, describer, lambda: "").complete(describer.describe(value), value)
    return {"": seen.source, **{name: inner.source for name, inner in seen.fields}}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Page([1], total=7), {"": "", "list()": "[1]", "total": "7", "pages": "3"}),
        (Page([1]), {"": "", "list()": "[1]", "pages": "3"}),
        (Row((1, "a")), {"": "(1, 'a')"}),
        (Endless([1]), {"": "[1]"}),
        (Masked("abc"), {"": "'abc'"}),
    ],
)
def test_a_value_of_an_own_class_is_told_with_what_else_it_shows(
    value: object, told: dict[str, str]
) -> None:
    assert described(value) == told


def test_describing_does_not_use_a_value_up() -> None:
    drained = Drained([1, 2])

    assert described(drained) == {"": "[1, 2]"}
    assert len(drained) == 2


def test_a_tree_with_shared_branches_is_not_followed_for_ever() -> None:
    tree = Tree()
    for _ in range(60):
        tree = Tree([tree, tree])

    assert described(tree) == {"": ""}


@pytest.mark.parametrize(
    ("value", "base"), [(Masked("a"), str), (Page([]), list), (True, int), ("a", None), (1.5, None)]
)
def test_the_builtin_that_a_class_is_made_from_is_known(value: object, base: type | None) -> None:
    assert base_of(value) is base


def test_what_is_read_has_the_builtins_own_type() -> None:
    class Mine(dict[str, int]):
        pass

    for value in (Masked("a"), Page([1]), Mine(a=1), Row((1,))):
        assert type(as_base(value)) is base_of(value)
    assert not is_read_by_call(Drained())
    assert not is_read_by_call(3)


def test_a_value_of_an_own_class_is_told_by_what_it_equals() -> None:
    class Word(str):
        __slots__ = ()

    class Sly(int):
        pass

    class Row(tuple[object, ...]):
        __slots__ = ()

    class Unequal(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            return False

        __hash__ = str.__hash__

    assert Describer({}).describe([Sly(1)]).source == "[1]"
    assert Describer({}).describe(Row((1, Word("a")))).source == "(1, 'a')"
    assert Describer({}).describe(Unequal("a")).kind == "opaque"


def test_one_is_not_true() -> None:
    class Truth(int):
        def __eq__(self, other: object) -> bool:
            return other is True

        __hash__ = int.__hash__

    assert Describer({}).describe(Truth(1)).kind == "opaque"
