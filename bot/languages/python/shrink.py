"""Propose simpler variants of a situation, the boldest first. Text only; nothing runs.

The caller observes them and takes the first that still gains the same; every
variant's source is shorter than the situation's, so repeating this ends.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.languages.python.definitions import parsed
from bot.languages.python.edits import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Candidate, Situation

VARIANTS_MAX = 40
LITERALS_MAX = 12


def shrunk(situation: Situation) -> Iterator[Situation]:
    """Yield at most 40 simpler situations.

    One with an expectation yields none: what was said of it holds for it alone.
    Variants lose the condition, which spoke of what may have been taken away.
    """
    if situation.expectation is not None:
        return
    seen = {situation.source}
    found = (one for one in _variants(situation) if len(one.source) < len(situation.source))
    for one in islice(found, VARIANTS_MAX):
        if one.source not in seen:
            seen.add(one.source)
            yield one


def with_fewer_assertions(candidate: Candidate) -> Iterator[Candidate]:
    """Yield the candidate without one of its assertions each, the last one first."""
    every = candidate.assertions
    if len(every) > 1:
        for at in reversed(range(len(every))):
            yield replace(candidate, assertions=(*every[:at], *every[at + 1 :]))


def _variants(situation: Situation) -> Iterator[Situation]:
    bare = replace(situation, condition="")
    for at in reversed(range(len(situation.setup))):
        yield replace(bare, setup=(*situation.setup[:at], *situation.setup[at + 1 :]))
    for text in (*_without_keyword(situation.call), *_simpler_texts(situation.call)):
        yield replace(bare, call=text)
    for at, statement in enumerate(situation.setup):
        for text in (*_without_keyword(statement), *_simpler_texts(statement)):
            yield replace(bare, setup=(*situation.setup[:at], text, *situation.setup[at + 1 :]))


def _tree(text: str) -> ast.AST:
    try:
        return parsed(text)
    except SyntaxError:
        return ast.Module([], [])


def _without_keyword(text: str) -> Iterator[str]:
    """Drop one keyword argument of one call each; text of many lines stays."""
    if "\n" in text:
        return
    for node in ast.walk(_tree(text)):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                yield _dropped(text, node, keyword)


def _dropped(text: str, node: ast.Call, keyword: ast.keyword) -> str:
    left = [one for one in node.keywords if one is not keyword]
    call = ast.Call(node.func, node.args, left)
    return _replaced(text, node, ast.unparse(call))


def _simpler_texts(text: str) -> Iterator[str]:
    if "\n" in text:
        return
    literals = [node for node in _literals(_tree(text)) if node.end_lineno == node.lineno]
    for node in literals[:LITERALS_MAX]:
        for source in simpler(ast.literal_eval(node)):
            yield _replaced(text, node, source)


def _replaced(text: str, node: ast.expr, source: str) -> str:
    lines = Lines(text)
    start = lines.column(1, node.col_offset)
    return text[:start] + source + text[lines.column(1, node.end_col_offset or 0) :]


def _literals(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the outermost literals that are arguments, items or values."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr):
            continue
        if isinstance(child, ast.expr) and _is_literal(child):
            yield child
        else:
            yield from _literals(child)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def simpler(value: object) -> Iterator[str]:
    """Yield sources of values of the same type that are simpler, the simplest first."""
    match value:
        case bool() | None:
            return
        case int() | float():
            yield from (repr(type(value)(one)) for one in (0, 1, -1, 10) if one != value)
        case str() | bytes():
            yield from (repr(one) for one in _shorter(value))
        case list() | tuple():
            yield from (repr(type(value)(one)) for one in _fewer(list(value)))
        case dict():
            yield from (repr({key: value[key] for key in keys}) for keys in _fewer(list(value)))
        case _:
            return


def _shorter(text: str | bytes) -> Iterator[str | bytes]:
    """Yield the empty text, its first character, first word, and first half."""
    words = text.split()
    for one in (text[:0], text[:1], *words[:1], text[: len(text) // 2]):
        if len(one) < len(text):
            yield one


def _fewer(items: list[object]) -> Iterator[list[object]]:
    """Yield no items, the first half, then all but one each."""
    if items:
        yield []
        if len(items) > 1:
            yield items[: len(items) // 2]
            for at in range(len(items)):
                yield [*items[:at], *items[at + 1 :]]
