"""Tell names that can never have a value: a mistake of the code, whatever it was given."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"(?:name|variable) '(\w+)'")


def unbound_name(source: str, line: int, message: str) -> str:
    """Return the name on this line that nothing binds, as an error's message has it; else "".

    That is a name that no statement of the module binds, or one that an `except ... as`
    binds, which Python unbinds at that clause's end, used after it. A name that an import
    may bind is none: it can be there elsewhere.
    """
    found = _NAME.search(message)
    if found is None:
        return ""
    name = found[1]
    try:
        tree = parsed(source)
    except SyntaxError:
        return ""
    used = any(
        isinstance(node, ast.Name) and node.id == name and node.lineno == line
        for node in ast.walk(tree)
    )
    scope = _function_at(tree, line)
    if not used or scope is None:
        return ""
    if name not in set(_bound(tree)):
        return name
    caught = [
        node for node in _own(scope) if isinstance(node, ast.ExceptHandler) and node.name == name
    ]
    after = all((node.end_lineno or 0) < line for node in caught)
    return name if caught and after else ""


def _function_at(tree: ast.Module, line: int) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """Return the innermost function around a line."""
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return max(around, key=lambda node: node.lineno, default=None)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    return (one for one in ast.walk(node) if one is not node)


def _bound(tree: ast.AST) -> Iterator[str]:
    """Yield the names that statements inside bind."""
    for node in _own(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case (
                ast.ClassDef(name=name)
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                yield name
            case ast.ExceptHandler(name=str(name)):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from ((one.asname or one.name).partition(".")[0] for one in names)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                yield from names
            case _:
                continue
