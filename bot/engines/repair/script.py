"""A situation as syntax: look through it, change parts of it, keep the text of the rest."""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.trial import Situation

TEXT_MAX = 8000
"""Characters of a text that is read; a longer one is left as it is."""

NODES_MAX = 5000
"""Nodes of one situation that are looked at."""

FIXTURES = ("tmp_path", "monkeypatch", "capsys", "caplog")
"""The fixtures of pytest that a situation may use."""

Swapped = ast.AST | list[ast.stmt] | None
Swap = Callable[[ast.AST], Swapped]

_BUILTINS = frozenset(dir(builtins))
_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def parse(text: str) -> ast.Module | None:
    """Parse a text without the warnings that odd literals cause; None where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@lru_cache(maxsize=512)
def parsed(text: str) -> ast.Module | None:
    """Parse a part of a situation, None where it is no Python or too long.

    The tree is shared: nobody changes it.
    """
    return parse(text.strip()) if len(text) <= TEXT_MAX else None


def nodes(situation: Situation, *, imports: bool = True) -> Iterator[ast.AST]:
    """Return all nodes in order of its parts; parts that do not parse have none."""
    left = NODES_MAX
    for text in (*(situation.imports if imports else ()), *situation.setup, situation.call):
        for node in ast.walk(parsed(text) or ast.Module([], [])):
            if left == 0:
                return
            left -= 1
            yield node


def calls(situation: Situation) -> list[ast.Call]:
    """Return the calls of set-up and call."""
    return [node for node in nodes(situation, imports=False) if isinstance(node, ast.Call)]


def bound(situation: Situation) -> set[str]:
    """Return the names that a situation binds anywhere: imports, assignments, parameters."""
    found = {name for name in situation.fixtures if name in FIXTURES}
    for node in nodes(situation):
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found.update(one.asname or one.name.partition(".")[0] for one in names)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                found.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                found.add(name)
            case _ if isinstance(node, _DEFINITIONS):
                found.add(node.name)
            case _:
                pass
    return found


def unbound(situation: Situation) -> list[str]:
    """Return the names that a situation reads and nobody binds, in order."""
    known = bound(situation) | _BUILTINS
    read = (
        node.id
        for node in nodes(situation)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )
    return [name for name in dict.fromkeys(read) if name not in known]


def aliases(situation: Situation) -> dict[str, str]:
    """Map names to the dotted names that imports give them: {"f": "shop.cart.total"}."""
    return dict(pair for node in nodes(situation) for pair in imported(node))


def imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Return what one statement imports: each local name and the dotted name behind it."""
    if isinstance(node, ast.Import):
        for one in node.names:
            top = one.name.partition(".")[0]
            yield one.asname or top, one.name if one.asname else top
    elif isinstance(node, ast.ImportFrom):
        for one in node.names:
            yield one.asname or one.name, f"{node.module or ''}.{one.name}"


def terminal(node: ast.expr) -> str:
    """Return the last name of `a.b.c`; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def dotted(node: ast.expr) -> str:
    """Return a plain `a.b.c` as text; "" for anything else."""
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return node.id if isinstance(node, ast.Name) else ""


def expression(source: str) -> ast.expr:
    """Parse what a factory or a table made: it is known to be an expression."""
    return ast.parse(source, mode="eval").body


def free_name(name: str, taken: set[str]) -> str:
    """Return a variable's name that is not taken, and take it."""
    while name in taken:
        name = f"{name}_"
    taken.add(name)
    return name


@dataclass
class Needs:
    """What swapped nodes need: set-up goes before the statement that holds them."""

    imports: list[str] = field(default_factory=list)
    setup: list[str] = field(default_factory=list)
    fixtures: list[str] = field(default_factory=list)

    def take(
        self, imports: Iterable[str], setup: Iterable[str] = (), fixtures: Iterable[str] = ()
    ) -> None:
        """Add what one value needs."""
        self.imports += [line for line in imports if line]
        self.setup += setup
        self.fixtures += fixtures


def rewritten(situation: Situation, swap: Swap, needs: Needs | None = None) -> Situation | None:
    """Return the situation with nodes swapped, inner ones first; None where nothing changes.

    `swap` gets a copy of each node and returns what stands in its place: the node itself
    to keep it; for a statement also several, or None to remove it.
    """
    needs = needs or Needs()
    imports = [text for line in situation.imports for text in _swapped(line, swap)]
    setup: list[str] = []
    for line in situation.setup:
        texts = _swapped(line, swap)
        setup += [*needs.setup, *texts]
        needs.setup.clear()
    called = _swapped(situation.call, swap)
    setup += [*needs.setup, *called[:-1]]
    changed = replace(
        situation, imports=tuple(imports), setup=tuple(setup), call=called[-1] if called else ""
    )
    if changed == situation:
        return None
    fixtures = dict.fromkeys((*situation.fixtures, *needs.fixtures))
    return with_imports(replace(changed, fixtures=tuple(fixtures)), needs.imports)


def with_imports(situation: Situation, lines: Iterable[str]) -> Situation:
    """Add import lines, but none for a name that is imported from there already."""
    known = aliases(situation).items()
    new = [line for line in lines if line and not (_from(line) and _from(line) <= known)]
    return replace(situation, imports=tuple(dict.fromkeys((*situation.imports, *new))))


def _from(line: str) -> set[tuple[str, str]]:
    """Return what a line imports out of a module; nothing where it imports modules."""
    tree = parsed(line) or ast.Module([], [])
    return {pair for one in tree.body if isinstance(one, ast.ImportFrom) for pair in imported(one)}


def _swapped(text: str, swap: Swap) -> list[str]:
    """Return the statements that become of a text: the text itself where nothing changes."""
    tree = parse(text.strip()) if len(text) <= TEXT_MAX else None
    if tree is None:
        return [text]
    changed = _Swapper(swap).visit(tree)
    if ast.dump(changed) == _dumped(text):
        return [text] if text else []
    return [ast.unparse(ast.fix_missing_locations(one)) for one in changed.body]


@lru_cache(maxsize=512)
def _dumped(text: str) -> str:
    return ast.dump(parse(text.strip()) or ast.Module([], []))


class _Swapper(ast.NodeTransformer):
    def __init__(self, swap: Swap) -> None:
        self.swap = swap

    def generic_visit(self, node: ast.AST) -> Swapped:  # type: ignore[override] # visit allows it
        super().generic_visit(node)
        body = getattr(node, "body", None)
        if body == [] and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]  # type: ignore[attr-defined] # it was just read
        return self.swap(node)
