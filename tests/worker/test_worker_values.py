"""A value is told as source only where that source makes an equal value of the same type."""

from __future__ import annotations

import ast
import collections
import datetime as dt
import decimal
import enum
import fractions
import math
import pathlib
import types
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages.python.worker.values import Describer

if TYPE_CHECKING:
    from bot.languages.python.worker.records import ValueSeen


class Colour(enum.Enum):
    RED = 1


class Right(enum.Flag):
    READ = 1
    WRITE = 2


class Point(NamedTuple):
    x: int
    y: float


@dataclass(frozen=True)
class Item:
    name: str
    price: decimal.Decimal
    tags: list[str] = field(default_factory=list)


class Money:
    def __init__(self, amount: int, currency: str = "EUR") -> None:
        self.amount = amount
        self._currency = currency

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(self.amount)


class Contrary:
    def __eq__(self, other: object) -> bool:
        raise ValueError

    __hash__ = None  # type: ignore[assignment]  # it has no hash on purpose

    def __repr__(self) -> str:
        raise ValueError


class Text(str):
    __slots__ = ()


def describe(value: object) -> ValueSeen:
    return Describer({}, frozenset({"/secret/place"})).describe(value)


def remade(seen: ValueSeen) -> object:
    namespace: dict[str, object] = {}
    for line in seen.imports:
        exec(line, namespace)
    return eval(seen.source, namespace)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4)
        | st.tuples(inner, inner)
        | st.sets(st.integers() | st.text(max_size=5), max_size=4)
    ),
    max_leaves=10,
)


@given(PLAIN)
def test_plain_values_come_back_equal_and_of_the_same_type(value: object) -> None:
    seen = describe(value)

    assert seen.kind in {"literal", "constructed", "opaque"}
    if seen.kind == "literal":
        assert ast.literal_eval(seen.source) == value
    if seen.kind != "opaque":
        assert repr(type(remade(seen))) == repr(type(value))
        assert remade(seen) == value


def test_what_is_no_number_is_told_as_such() -> None:
    seen = describe(math.nan)

    assert (seen.kind, seen.source) == ("approx", 'float("nan")')


@given(st.sets(st.text(max_size=6), max_size=8))
def test_equal_sets_have_one_source(value: set[str]) -> None:
    again = set(value)

    assert describe(value) == describe(again)


@pytest.mark.parametrize(
    ("value", "kind", "source"),
    [
        (None, "literal", "None"),
        (True, "literal", "True"),
        ((1,), "literal", "(1,)"),
        (set(), "constructed", "set()"),
        ({3, 1, 2}, "literal", "{1, 2, 3}"),
        (frozenset({"b", "a"}), "constructed", "frozenset({'a', 'b'})"),
        (..., "constructed", "Ellipsis"),
        (0.5, "approx", "0.5"),
        ([1, 0.5], "approx", "[1, 0.5]"),
        ({"a": 0.5}, "approx", "{'a': 0.5}"),
        ([[0.5]], "literal", "[[0.5]]"),
        ({0.5}, "literal", "{0.5}"),
        (float("inf"), "constructed", 'float("inf")'),
        (float("-inf"), "constructed", 'float("-inf")'),
        (1 + 2j, "approx", "(1+2j)"),
        (Colour.RED, "constructed", "Colour.RED"),
        (Right.READ | Right.WRITE, "constructed", "Right.READ | Right.WRITE"),
        (Right(0), "constructed", "Right(0)"),
        (decimal.Decimal("1.20"), "constructed", "Decimal('1.20')"),
        (fractions.Fraction(1, 3), "constructed", "Fraction(1, 3)"),
        (dt.date(2020, 1, 2), "constructed", "date(2020, 1, 2)"),
        (dt.datetime(2020, 1, 2, 3), "constructed", "datetime(2020, 1, 2, 3)"),  # noqa: DTZ001 - without a zone on purpose
        (
            dt.datetime(2020, 1, 2, tzinfo=dt.UTC),
            "constructed",
            "datetime(2020, 1, 2, tzinfo=timezone.utc)",
        ),
        (dt.time(1, 2), "constructed", "time(1, 2, 0)"),
        (dt.timedelta(days=1, seconds=2), "constructed", "timedelta(days=1, seconds=2)"),
        (
            dt.timezone(dt.timedelta(hours=1)),
            "constructed",
            "timezone(timedelta(seconds=3600))",
        ),
        (uuid.UUID(int=1), "constructed", "UUID('00000000-0000-0000-0000-000000000001')"),
        (pathlib.Path("a/b"), "constructed", "Path('a/b')"),
        (pathlib.PurePosixPath("a"), "constructed", "PurePosixPath('a')"),
        (range(1, 5), "constructed", "range(1, 5, 1)"),
        (slice(1, None), "constructed", "slice(1, None, None)"),
        (bytearray(b"ab"), "constructed", "bytearray(b'ab')"),
        (collections.OrderedDict(a=1), "constructed", "OrderedDict({'a': 1})"),
        (collections.Counter("aab"), "constructed", "Counter({'a': 2, 'b': 1})"),
        (
            collections.defaultdict(list, a=[1]),
            "constructed",
            "defaultdict(list, {'a': [1]})",
        ),
        (collections.deque([1], maxlen=2), "constructed", "deque([1], maxlen=2)"),
        (types.SimpleNamespace(a=1), "constructed", "SimpleNamespace(a=1)"),
        (Point(1, 2.5), "constructed", "Point(x=1, y=2.5)"),
        (
            Item("a", decimal.Decimal(1), ["x"]),
            "constructed",
            "Item(name='a', price=Decimal('1'), tags=['x'])",
        ),
        (Money(3), "constructed", "Money(amount=3)"),
        (Money(3, "USD"), "constructed", "Money(amount=3, currency='USD')"),
        (int, "constructed", "int"),
        (decimal.Decimal, "constructed", "Decimal"),
    ],
)
def test_known_types_are_written_as_people_write_them(
    value: object, kind: str, source: str
) -> None:
    seen = describe(value)

    assert (seen.kind, seen.source) == (kind, source)
    assert remade(seen) == value
    assert type(remade(seen)) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        len,
        math,
        lambda: None,
        "<object at 0x7f0012345678>",
        "/secret/place/file",
        pathlib.Path("/secret/place"),
        "x" * 5000,
        2**5000,
        Contrary(),
        (part for part in [1]),
        [object()],
    ],
)
def test_what_cannot_be_asserted_is_opaque(value: object) -> None:
    assert describe(value).kind == "opaque"


def test_a_name_that_the_situation_uses_otherwise_is_not_taken() -> None:
    bound: dict[str, object] = {"Decimal": "mine"}

    seen = Describer(bound).describe(decimal.Decimal(1))

    assert seen.source == "decimal.Decimal('1')"
    assert seen.imports == ("import decimal",)


def test_a_type_without_any_free_name_is_not_written() -> None:
    bound: dict[str, object] = {"Decimal": "mine", "decimal": "mine too"}

    assert Describer(bound).describe(decimal.Decimal(1)).kind == "opaque"
