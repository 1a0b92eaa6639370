"""Go on with what came back: functions say nothing until they are called, iterators until used."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind, Flavour, ParameterKind
from bot.domain.trial import ObservedEnd, ValueKind
from bot.engines.search.effects import names_listed
from bot.engines.search.pieces import Application, Piece, Scope, Way

if TYPE_CHECKING:
    from bot.domain.facts import ClassFacts
    from bot.domain.trial import Observation
    from bot.engines.search.code import Code, FunctionNode
    from bot.engines.search.pieces import Draft
    from bot.engines.search.pools import Pools

APPLICATIONS_MAX = 4
"""Calls in a row, each of what the one before gave back."""

ANSWERED_MAX = 3
"""Drafts of one way, as deep in such calls, that are answered."""

METHODS_MAX = 6
"""Methods called on an object that came back and shows nothing."""

ATTRIBUTES_MAX = 4
"""Attributes of inner functions that are looked at."""

_CLASS = "builtins.type"
_CALLABLE = frozenset({
    "builtins.function", "builtins.method", "builtins.builtin_function_or_method",
    "functools.partial", _CLASS,
})  # fmt: skip

_ITERATORS = frozenset({
    "builtins.generator", "builtins.filter", "builtins.map", "builtins.zip", "builtins.enumerate",
    "builtins.reversed", "builtins.list_iterator", "builtins.dict_values", "builtins.dict_items",
    "itertools.chain", "itertools.islice", "itertools.filterfalse", "itertools.takewhile",
    "itertools.dropwhile", "itertools.compress",
})  # fmt: skip
"""What shows itself only while it is used up, in an order of its own."""

_NAMED = frozenset({ParameterKind.KEYWORD_ONLY})

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

_ECHO = Piece("lambda *args, **kwargs: args")
_ARGUMENTS: tuple[tuple[Piece, ...], ...] = (
    (),
    (_ECHO,),
    (Piece("1"),),
    (Piece('"abc"'),),
    (Piece("1"), Piece("2")),
    (Piece("[1, 2]"),),
)
"""What is given to a function that nothing is known of, likeliest first."""


class Returned:
    """Turns drafts that gave back what shows nothing of itself into drafts that use it."""

    def __init__(self, code: Code, pools: Pools) -> None:
        self._code = code
        self._pools = pools
        self._attributes = attributes_set(code)
        self._answered: dict[tuple[str, int], int] = {}

    def called(self, draft: Draft, seen: Observation) -> list[Draft]:
        """Return drafts that go on with what came back; [] where it is no function."""
        if seen.end is not ObservedEnd.RETURNED or draft.bare or draft.way.setter:
            return []
        if draft.look is not None or draft.effect is not None:
            return []
        depth = len(draft.applied)
        key = (draft.way.key, depth)
        if depth >= APPLICATIONS_MAX or self._answered.get(key, 0) >= ANSWERED_MAX:
            return []
        is_function = gave_function(seen)
        of = "Class" if seen.value is not None and seen.value.type_name == _CLASS else ""
        found = self._calls(of) if is_function else self._again(draft)
        if found:
            self._answered[key] = self._answered.get(key, 0) + 1
        return [
            replace(draft, applied=(*draft.applied, one), expectation=None, condition="")
            for one in found
        ]

    def used(self, draft: Draft, seen: Observation) -> list[Draft]:
        """Return drafts that call methods of an object that came back and shows nothing of itself.

        [] where its class is not known, or something was done with it already.
        """
        value = seen.value
        is_plain = not (draft.applied or draft.bare or draft.way.setter)
        if value is None or not is_plain or draft.look is not None or draft.effect is not None:
            return []
        facts = self._pools.values.classes.get(value.type_name)
        key = (draft.way.key, -1)
        if facts is None or self._answered.get(key, 0) >= ANSWERED_MAX:
            return []
        self._answered[key] = self._answered.get(key, 0) + 1
        uses = [*self._handed_on(facts), *self._methods(facts)]
        return [
            replace(draft, applied=(one,), expectation=None, condition="")
            for one in uses[:METHODS_MAX]
        ]

    def listed(self, draft: Draft, seen: Observation) -> list[Draft]:
        """Return the draft with a list made of an iterator that came back and shows nothing.

        Its items cannot be written; a list tells how many they are, and of each what it holds.
        """
        value = seen.value
        if value is None or value.kind is not ValueKind.OPAQUE or value.type_name not in _ITERATORS:
            return []
        is_plain = not (draft.bare or draft.way.setter or draft.listed)
        key = (draft.way.key, -2)
        if not is_plain or draft.look is not None or draft.effect is not None:
            return []
        self._answered[key] = self._answered.get(key, 0) + 1
        is_new = self._answered[key] <= ANSWERED_MAX
        return [replace(draft, listed=True, expectation=None)] if is_new else []

    def _methods(self, facts: ClassFacts) -> list[Application]:
        name = facts.qualname.rsplit(".", 1)[-1]
        found = []
        for method in facts.methods:
            short = method.qualname.rsplit(".", 1)[-1]
            is_method = method.kind is CallableKind.METHOD and method.flavour is Flavour.PLAIN
            given = self._given(Way(method, facts))
            if is_method and not short.startswith("_") and given is not None:
                found.append(Application(given, short, of=name))
        return found

    def _given(self, way: Way) -> tuple[Piece, ...] | None:
        """Return the likeliest required arguments; None where one has none or only a name."""
        slots = [one for one in self._pools.slots(way) if one.scope is Scope.CALL]
        pools = [self._pools.pieces(way, one)[:1] for one in slots if not one.optional]
        named = any(one.parameter and one.parameter.kind in _NAMED for one in slots)
        return tuple(one for pool in pools for one in pool) if all(pools) and not named else None

    def _handed_on(self, facts: ClassFacts) -> list[Application]:
        """Call what an object answers for without having it, by the names that its class lists."""
        name = facts.qualname.rsplit(".", 1)[-1]
        listed: dict[Piece, None] = {}
        for method in facts.methods:
            listed |= dict.fromkeys(names_listed(self._code, method.qualname))
        return [Application((Piece('"abc"'),), one.source.strip('"'), of=name) for one in listed]

    def _calls(self, of: str) -> list[Application]:
        calls = [Application(arguments, of=of) for arguments in _ARGUMENTS]
        return [*calls, *(Application((), name, of=of) for name in self._attributes)]

    def _again(self, draft: Draft) -> list[Application]:
        """Call it once more, or look at what it says of itself: it may remember."""
        if not draft.applied or draft.applied[-1].again or draft.applied[-1].attribute:
            return []
        last = draft.applied[-1]
        looks = [Application((), name, again=True) for name in self._attributes]
        return [replace(last, again=True), *looks]


def gave_function(seen: Observation) -> bool:
    """Tell whether a function or class came back: it says more when it is called."""
    value = seen.value
    kinds = {ValueKind.OPAQUE, ValueKind.OBJECT}
    return value is not None and value.kind in kinds and value.type_name in _CALLABLE


def attributes_set(code: Code) -> tuple[str, ...]:
    """Return what functions hang on functions inside them that are functions too: `f.clear = g`."""
    found: dict[str, None] = {}
    for _, node in code.functions:
        inner = {one.name for one in ast.walk(node) if isinstance(one, _FUNCTIONS)} - {node.name}
        found |= dict.fromkeys(_hung(node, inner))
    return tuple(found)[:ATTRIBUTES_MAX]


def _hung(node: FunctionNode, inner: set[str]) -> list[str]:
    return [
        target.attr
        for statement in ast.walk(node)
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Name)
        and statement.value.id in inner
        for target in statement.targets
        if isinstance(target, ast.Attribute) and not target.attr.startswith("_")
    ]
