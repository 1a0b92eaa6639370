"""Turn a situation that ran into a template: each of its values becomes an unknown.

What search tried gets close: its receivers can be made, its mappings have the
keys that are read. Only the values were guessed, and what they are made of tells
the types that no annotation does.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.engines.solver.annotations import LIBRARY, SCALARS, imported
from bot.engines.solver.template import NAME, Template
from bot.ports.solver import Unknown

if TYPE_CHECKING:
    from bot.domain.trial import Situation

UNKNOWNS_MAX = 8
"""Values made unknown; the others stay."""

TEXT_MAX = 200
"""Characters of a text; a longer one is a document and stays as it is."""

_SHORT = {name.rpartition(".")[2]: name for name in LIBRARY}
_FIXED_KEYWORDS = frozenset({"encoding", "errors", "mode", "newline"})
_FIXED_CALLS = frozenset({"compile", "Path", "import_module", "getattr", "setattr", "open"})
_CONTAINERS: dict[type[ast.expr], str] = {
    ast.List: "List[{}]", ast.Tuple: "Tuple[{}, ...]", ast.Set: "Set[{}]"
}  # fmt: skip


def lifted(situation: Situation, unknowns: tuple[Unknown, ...] = ()) -> Template | None:
    """Return the template with what is not yet unknown lifted; None where nothing is unknown."""
    lifter = _Lifter(list(unknowns))
    call = lifter.lift(situation.call)
    setup = [lifter.lift(text) for text in reversed(_needed(situation.setup))][::-1]
    if not lifter.unknowns:
        return None
    bare = replace(situation, setup=tuple(setup), call=call, expectation=None, condition="")
    return Template(bare, tuple(lifter.unknowns))


def _needed(setup: tuple[str, ...]) -> list[str]:
    """Leave out calls on nothing that the set-up made: other examples of a docstring."""
    parts = [(text, _parsed(text)) for text in setup]
    bound = {name for _, tree in parts for name in _bound(tree)}
    return [text for text, tree in parts if not (_is_call(tree) and not bound & _read(tree))]


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _is_call(tree: ast.Module) -> bool:
    match tree.body:
        case [ast.Expr(ast.Call(func=ast.Name()))]:
            return True
        case _:
            return False


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that a statement gives a meaning."""
    stored = {
        one.id
        for one in ast.walk(tree)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    return stored | {getattr(one, "name", "") for one in tree.body}


def _read(tree: ast.Module) -> set[str]:
    return {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}


class _Lifter(ast.NodeTransformer):
    """Replaces values by names; what is only text, a key or a pattern stays."""

    def __init__(self, unknowns: list[Unknown]) -> None:
        self.unknowns = unknowns

    def lift(self, text: str) -> str:
        """Return a statement or expression with unknowns; the same text where nothing changed."""
        if text.startswith("monkeypatch."):
            return text
        before = len(self.unknowns)
        try:
            tree = self.visit(ast.parse(text))
        except (SyntaxError, ValueError):
            return text
        return text if len(self.unknowns) == before else ast.unparse(tree)

    def _unknown(self, node: ast.AST, kind: str) -> ast.AST:
        if len(self.unknowns) >= UNKNOWNS_MAX:
            return node
        name = NAME.format(len(self.unknowns))
        self.unknowns.append(Unknown(name, kind))
        return ast.Name(name, ast.Load())

    def visit(self, node: ast.AST) -> ast.AST:
        """Lift a value as a whole, or look inside."""
        kind = _kind(node)
        if kind is not None:
            return self._unknown(node, kind)
        if isinstance(node, _CLOSED):
            return node
        found: ast.AST = super().visit(node)
        return found

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        """Lift values only: keys are what the code looks up."""
        node.values = [self._expression(one) for one in node.values]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Leave alone what an attribute is read of."""
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Leave alone what is looked up."""
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Lift arguments, but not those that say how to read or where."""
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in _FIXED_CALLS:
            return node
        if isinstance(node.func, ast.Attribute):
            node.func.value = self._expression(node.func.value)
        node.args = [self._expression(one) for one in node.args]
        for keyword in node.keywords:
            if keyword.arg not in _FIXED_KEYWORDS:
                keyword.value = self._expression(keyword.value)
        return node

    def _expression(self, node: ast.expr) -> ast.expr:
        found = self.visit(node)
        assert isinstance(found, ast.expr)
        return found


_CLOSED = (ast.JoinedStr, ast.Import, ast.ImportFrom, ast.match_case, ast.Compare, ast.BinOp)
"""Not looked into: texts with holes, names, and what a fake computes."""


def _kind(node: ast.AST) -> str | None:
    """Return the annotation of a value that is lifted whole, None for anything else."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set) and node.elts:
        kinds = {_scalar(one) for one in node.elts}
        kind = kinds.pop()
        return _CONTAINERS[type(node)].format(kind) if kind and not kinds else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _SHORT:
        return imported(_SHORT[node.func.id].rpartition(".")[0], node.func.id)
    return _scalar(node) if isinstance(node, ast.expr) else None


def _scalar(node: ast.expr) -> str | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    if not isinstance(node, ast.Constant):
        return None
    if isinstance(node.value, str | bytes) and len(node.value) > TEXT_MAX:
        return None
    return SCALARS.get(type(node.value).__name__)
