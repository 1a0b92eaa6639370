"""Tell whether lines that ran can have read what a set-up pins: the clock, the current directory.

Observing cannot prove it: a result that hangs on today's date is the same all day. So
the source decides, and in doubt the pin stays. Text only.
"""

from __future__ import annotations

import ast
import builtins
import re
from typing import TYPE_CHECKING

from bot.languages.python.craft.imports import read_imports
from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Situation

# Modules whose functions answer by their arguments alone.
_PURE = frozenset(
    {
        "__future__", "abc", "base64", "binascii", "bisect", "collections", "copy", "dataclasses",
        "decimal", "difflib", "enum", "fractions", "functools", "heapq", "html", "itertools",
        "json", "math", "numbers", "operator", "re", "statistics", "string", "struct", "textwrap",
        "types", "typing", "unicodedata",
    }
)  # fmt: skip
_IMPURE_BUILTINS = frozenset(
    {"open", "input", "exec", "eval", "compile", "__import__", "breakpoint", "globals", "vars",
     "getattr", "print", "help", "id"}
)  # fmt: skip
_BUILTINS = frozenset(dir(builtins)) - _IMPURE_BUILTINS
_METHODS = frozenset(
    name for kind in (str, bytes, int, float, list, tuple, dict, set) for name in dir(kind)
)
_PATCHED = re.compile(r"monkeypatch\.setattr\(\s*[\"']([\w.]+)[\"']")
_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Reach:
    """What the lines of one subject mention; `module` is the name that tests import it by."""

    def __init__(self, source: str, module: str) -> None:
        try:
            tree = parsed(source)
        except SyntaxError:
            tree = ast.Module([], [])
        self._module = module
        self._parts: dict[int, list[ast.AST]] = {}
        for one in ast.walk(tree):
            if isinstance(one, ast.stmt):
                self._parts.setdefault(one.lineno, []).extend(_own(one))
        self._origins = dict(_imported(tree))
        defined = [one for one in ast.walk(tree) if isinstance(one, _DEFINITIONS)]
        self._own = {one.name for one in defined}
        # What others decorate or derive runs their code too.
        self._own -= {one.name for one in defined if not all(map(self._is_closed, _outside(one)))}

    def needs(self, pin: str, situation: Situation, lines: frozenset[int]) -> bool:
        """Tell whether a set-up's pin can matter to lines that ran; True in doubt."""
        nodes = [node for line in sorted(lines) for node in self._parts.get(line, ())]
        patched = _PATCHED.search(pin)
        owner, _, name = (patched[1] if patched else "").rpartition(".")
        if not nodes or name in _mentioned(nodes):
            return True
        if owner == self._module:
            return False
        return not (self._is_own(situation) and all(map(self._is_closed, nodes)))

    def _is_own(self, situation: Situation) -> bool:
        """Tell whether a situation uses nothing but the subject, pure modules and its pins."""
        steps = (*situation.setup, situation.call)
        pins = [text for text in steps if "monkeypatch." in text]
        trees = [n for text in steps if text not in pins for n in ast.walk(_tree(text))]
        # What only pins mention (the `io` of a standard input) is used by nothing else.
        pinning = _mentioned([n for text in pins for n in ast.walk(_tree(text))])
        spare = pinning - _mentioned(trees)
        imports = [one for one in read_imports(situation.imports) if one.bound not in spare]
        modules = {one.module or one.name for one in imports}
        known = {self._module, *(one for one in modules if one.partition(".")[0] in _PURE)}
        fixtures = {"tmp_path", "monkeypatch", "capsys", "caplog"}
        is_alone = modules <= known and not fixtures & _mentioned(trees)
        return is_alone and all(map(self._is_closed, trees))

    def _is_closed(self, node: ast.AST) -> bool:  # noqa: PLR0911 - one answer a kind
        """Tell whether a node leads to nothing but the subject and what is pure."""
        match node:
            case ast.Import() | ast.ImportFrom():
                return all(origin in _PURE for _, origin in _imported(node))
            case ast.Name(id=name):
                # To read a constant of another module runs nothing of it.
                is_known = name.isupper() or self._origins.get(name, "re") in _PURE
                return is_known and name not in _IMPURE_BUILTINS
            case ast.Attribute(value=ast.Name(id=name)):
                return self._origins.get(name, "re") in _PURE
            case ast.Call(func=ast.Name(id=name)):
                return name in self._own | _BUILTINS or self._origins.get(name) in _PURE
            case ast.Call(func=ast.Attribute(attr=name, value=value)):
                root = ast.unparse(value).partition(".")[0]
                return name in self._own | _METHODS or self._origins.get(root) in _PURE
            case ast.Call():
                return False
            case _:
                return True


def _tree(text: str) -> ast.AST:
    try:
        return parsed(text)
    except SyntaxError:
        return ast.Module([], [])


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield a statement and what it evaluates itself: of a block, only the head."""
    yield statement
    if isinstance(statement, _DEFINITIONS):
        return
    stack = [one for one in ast.iter_child_nodes(statement) if not isinstance(one, ast.stmt)]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.stmt))


def _outside(node: ast.stmt) -> Iterator[ast.AST]:
    """Yield what a definition's decorators and bases mention."""
    heads = [*getattr(node, "decorator_list", []), *getattr(node, "bases", [])]
    return (one for head in heads for one in ast.walk(head))


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the names that imports bind, and the top modules that they come from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield (one.asname or one.name).partition(".")[0], one.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            top = "" if node.level else (node.module or "").partition(".")[0]
            yield from ((one.asname or one.name, top) for one in node.names)


def _mentioned(nodes: list[ast.AST]) -> set[str]:
    names = {one.id for one in nodes if isinstance(one, ast.Name)}
    return names | {one.attr for one in nodes if isinstance(one, ast.Attribute)}
