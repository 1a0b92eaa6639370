"""Errors that a function's own statements raise by name, in the order of its lines."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from bot.engines.search.trees import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.engines.search.trees import FunctionNode


class Raised(NamedTuple):
    """One statement; `name` is the error's as it is written, dotted or not."""

    name: str
    statement: ast.Raise

    @property
    def plain(self) -> str:
        """Return the name without the modules before it."""
        return self.name.rpartition(".")[2]


def raised_by(node: FunctionNode) -> list[Raised]:
    """Return what a function raises by name; not what those inside it do, nor what it caught."""
    own = list(_own(node))
    bound = _bound(node)
    found = []
    for one in own:
        if isinstance(one, ast.Raise) and one.exc is not None:
            made = one.exc.func if isinstance(one.exc, ast.Call) else one.exc
            name = dotted(made)
            if name and name.partition(".")[0] not in bound:
                found.append(Raised(name, one))
    return sorted(found, key=lambda one: one.statement.lineno)


def _own(node: FunctionNode) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        one = waiting.pop()
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield one
            waiting += ast.iter_child_nodes(one)


def _bound(node: FunctionNode) -> set[str]:
    """Return the names that stand for something else in each call.

    Those that functions inside bind are among them: one error less is told.
    """
    found = set[str]()
    for one in (inside for part in (node.args, *node.body) for inside in ast.walk(part)):
        match one:
            case (
                ast.arg(arg=name)
                | ast.Name(id=name, ctx=ast.Store())
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                found.add(name)
            case _:
                pass
    return found
