"""Tell which statements of a set-up no situation can do without, by their text alone.

Who leaves one out need not run what is left to learn that a name is missing.
"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.trial import Situation

_BUILT_IN = frozenset(dir(builtins))
_LATER = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.If,
    ast.Match,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.Try,
    ast.With,
    ast.AsyncWith,
    ast.Assert,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.ClassDef,
)
"""What may leave a name inside of it unread, or keep to itself that it is missing."""


def is_needed(situation: Situation, at: int) -> bool:
    """Tell whether a later statement reads a name that this one of the set-up alone gives it.

    False where that is in doubt, or where a text is no Python.
    """
    setup = situation.setup
    try:
        before = [parsed(text) for text in (*situation.imports, *setup[:at])]
        own = parsed(setup[at])
        after = [parsed(text) for text in (*setup[at + 1 :], situation.call)]
    except SyntaxError:
        return False
    names = {*_bound([own])} - {*_bound(before)} - _BUILT_IN
    for tree in after:
        if names & {*_read(tree)}:
            return True
        names -= {*_bound([tree])}
    return False


def _bound(trees: Iterable[ast.Module]) -> Iterator[str]:
    """Yield the names that statements may bind."""
    for node in (node for tree in trees for node in ast.walk(tree)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=known):
                yield known or name.partition(".")[0]
            case _:
                pass


def _read(tree: ast.AST) -> Iterator[str]:
    """Yield the names that a statement reads whatever happens, unless it fails before."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        if not isinstance(node, _LATER):
            yield from _read(node)
