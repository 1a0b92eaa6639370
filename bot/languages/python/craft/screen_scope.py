"""What the names of generated code stand for: imports, temporary paths, other paths."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.languages.python.craft.screen_rules import PATHS, TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUILTINS = frozenset(dir(builtins))
_DEVIOUS = frozenset(
    {
        "__dict__", "__import__", "eval", "exec", "getattr", "globals", "import_module",
        "locals", "modules", "vars",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """The names of one file, without regard to where they are bound.

    `aliases` maps local names to what they import, "" for those that are assigned and
    imported nowhere: `signal = Signal()` is not the module of that name. `temporary` are
    names made from tmp_path, `paths` names made from other paths; `patched` are nodes
    inside calls of monkeypatch, which undoes what it does.
    """

    aliases: dict[str, str]
    temporary: frozenset[str]
    paths: frozenset[str]
    patched: frozenset[int]

    def dotted(self, node: ast.AST) -> str:
        """Return the full name of a plain `a.b.c`, imports followed; "" for anything else."""
        return _dotted(node, self.aliases)

    def is_module(self, node: ast.AST) -> bool:
        """Tell whether an expression is a name that was imported, or read from one."""
        return bool(self.dotted(node)) and bool(self.aliases.get(self._root(node), ""))

    def _root(self, node: ast.AST) -> str:
        while isinstance(node, ast.Attribute):
            node = node.value
        return node.id if isinstance(node, ast.Name) else ""

    def is_temporary(self, node: ast.AST) -> bool:
        """Tell whether an expression is built on a temporary path."""
        return bool(_names(node) & self.temporary)

    def is_path(self, node: ast.AST) -> bool:
        """Tell whether an expression is built on a path that is not temporary."""
        makes = any(self.dotted(one) in PATHS for one in ast.walk(node))
        return (makes or bool(_names(node) & self.paths)) and not self.is_temporary(node)


def scope_of(tree: ast.Module) -> Scope:
    """Look the names of a file over."""
    aliases = _own(tree) | dict(_imported(tree))
    temporary = _closure(
        tree, set(TEMPORARY) | {n for n, v in aliases.items() if v.startswith("tempfile")}
    )
    made = {
        name
        for name, value in _bindings(tree)
        if any(_dotted(one, aliases) in PATHS for one in ast.walk(value))
    }
    patched = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _dotted(node.func, {}).startswith("monkeypatch.")
        for inner in ast.walk(node)
    }
    return Scope(
        aliases,
        frozenset(temporary),
        frozenset(_closure(tree, made) - temporary),
        frozenset(patched),
    )


def _own(tree: ast.AST) -> dict[str, str]:
    """Return the names that are plainly no modules and no builtins, each standing for "".

    One that may have been got from a module's inside keeps its meaning, to be refused for it.
    """
    bound: defaultdict[str, list[ast.AST]] = defaultdict(list)
    for name, value in _bindings(tree):
        bound[name].append(value)
    return {
        name: ""
        for name, values in bound.items()
        if name not in _BUILTINS and not any(_is_devious(value) for value in values)
    }


def _is_devious(value: ast.AST) -> bool:
    words = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
    words |= {one.attr for one in ast.walk(value) if isinstance(one, ast.Attribute)}
    return bool(words & _DEVIOUS)


def _dotted(node: ast.AST, aliases: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return aliases.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value, aliases)
        return f"{base}.{node.attr}" if base else ""
    return ""


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for item in node.names:
                top = item.name.partition(".")[0]
                yield item.asname or top, item.name if item.asname else top
        elif isinstance(node, ast.ImportFrom):
            for item in node.names:
                yield item.asname or item.name, f"{node.module or ''}.{item.name}"


def _bindings(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield names and the expressions they are bound to: assignments, with, for."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from ((name, value) for name in _names(target))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from ((name, value) for name in _names(target))
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                yield from ((name, value) for name in _names(target))
            case ast.For(target=target, iter=value) | ast.NamedExpr(target=target, value=value):
                yield from ((name, value) for name in _names(target))
            case _:
                pass


def _closure(tree: ast.AST, start: set[str]) -> set[str]:
    """Add the names that are made from those at hand, however many steps away."""
    made: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in _bindings(tree):
        for used in _names(value):
            made[used].append(name)
    found = set(start)
    waiting = sorted(start)
    # Each name waits at most once, so it ends with the names of the file.
    while waiting:
        new = set(made[waiting.pop()]) - found
        found |= new
        waiting.extend(sorted(new))
    return found


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
