"""The dictionary of search: constants that the code compares with, looks up or matches against."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from bot.engines.search.code import dotted
from bot.engines.search.trees import statements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.engines.search.code import Code, FunctionNode

T = TypeVar("T")

TEXT_MAX = 200
"""Characters of a constant; longer ones are messages or documents."""

_NONE: Mapping[str, tuple[str, ...]] = MappingProxyType({})

WORDS_MAX = 120
"""Constants kept of each kind."""

_PATTERN_CALLS = re.compile(r"(?:^|\.)re\.\w+$|^(?:compile|match|search|fullmatch|sub|split)$")


@dataclass(frozen=True)
class Words:
    """Constants that a piece of code compares with or looks for, in source order."""

    texts: tuple[str, ...] = ()
    numbers: tuple[float | int, ...] = ()
    patterns: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=())

    def __add__(self, other: Words) -> Words:
        return Words(
            _merged(self.texts, other.texts),
            _merged(self.numbers, other.numbers),
            _merged(self.patterns, other.patterns),
            _merged(self.keys, other.keys),
            _merged(self.others, other.others),
        )


def _merged(first: tuple[T, ...], second: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def words_in(nodes: list[ast.AST], held: Mapping[str, tuple[str, ...]] = _NONE) -> Words:
    """Collect the constants of pieces of code, nearest first; docstrings are left out.

    `held` are the patterns that names stand for.
    """
    texts: dict[str, None] = {}
    numbers: dict[float | int, None] = {}
    patterns: dict[str, None] = {}
    for node in nodes:
        skipped = _docstrings(node)
        for one in ast.walk(node):
            if isinstance(one, ast.Name | ast.Attribute):
                name = one.id if isinstance(one, ast.Name) else one.attr
                patterns |= dict.fromkeys(held.get(name, ()))
            if isinstance(one, ast.Call) and _PATTERN_CALLS.search(dotted(one.func)):
                patterns |= dict.fromkeys(_pattern(one))
            if isinstance(one, ast.Constant) and id(one) not in skipped:
                _note(one.value, texts, numbers)
            elif isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.USub):
                _note_negative(one.operand, numbers)
    return Words(tuple(texts)[:WORDS_MAX], tuple(numbers)[:WORDS_MAX], tuple(patterns)[:WORDS_MAX])


def guard_words(code: Code, function: FunctionNode | None, line: int) -> Words:
    """Collect the constants of the condition on a line, with what its names stand for."""
    if function is None:
        return Words()
    tests = [test for node in ast.walk(function) if (test := _test_at(node, line)) is not None]
    parts = [part for test in tests for part in code.within(test, depth=1)]
    return words_in(parts, code.patterns)


def _test_at(node: ast.AST, line: int) -> ast.AST | None:  # noqa: PLR0911 - one answer per statement
    if not isinstance(node, ast.stmt | ast.match_case | ast.ExceptHandler):
        return None
    if getattr(node, "lineno", getattr(getattr(node, "pattern", None), "lineno", -1)) != line:
        return None
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.Assert(test=test):
            return test
        case ast.For(iter=over):
            return over
        case ast.match_case(pattern=pattern):
            return pattern
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Try():
            return None
        case _:
            return node


def _note(value: object, texts: dict[str, None], numbers: dict[float | int, None]) -> None:
    match value:
        case bool():
            return
        case str() if 0 < len(value) <= TEXT_MAX:
            texts[value] = None
        case bytes() if 0 < len(value) <= TEXT_MAX:
            texts[value.decode("latin-1")] = None
        case int() | float():
            numbers[value] = None
        case _:
            return


def _note_negative(node: ast.expr, numbers: dict[float | int, None]) -> None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        numbers[-node.value] = None


def _pattern(node: ast.Call) -> list[str]:
    """Return the pattern of a call into `re`: its first constant text, flags of case ignored."""
    found = [
        one.value
        for argument in node.args[:1]
        for one in ast.walk(argument)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    flags = "(?x)" if any(dotted(one).endswith(("VERBOSE", ".X")) for one in node.args[1:]) else ""
    return [flags + "".join(found)] if found else []


def _docstrings(node: ast.AST) -> frozenset[int]:
    return frozenset(
        id(one.body[0].value)
        for one in statements(node)
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module)
        and one.body
        and isinstance(one.body[0], ast.Expr)
        and isinstance(one.body[0].value, ast.Constant)
    )
