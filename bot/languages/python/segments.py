"""Cut Python source into segments: module level, class bodies, functions, methods.

Pure. Every statement line belongs to exactly one segment: the innermost one
that holds it, where nested functions count as part of the function around them.
"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING

from bot.domain.coverage import Segment, SegmentKind
from bot.errors import NothingRuns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WHY_CHARS_MAX = 200
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def segments(source: str, path: str) -> tuple[Segment, ...]:
    """Return a file's segments in line order, an outer one before what it holds.

    The first is the module level (""), from line 1 to the last line. A
    decorated function or class starts at its first decorator.

    Raises:
        NothingRuns: the source does not parse; the message names `path` and the line.
    """
    tree = _parsed(source, path)
    last_line = max(1, len(source.splitlines()))
    found = [Segment("", SegmentKind.MODULE, 1, last_line)]
    found += _inside(tree.body, prefix="", in_class=False)
    return tuple(sorted(found, key=lambda segment: (segment.first_line, -segment.last_line)))


def why_unreadable(source: bytes, path: str) -> str:
    """Return why a file's bytes do not parse, with file and line; "" where they do."""
    try:
        _parsed(source, path)
    except NothingRuns as error:
        return str(error)
    return ""


def _parsed(source: str | bytes, path: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            # An invalid escape in somebody's string is their affair.
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        # Too deeply nested code ends the parser with no message at all.
        why = getattr(error, "msg", "") or str(error) or type(error).__name__
        raise NothingRuns(
            f"{path}:{line} does not parse as Python: {why[:WHY_CHARS_MAX]}; "
            "repair the file, or leave it out by `omit` in coverage.py's settings"
        ) from error


def _inside(body: Sequence[ast.stmt], *, prefix: str, in_class: bool) -> Iterator[Segment]:
    for node in _definitions(body):
        name = f"{prefix}{node.name}"
        lines = (_first_line(node), node.end_lineno or node.lineno)
        if isinstance(node, _FUNCTIONS):
            yield Segment(name, SegmentKind.METHOD if in_class else SegmentKind.FUNCTION, *lines)
        else:
            yield Segment(name, SegmentKind.CLASS, *lines)
            yield from _inside(node.body, prefix=f"{name}.", in_class=True)


def _definitions(
    body: Sequence[ast.stmt],
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield the definitions of a body, also those under if, try, with, for, while and match."""
    for node in body:
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield node
        else:
            yield from _definitions(_blocks(node))


def _blocks(node: ast.stmt) -> list[ast.stmt]:
    """List the statements directly inside a compound statement, in source order."""
    inner: list[ast.stmt] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            inner.append(child)
        elif isinstance(child, (ast.ExceptHandler, ast.match_case)):
            inner += child.body
    return inner


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
