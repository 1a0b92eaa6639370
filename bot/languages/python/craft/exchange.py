"""Propose a situation's values in another order: two of a kind exchanged, one date moved.

What compares two values is told from what compares them otherwise by the other order of
them, and by one beyond a limit. Text only; nothing runs, the caller observes what is yielded.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from itertools import combinations, islice
from typing import TYPE_CHECKING

from bot.languages.python.craft.acts import receivers
from bot.languages.python.craft.shrink import replaced
from bot.languages.python.craft.syntax import nodes_of_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.domain.trial import Situation

    Change = Callable[[str, dict[str, ast.expr]], Iterator[str]]

EXCHANGES_MAX = 4
DATES_MAX = 3
"""Dates of a situation that are moved, each to both sides."""

_ORDER = re.compile(r"[<>]=?")
_DATES = frozenset({"date", "datetime"})
_LEAP = (2, 29)


def reordered(situation: Situation, line: str) -> Iterator[Situation]:
    """Yield situations whose values lie the other way round, where the line compares by order."""
    if not _ORDER.search(line.replace("->", "")):
        return
    yield from islice(_in_each(situation, _exchanged), EXCHANGES_MAX)
    yield from islice(_in_each(situation, _moved), 2 * DATES_MAX)


def _in_each(situation: Situation, change: Change) -> Iterator[Situation]:
    """Change the call, then each statement of the set-up."""
    made = receivers(situation)
    for text in change(situation.call, made):
        yield replace(situation, call=text)
    for at, statement in enumerate(situation.setup):
        for text in change(statement, made):
            setup = (*situation.setup[:at], text, *situation.setup[at + 1 :])
            yield replace(situation, setup=setup)


def _exchanged(text: str, made: dict[str, ast.expr]) -> Iterator[str]:
    """Yield the code with two values of one kind exchanged, that stand beside each other."""
    for node in _nodes(text):
        for one, other in combinations(_beside(node), 2):
            kind = _kind(one, made)
            is_other = ast.unparse(one) != ast.unparse(other)
            if kind and kind == _kind(other, made) and is_other:
                first, second = sorted((one, other), key=lambda value: value.col_offset)
                # The later one first: what stands before it keeps its place.
                changed = replaced(text, second, ast.unparse(first))
                yield replaced(changed, first, ast.unparse(second))


def _beside(node: ast.AST) -> list[ast.expr]:
    """Return the values that a call, comparison or operator has to do with."""
    match node:
        case ast.Call(func=function) if _last(function) in _DATES:
            return []
        case ast.Call(func=ast.Attribute(value=owner)):
            return [owner, *node.args, *(one.value for one in node.keywords)]
        case ast.Call():
            return [*node.args, *(one.value for one in node.keywords)]
        case ast.Compare():
            return [node.left, *node.comparators]
        case ast.BinOp():
            return [node.left, node.right]
        case _:
            return []


def _kind(node: ast.expr, made: dict[str, ast.expr]) -> str:
    """Say what makes two values comparable: type, callee, owner; "" where that is not known."""
    match node:
        case ast.Name(id=name) if name in made:
            return _kind(made[name], {})
        case ast.Constant(value=value):
            return type(value).__name__
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _kind(operand, made)
        case ast.Call(func=function):
            return f"{ast.unparse(function)}()"
        case ast.Attribute(value=ast.Name(id=owner)):
            return f"{owner}."
        case _:
            return ""


def _moved(text: str, _: dict[str, ast.expr]) -> Iterator[str]:
    """Yield the code with one date later, and earlier."""
    for node in _nodes(text):
        match node:
            case ast.Call(func=function, args=[ast.Constant(value=int(year)) as first, *rest]):
                days = tuple(one.value for one in rest[:2] if isinstance(one, ast.Constant))
                if _last(function) in _DATES and rest:
                    years = 4 if days == _LEAP else 1
                    yield replaced(text, first, repr(year + years))
                    yield replaced(text, first, repr(year - years))
            case _:
                pass


def _last(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]


def _nodes(text: str) -> list[ast.AST]:
    """Return what one line of code is made of; [] for what pins something, and other texts."""
    return [] if "monkeypatch" in text else nodes_of_line(text)
