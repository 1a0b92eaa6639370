"""Tell names that can never have a value: a mistake of the code, whatever it was given."""

from __future__ import annotations

import ast
import builtins
import re
from typing import TYPE_CHECKING

from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"(?:name|variable) '(\w+)'")

# What other Pythons, other systems and programs around the subject put among the builtins:
# gettext.install, IPython, kernprof.
_ELSEWHERE = frozenset({*dir(builtins), "WindowsError", "_", "get_ipython", "profile"})
# Who uses one of these may bind names that no statement shows.
_BINDERS = frozenset(
    {"exec", "globals", "locals", "vars", "builtins", "__builtin__", "__builtins__"}
)


def unbound_name(source: str, line: int, message: str, ran: frozenset[int]) -> str:
    """Return the name on this line that nothing binds, as an error's message has it; else "".

    That is a name that no statement of the module binds, or one that an `except ... as`
    binds, which Python unbinds at that clause's end, used after it; `ran` are the lines that
    ran before. A name that an import may bind is none, nor one that another Python, `exec`
    or the program around it may: it can be there elsewhere.
    """
    found = _NAME.search(message)
    if found is None or found[1] in _ELSEWHERE:
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
        return "" if any(map(_binds_unseen, ast.walk(tree))) else name
    caught = [
        node
        for node in _of_scope(scope)
        if isinstance(node, ast.ExceptHandler) and node.name == name and node.body[0].lineno in ran
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


def _of_scope(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield what is inside a function, without the functions and classes inside it."""
    queue = list(ast.iter_child_nodes(scope))
    while queue:
        node = queue.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        yield node
        queue.extend(ast.iter_child_nodes(node))


def _binds_unseen(node: ast.AST) -> bool:
    """Tell whether this may give names of the module a value without naming them."""
    match node:
        case ast.ImportFrom(names=names):
            return any(one.name == "*" for one in names)
        case ast.Name(id=name):
            return name in _BINDERS
        case ast.Attribute(attr=name):
            return name == "modules"
        case _:
            return False


def _bound(tree: ast.AST) -> Iterator[str]:
    """Yield the names that statements inside bind."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case (
                ast.ClassDef(name=name)
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
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
