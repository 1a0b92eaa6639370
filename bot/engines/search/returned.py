"""Call what came back: decorators, closures and bound methods say nothing until they are called."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.trial import ObservedEnd, ValueKind
from bot.engines.search.pieces import Application, Piece

if TYPE_CHECKING:
    from bot.domain.trial import Observation
    from bot.engines.search.code import Code, FunctionNode
    from bot.engines.search.pieces import Draft

APPLICATIONS_MAX = 4
"""Calls in a row, each of what the one before gave back."""

ANSWERED_MAX = 3
"""Drafts of one way, as deep in such calls, that are answered."""

ATTRIBUTES_MAX = 4
"""Attributes of inner functions that are looked at."""

_CALLABLE = frozenset({
    "builtins.function", "builtins.method", "builtins.builtin_function_or_method",
    "functools.partial",
})  # fmt: skip

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
    """Turns drafts that gave back a function into drafts that call it."""

    def __init__(self, code: Code) -> None:
        self._attributes = attributes_set(code)
        self._answered: dict[tuple[str, int], int] = {}

    def called(self, draft: Draft, seen: Observation) -> list[Draft]:
        """Return drafts that go on with what came back; [] where it is no function."""
        if seen.end is not ObservedEnd.RETURNED or draft.bare or draft.look or draft.way.setter:
            return []
        depth = len(draft.applied)
        key = (draft.way.key, depth)
        if depth >= APPLICATIONS_MAX or self._answered.get(key, 0) >= ANSWERED_MAX:
            return []
        is_function = seen.value is not None and _is_function(seen.value.kind, seen.value.type_name)
        found = self._calls() if is_function else self._again(draft)
        if found:
            self._answered[key] = self._answered.get(key, 0) + 1
        return [
            replace(draft, applied=(*draft.applied, one), expectation=None, condition="")
            for one in found
        ]

    def _calls(self) -> list[Application]:
        calls = [Application(arguments) for arguments in _ARGUMENTS]
        return [*calls, *(Application((), name) for name in self._attributes)]

    def _again(self, draft: Draft) -> list[Application]:
        """Call it once more, or look at what it says of itself: it may remember."""
        if not draft.applied or draft.applied[-1].again or draft.applied[-1].attribute:
            return []
        last = draft.applied[-1]
        looks = [Application((), name, again=True) for name in self._attributes]
        return [replace(last, again=True), *looks]


def _is_function(kind: ValueKind, type_name: str) -> bool:
    return kind in {ValueKind.OPAQUE, ValueKind.OBJECT} and type_name in _CALLABLE


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
