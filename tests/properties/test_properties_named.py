"""Which invariants a model may choose from, and what its choice is taken for."""

from __future__ import annotations

import ast
import textwrap
from typing import TYPE_CHECKING

import pytest

from bot.domain.facts import (
    CallableFacts,
    CallableKind,
    Flavour,
    ModuleFacts,
    ParameterFacts,
    ParameterKind,
    TypeFacts,
)
from bot.domain.invariant import Invariant, Relation
from bot.engines.model.invariants import OTHERS_MAX, RULED_MAX, chosen, rules_of
from bot.languages.python.craft.properties import property_test

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT, NUMBER, TEXTS = (TypeFacts(f"builtins.{one}") for one in ("str", "int", "list"))
UNKNOWN, PATH = TypeFacts(), TypeFacts("pathlib.Path")


def function(
    name: str, given: TypeFacts, *wanted: TypeFacts, line: int = 1, length: int = 1
) -> CallableFacts:
    by_place = ParameterKind.POSITIONAL_OR_KEYWORD
    parameters = tuple(ParameterFacts(f"a{n}", by_place, one) for n, one in enumerate(wanted))
    return CallableFacts(
        "m", name, CallableKind.FUNCTION, Flavour.PLAIN, parameters, given, "", line, line + length
    )


def module(*functions: CallableFacts) -> ModuleFacts:
    return ModuleFacts("m", "m.py", functions, (), (), (), frozenset(), frozenset())


def tree(*functions: CallableFacts, body: str = "pass") -> ast.Module:
    text = textwrap.indent(body, "    ")
    return ast.parse("\n".join(f"def {one.qualname}(a):\n{text}" for one in functions))


def words(*functions: CallableFacts, body: str = "pass") -> dict[str, list[str]]:
    """Return what may be said of these functions, in order."""
    found = rules_of(module(*functions), tree(*functions, body=body), tried_in(*functions))
    return {name: list(rules) for name, rules in found.items()}


def tried_in(*functions: CallableFacts) -> Callable[[Invariant], bool]:
    """Tell as the craft does of what a test can be made."""
    return lambda rule: property_test(rule, module(*functions)) is not None


PACK, UNPACK = function("pack", NUMBER, TEXT), function("unpack", TEXT, NUMBER, line=9)


def test_declared_types_say_what_may_hold() -> None:
    assert words(function("f", TEXT, TEXT)) == {"f": ["idempotent", "same_length"]}
    assert words(function("f", NUMBER, TEXT)) == {"f": ["not_negative"]}
    assert words(function("f", TEXTS, TEXT)) == {"f": ["sorted", "same_length"]}
    assert words(function("f", TEXT, NUMBER, NUMBER)) == {"f": ["commutative"]}
    assert words(function("f", UNKNOWN, TEXT)) == {}


def test_what_takes_what_another_returns_may_undo_it() -> None:
    assert words(PACK, UNPACK) == {
        "pack": ["undone by unpack", "not_negative"],
        "unpack": ["undone by pack"],
    }


def test_the_nearest_may_undo_it_and_few_of_them() -> None:
    backs = [function(f"back{line}", TEXT, NUMBER, line=line) for line in (90, 30, 60, 20)]

    found = words(function("pack", NUMBER, TEXT, line=40), *backs)["pack"]

    assert found == [
        *(f"undone by back{line}" for line in (30, 60, 20)), "not_negative",
    ]  # fmt: skip
    assert OTHERS_MAX == 3


def test_errors_are_those_that_the_function_raises_by_name() -> None:
    body = """\
def inner():
    raise IndexError
try:
    raise ValueError(a)
except OSError as error:
    raise error
def OverflowError(a):
    return a
class LookupError(Exception):
    pass
match a:
    case Exception() as TypeError:
        raise TypeError
    case [*EOFError]:
        raise EOFError
    case {1: 2, **BufferError}:
        raise BufferError
raise OverflowError(a)
raise LookupError
raise KeyError
raise ValueError
raise a.Error
raise JSONDecodeError
raise SystemExit
raise {1: KeyError}[a]
raise
"""

    assert words(function("f", UNKNOWN, TEXT), body=body) == {
        "f": ["raises only ValueError", "raises only KeyError"]
    }


@pytest.mark.parametrize(
    "one",
    [
        function("_f", TEXT, TEXT),
        function("Box.f", TEXT, TEXT),
        function("f", TEXT),
        function("f", UNKNOWN, UNKNOWN),
        function("f", TEXT, TEXT, UNKNOWN),
        function("f", PATH, PATH),
        function("st", TEXT, TEXT),
    ],
    ids=["private", "method", "no argument", "no types", "one type", "not drawn", "a taken name"],
)
def test_of_others_there_is_nothing_to_say(one: CallableFacts) -> None:
    known = ast.parse("def f(a): ...\ndef _f(a): ...\nclass Box:\n    def f(self): ...")

    assert rules_of(module(one), known, tried_in(one)) == {}


def test_rules_are_asked_of_the_longest_functions() -> None:
    many = [function(f"f{n}", TEXT, TEXT, line=100 * n, length=n) for n in range(RULED_MAX + 2)]

    assert list(words(*many)) == [f"f{n}" for n in range(2, RULED_MAX + 2)]


def test_functions_without_rules_take_no_place() -> None:
    long = [function(f"g{n}", PATH, PATH, line=n, length=90) for n in range(RULED_MAX)]

    assert list(words(*long, function("f", TEXT, TEXT, line=900))) == ["f"]


RULES = rules_of(module(PACK, UNPACK), tree(PACK, UNPACK), tried_in(PACK, UNPACK))
UNDONE = Invariant(Relation.ROUND_TRIP, "pack", "unpack")


def test_what_was_chosen_is_a_rule() -> None:
    said = {"unpack": "undone by pack", "pack": "undone by unpack"}

    assert chosen(said, RULES) == (UNDONE, Invariant(Relation.ROUND_TRIP, "unpack", "pack"))


@pytest.mark.parametrize(
    "said",
    [
        {"pack": "undone by pack"},
        {"pack": "idempotent"},
        {"pack": ["not_negative"]},
        {"pack": None},
        {"repack": "not_negative"},
        {"pack(a)": "not_negative"},
        ["pack"],
        "pack",
        None,
        3,
    ],
    ids=str,
)
def test_anything_else_is_none(said: object) -> None:
    assert chosen(said, RULES) == ()
