"""Walks over syntax trees, for the index of the subject's code. Nothing here runs."""

from __future__ import annotations

import ast
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_HOLDERS = (ast.stmt, ast.ExceptHandler, ast.match_case)


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a piece of code as `ast.walk` does, but not into expressions: they hold no statement."""
    coming = deque([node])
    while coming:
        one = coming.popleft()
        yield one
        coming.extend(child for child in ast.iter_child_nodes(one) if isinstance(child, _HOLDERS))


def dotted(node: ast.expr) -> str:
    """Return "a.b.c" for names and attributes, "" for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            base = dotted(value)
            return f"{base}.{attribute}" if base else ""
        case _:
            return ""


def functions_of(node: ast.AST, prefix: str) -> Iterator[tuple[str, FunctionNode]]:
    """Yield functions and methods with their qualified names; none that lie inside another one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FunctionNode):
            yield f"{prefix}{child.name}", child
        elif isinstance(child, ast.ClassDef):
            yield from functions_of(child, f"{prefix}{child.name}.")
        elif not isinstance(child, ast.expr):
            yield from functions_of(child, prefix)


def classes_of(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.ClassDef]]:
    """Yield classes with their qualified names; none that lie inside a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield f"{prefix}{child.name}", child
            yield from classes_of(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.stmt | ast.ExceptHandler) and not isinstance(
            child, FunctionNode
        ):
            yield from classes_of(child, prefix)


_CHANGING = frozenset({"append", "add", "update", "insert", "extend", "pop", "remove", "clear"})


def changes_self(node: ast.AST) -> bool:
    """Tell whether a piece of code assigns to its receiver or calls into what it holds."""
    match node:
        case ast.Assign(targets=[target, *_]) | ast.AugAssign(target=target):
            base = target.value if isinstance(target, ast.Subscript) else target
            return dotted(base).startswith("self.")
        case ast.Call(func=ast.Attribute(value=value, attr=name)):
            return name in _CHANGING and dotted(value).startswith("self.")
        case _:
            return False


def assigned(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the plain names that a body assigns, with their values."""
    for statement in body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            for target in _targets(statement):
                if isinstance(target, ast.Name):
                    yield target.id, statement.value


def _targets(statement: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return statement.targets if isinstance(statement, ast.Assign) else [statement.target]
