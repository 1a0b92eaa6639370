"""A rule for text that does not parse: it is cut to its last statement that does."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.engines.repair.messages import Unparsed
from bot.engines.repair.rule import Rule
from bot.engines.repair.script import parse, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Case

CHARS_MAX = 20_000
"""Characters of a text that are read; what comes after them is not."""

LINES_MAX = 400
"""Lines of a text that are read; what comes after them is not."""


def parsable_prefix(text: str) -> tuple[str, ...]:
    """Return the statements that a text starts with, up to where it stops being Python.

    Whole lines are taken away from its end until the rest parses, so that a function that
    breaks off keeps its first lines. () where not even the first statement parses, or one is
    nested deeper than can be written.
    """
    lines = text[:CHARS_MAX].replace("\r\n", "\n").split("\n")[:LINES_MAX]
    for size in range(len(lines), 0, -1):
        tree = parse("\n".join(lines[:size])) if lines[size - 1].strip() else None
        if tree is not None and tree.body:
            return _written(tree.body)
    return ()


def _written(body: Sequence[ast.stmt]) -> tuple[str, ...]:
    """Write statements; () where one is nested deeper than can be written."""
    try:
        return tuple(ast.unparse(one) for one in body)
    except RecursionError:
        return ()


def cut(case: Case) -> Iterator[Situation | None]:
    """Keep the imports that parse, the set-up up to where it stops, and the call if it is one.

    Where the call is none, the last expression of the set-up is.
    """
    situation = case.situation
    imports = [line for line in situation.imports if _imports(line)]
    setup: list[str] = []
    for text in situation.setup:
        found = parsable_prefix(text)
        setup += found
        if parsed(text) is None:
            break
    called = list(parsable_prefix(situation.call))
    last = called[-1:] or setup[-1:]
    looked = _expression(last[0]) if last else ""
    if looked and not called:
        setup.pop()
    changed = replace(
        situation,
        imports=tuple(imports),
        setup=(*setup, *(called[:-1] if looked else called)),
        call=looked,
    )
    if (changed.setup or changed.call) and changed != situation:
        yield changed


def _imports(line: str) -> bool:
    tree = parsed(line)
    return tree is not None and all(
        isinstance(one, ast.Import | ast.ImportFrom) for one in tree.body
    )


def _expression(statement: str) -> str:
    """Return what a statement looks at: itself, or the value that it assigns or asserts; or ""."""
    tree = parsed(statement)
    match tree.body[-1] if tree and tree.body else None:
        case ast.Expr(value=value) | ast.Assign(value=value):
            return ast.unparse(value)
        case ast.Assert(test=ast.Compare(left=ast.Call() as value)):
            return ast.unparse(value)
        case _:
            return ""


RULES = (Rule("text cut", (Unparsed,), cut),)
