"""Read what the solver calls a value: source that a test can hold, and nothing else.

The solver runs untrusted code, so its answers are checked here: literals,
containers of them, and calls of types that are known, with the import each needs.
"""

from __future__ import annotations

import ast
import unicodedata
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.engines.search.pieces import import_line
from bot.engines.solver.annotations import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Collection

SOURCE_MAX = 300
"""Characters of one value; a longer one is nothing to read."""

_UTC = "datetime.timezone.utc"
_BUILTINS = frozenset({"set", "frozenset", "float", "bytearray", "dict", "list", "tuple"})
_BY_SHORT_NAME = {name.rpartition(".")[2]: (name, line) for name, line in LIBRARY.items()}
_PLAIN = (
    ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.USub, ast.UAdd,
    ast.Load, ast.keyword, ast.Call, ast.Name, ast.Attribute,
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A value's expression and the imports it needs; equal where the source is."""

    source: str
    imports: tuple[str, ...] = ()

    @property
    def tree(self) -> ast.expr:
        """Parse it anew, so that it can be put into another tree."""
        return _parsed(self.source)


def written(source: str, classes: Collection[tuple[str, str]]) -> Written | None:
    """Return a value as a test would write it; None where it is more than a value.

    `classes` are the (module, qualified name) that the source may use.
    """
    try:
        tree = _parsed(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(source) > SOURCE_MAX or not all(isinstance(one, _PLAIN) for one in ast.walk(tree)):
        return None
    reader = _Reader({qualname: module for module, qualname in classes})
    tree = reader.visit(tree)
    if not reader.is_sound:
        return None
    return Written(ast.unparse(tree), tuple(dict.fromkeys(reader.imports)))


def prettier(value: Written) -> Written:
    """Return the value with texts that a person can read; the same one where it already has."""
    tree = _Typesetter().visit(value.tree)
    return replace(value, source=ast.unparse(tree))


def _parsed(source: str) -> ast.expr:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, mode="eval").body


class _Reader(ast.NodeTransformer):
    """Checks names, and writes those of the standard library as tests import them."""

    def __init__(self, modules: dict[str, str]) -> None:
        self._modules = modules
        self.imports: list[str] = []
        self.is_sound = True

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Take `datetime.date` and members of enums; nothing else is looked into."""
        name = ast.unparse(node)
        if name == _UTC:
            self.imports.append("from datetime import timezone")
            return ast.Attribute(ast.Name("timezone", ast.Load()), "utc", ast.Load())
        if name in LIBRARY:
            self.imports.append(LIBRARY[name])
            return ast.Name(name.rpartition(".")[2], ast.Load())
        self._refer(name)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Take builtins, the library's types and what the answer says it names."""
        if node.id in _BUILTINS:
            return node
        if node.id in _BY_SHORT_NAME and node.id not in self._modules:
            self.imports.append(_BY_SHORT_NAME[node.id][1])
            return node
        self._refer(node.id)
        return node

    def _refer(self, name: str) -> None:
        module = self._modules.get(name)
        if module is None:
            self.is_sound = False
        else:
            self.imports.append(import_line(module, name))


class _Typesetter(ast.NodeTransformer):
    """Replaces characters that nobody can read: the same one by the same one everywhere."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Rewrite a text."""
        if not isinstance(node.value, str):
            return node
        return ast.Constant("".join(map(self._plain, node.value)))

    def _plain(self, char: str) -> str:
        if char.isascii() and char.isprintable():
            return char
        if char not in self._known:
            self._known[char] = self._readable(char)
        return self._known[char]

    def _readable(self, char: str) -> str:
        if char.isdigit():
            return str(unicodedata.digit(char, 0))
        letter = _LETTERS[len(self._known) % len(_LETTERS)]
        return letter.upper() if char.isupper() else letter


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
