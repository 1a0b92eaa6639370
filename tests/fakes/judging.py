"""A subject, situations and what they did, for tests of judging."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.trial import (
    ErrorSeen,
    Expectation,
    Observation,
    ObservedEnd,
    OracleOrigin,
    Situation,
    Value,
    ValueKind,
)
from bot.languages.python.craft.craft import PythonCraft

if TYPE_CHECKING:
    from bot.ports.craft import Judgement

SOURCE = '''
def half(number: int) -> "int | None":
    """Halve.

    Raises:
        LookupError: it is odd.
    """
    if number % 2:
        raise LookupError("odd: %d" % number)
    return number // 2

def touch(items: list[int], name: str = "a", *, deep: bool = False) -> None:
    items.append(1)

def check(number):
    if number < 0:
        raise ValueError(number)

def quiet():
    def inner():
        return 1
    return

def _hidden(number: int) -> int:
    return 1 // number

class Box:
    def __init__(self, size: int):
        self.size = size
    def open(self, key: str) -> str:
        return {}[key]
'''
CRAFT = PythonCraft(module="shop.box", subject="src/shop/box.py", source=SOURCE)
B = "builtins"


def literal(source: str, type_name: str = "builtins.int") -> Value:
    return Value(ValueKind.LITERAL, type_name, source)


def call(
    text: str, *setup: str, segment: str = "half", said: Expectation | None = None
) -> Situation:
    return Situation(segment, (), setup, text, EngineName.SEARCH, expectation=said)


def returned(value: Value | None = None, **seen: object) -> Observation:
    observation = Observation(ObservedEnd.RETURNED, frozenset(), frozenset(), value=value)
    return replace(observation, **seen)  # type: ignore[arg-type]  # fields by name


def raised(
    name: str,
    message: str = "",
    *,
    explicit: bool = False,
    line: int = 9,
    mro: tuple[str, ...] = (),
) -> Observation:
    error = ErrorSeen(name, message, line, explicit, mro)
    return Observation(ObservedEnd.RAISED, frozenset(), frozenset(), error=error)


def stood_by(name: str, message: str = "", *mro: str) -> Observation:
    return raised(name, message, explicit=True, mro=mro)


def approx(source: str, type_name: str = "builtins.float") -> Value:
    return Value(ValueKind.APPROX, type_name, source)


def obj(type_name: str, **fields: Value) -> Value:
    return Value(ValueKind.OBJECT, type_name, fields=tuple(fields.items()))


def judged(situation: Situation, *seen: Observation) -> Judgement:
    return CRAFT.judge(situation, seen[0], seen[1:] or seen)


def statements(judgement: Judgement) -> list[str]:
    return [one for assertion in judgement.assertions for one in assertion.statements]


def documented(value: str | None = None, raises: str | None = None) -> Expectation:
    return Expectation(OracleOrigin.DOCUMENTED, "docstring of half", value, raises)


def a_value(type_name: str, **fields: str) -> Value:
    inner = tuple((name, literal(source)) for name, source in fields.items())
    return Value(ValueKind.OBJECT, type_name, fields=inner)
