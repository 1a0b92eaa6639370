"""What cannot be written as source is told by what it holds: attributes and items."""

from __future__ import annotations

import math
import types

import pytest

from bot.languages.python.worker.records import ValueSeen
from bot.languages.python.worker.values import FIELDS_MAX, Describer


class Slotted:
    __slots__ = ("_secret", "size", "unset")

    def __init__(self, size: int) -> None:
        self.size = size
        self._secret = 1


class Plain:
    def __init__(self, **held: object) -> None:
        self.__dict__.update(held)


def describe(value: object) -> ValueSeen:
    return Describer({}, frozenset({"/secret/place"})).describe(value)


def test_an_object_shows_its_stored_public_attributes_two_levels_deep() -> None:
    deep = Plain(size=1, _hidden=2, inner=Plain(name="a", inner=Plain(x=1)), bad=object())

    seen = describe(deep)

    assert seen.kind == "object"
    assert [name for name, _ in seen.fields] == ["size", "inner"]
    inner = dict(seen.fields)["inner"]
    assert [name for name, _ in inner.fields] == ["name"]


def test_slots_are_stored_attributes_too() -> None:
    assert [name for name, _ in describe(Slotted(2)).fields] == ["size"]


def test_what_an_object_says_of_itself_comes_last_where_it_was_set() -> None:
    wrapped = Plain(__doc__="Say it.", __name__="say", __wrapped__=len, size=1)

    seen = describe(wrapped)

    assert [(name, one.source) for name, one in seen.fields] == [
        ("size", "1"), ("__doc__", "'Say it.'"), ("__name__", "'say'"),
    ]  # fmt: skip
    assert not describe(Plain()).fields


def test_exceptions_show_their_arguments() -> None:
    seen = describe(ValueError("a", 1))

    assert dict(seen.fields)["args"].source == "('a', 1)"


def test_fields_are_bounded() -> None:
    crowded = Plain(**{f"f{n}": n for n in range(FIELDS_MAX + 5)})

    assert len(describe(crowded).fields) == FIELDS_MAX


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([Plain(x=1), object()], {"len()": "2", "[0]": ""}),
        ((1, object()), {"len()": "2", "[0]": "1"}),
        (
            {"a": 1, 3: Plain(x=1), ("b",): 2, "/secret/place": 4, "c": object()},
            {"len()": "5", "['a']": "1", "[3]": ""},
        ),
        ([object(), 2, 3, 4, 5], {"len()": "5", "[1]": "2", "[2]": "3", "[3]": "4"}),
        ([math.nan], {"len()": "1", "[0]": 'float("nan")'}),
        ([[[object(), 1]]], {}),
    ],
)
def test_a_container_that_cannot_be_written_is_told_by_its_items(
    value: object, told: dict[str, str]
) -> None:
    seen = describe(value)

    assert {name: inner.source for name, inner in seen.fields} == told
    assert seen.kind == ("object" if told else "opaque")
    assert seen.source == ""


def test_items_of_a_field_are_told_as_objects() -> None:
    [_, lines] = describe(types.SimpleNamespace(n=1, lines=[Plain(x=1), object()])).fields

    assert lines[0] == "lines"
    assert [(name, inner.kind) for name, inner in lines[1].fields] == [
        ("len()", "literal"),
        ("[0]", "object"),
    ]


def test_items_of_a_field_that_show_nothing_are_counted() -> None:
    held = types.SimpleNamespace(odd=[object()], keyed={object(): 1}, rows=[[object()]])

    assert {name: dict(one.fields) for name, one in describe(held).fields} == {
        name: {"len()": ValueSeen("literal", "builtins.int", "1")} for name in vars(held)
    }


def test_a_cycle_ends() -> None:
    looped: list[object] = []
    looped.append(looped)

    assert describe(looped).kind == "opaque"
