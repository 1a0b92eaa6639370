"""Mined calls: arguments that tests, docs and other modules already pass to the subject."""

from __future__ import annotations

import ast
import builtins
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.facts import CallableFacts, CallableKind, ParameterKind
from bot.engines.search.clock import without_clock
from bot.engines.search.docs import examples_in
from bot.engines.search.pieces import SOURCE_MAX, Piece, import_line
from bot.engines.search.trees import statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.facts import ModuleFacts

CALLS_MAX = 12
"""Mined calls kept per callable."""

ELSEWHERE_MAX = 20
"""Classes of other modules whose constructors' calls are looked for."""

TEXTS_MAX = 400
"""Files read for calls."""

_FENCE = re.compile(r"^```(?:py|python|pycon)?[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_BUILTINS = frozenset(dir(builtins))
_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Mined:
    """One call found in a text: the parameters it fills."""

    target: CallableFacts
    arguments: tuple[tuple[str, Piece], ...]


class Miner:
    """Finds calls of a module's callables."""

    def __init__(self, facts: ModuleFacts, origins: Mapping[str, str]) -> None:
        self.facts = facts
        self.origins = origins
        self.targets: dict[str, CallableFacts] = {}
        for one in facts.classes:
            for method in one.methods:
                self.targets.setdefault(method.qualname.rsplit(".", 1)[-1], method)
        elsewhere = [one for one in facts.known_classes if one.constructor]
        for one in (*elsewhere[:ELSEWHERE_MAX], *facts.classes):
            if one.constructor:
                self.targets[one.qualname] = one.constructor
        self.targets |= {one.qualname: one for one in facts.functions}

    def mine(self, source: str, texts: Mapping[str, str]) -> dict[str, list[Mined]]:
        """Map qualified names to calls, the subject's own docstrings first."""
        found: dict[str, list[Mined]] = {}
        for tree in self._trees(source, texts):
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call):
                    continue
                mined = self._call(node)
                if mined is None:
                    continue
                kept = found.setdefault(mined.target.qualname, [])
                if mined not in kept and len(kept) < CALLS_MAX:
                    kept.append(mined)
        return found

    def calls_in(self, text: str) -> list[Mined]:
        """Return the calls in one text that stand on their own, in order."""
        calls = (node for node in ast.walk(parsed(text)) if isinstance(node, ast.Call))
        return [mined for node in calls if (mined := self._call(node)) is not None]

    def _trees(self, source: str, texts: Mapping[str, str]) -> Iterator[ast.AST]:
        own = parsed(source)
        yield from _in_docstrings(own)
        mentioned = re.compile(
            r"\b(?:" + "|".join(map(re.escape, sorted(self.targets))) + r")\b|>>>"
        )
        # Tests say best how the subject is used, so they are read first.
        ordered = sorted(texts, key=lambda path: ("test" not in path, path))
        for path in ordered[:TEXTS_MAX]:
            text = texts[path]
            if text == source or not self.targets or not mentioned.search(text):
                continue
            if path.endswith(".py"):
                tree = parsed(text)
                yield tree
                yield from _in_docstrings(tree)
            else:
                yield from (parsed(block) for block in _FENCE.findall(text))
                yield from (parsed(one.source) for one in examples_in(text))

    def _call(self, node: ast.Call) -> Mined | None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        target = self.targets.get(name)
        if target is None or (
            isinstance(node.func, ast.Name) and target.kind is not CallableKind.FUNCTION
            and target.kind is not CallableKind.CONSTRUCTOR
        ):  # fmt: skip
            return None
        bound = _bound(target, node)
        if bound is None:
            return None
        pieces = [(parameter, self._piece(value)) for parameter, value in bound]
        filled = tuple((parameter, piece) for parameter, piece in pieces if piece is not None)
        return Mined(target, filled) if len(filled) == len(pieces) else None

    def _piece(self, node: ast.expr) -> Piece | None:
        """Return an argument that stands on its own: literals, builtins, the subject's names."""
        bound = {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
        bound |= {
            one.id
            for one in ast.walk(node)
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        }
        imports = []
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and one.id not in bound:
                if one.id in self.facts.global_names and one.id not in _BUILTINS:
                    here = import_line(self.facts.module, one.id)
                    imports.append(self.origins.get(one.id, here))
                elif one.id not in _BUILTINS:
                    return None
            elif isinstance(one, ast.Await | ast.Yield | ast.NamedExpr | ast.Starred):
                return None
        source = without_clock(ast.unparse(node))
        return Piece(source, tuple(dict.fromkeys(imports))) if len(source) <= SOURCE_MAX else None


def parsed(source: str) -> ast.AST:
    """Parse a text; what is no Python is an empty module."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def docstrings(tree: ast.AST, *, with_text: str) -> Iterator[str]:
    """Yield the docstrings that hold a text, outer ones first."""
    for one in statements(tree):
        if isinstance(one, _DOCUMENTED) and with_text in (
            ast.get_docstring(one, clean=False) or ""
        ):
            yield ast.get_docstring(one) or ""


def _in_docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for text in docstrings(tree, with_text=">>>"):
        yield from (parsed(example.source) for example in examples_in(text))


def _bound(target: CallableFacts, node: ast.Call) -> list[tuple[str, ast.expr]] | None:
    """Match a call's arguments to parameters; None where they do not fit or hide in a star."""
    if any(isinstance(one, ast.Starred) for one in node.args):
        return None
    plain = [
        one.name
        for one in target.parameters
        if one.kind in {ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD}
    ]
    if len(node.args) > len(plain):
        return None
    bound = list(zip(plain, node.args, strict=False))
    known = {one.name for one in target.parameters}
    for keyword in node.keywords:
        if keyword.arg not in known:
            return None
        bound.append((keyword.arg or "", keyword.value))
    names = {name for name, _ in bound}
    needed = {one.name for one in target.parameters if one.required}
    return bound if needed <= names else None
