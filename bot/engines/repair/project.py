"""What the repository's own modules define: an index of names, read only where asked for."""

from __future__ import annotations

import ast
import difflib
from functools import cached_property
from typing import TYPE_CHECKING

from bot.engines.repair.script import dotted, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.facts import ModuleFacts

MODULES_MAX = 400
"""Modules of the project that are looked at."""

TEXT_MAX = 400_000
"""Characters of a module that is read."""

CLOSE = 0.6
"""How alike two names must be to be taken for one another (difflib's ratio)."""

MISSPELT = 0.85
"""How alike a name and its misspelling are."""

_APART = frozenset({"test", "tests", "testing", "doc", "docs", "examples", "example", "bench"})


class Project:
    """The modules that can be imported beside the subject, the nearest first."""

    def __init__(self, facts: ModuleFacts, source: str, texts: Mapping[str, str]) -> None:
        self.subject = facts.module
        self._source = source
        self._own = frozenset(facts.global_names)
        self._paths = {facts.module: facts.path} | dict(_modules(facts, texts))
        self._texts = {name: texts.get(path, "") for name, path in self._paths.items()}
        self._texts[facts.module] = source
        self._names: dict[str, dict[str, str]] = {}
        self._attributes: dict[str, frozenset[str]] = {}

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """Name the modules, and the packages around them: the nearest to the subject first."""
        found = {part for name in self._texts for part in _around(name)}
        return tuple(sorted(found, key=lambda name: (-_shared(name, self.subject), name)))

    @cached_property
    def imports(self) -> dict[str, str]:
        """Map names to the lines by which the subject imports them, relative ones made whole."""
        return {name: line for name, line in self._defined(self.subject).items() if line}

    def names(self, module: str) -> frozenset[str]:
        """Return what can be imported from a module of the project."""
        own = self._own if module == self.subject else frozenset()
        inside = {name for name in self.modules if name.rpartition(".")[0] == module}
        return own | self._defined(module).keys() | {name.rpartition(".")[2] for name in inside}

    def line(self, name: str) -> str:
        """Return the import that gives a name: from where it is made, or as others have it.

        "" where no module of the project has it.
        """
        having = [one for one in self.modules if name in self._texts.get(one, "")]
        lines = {one: self._defined(one)[name] for one in having if name in self._defined(one)}
        made = next((one for one, line in lines.items() if not line), "")
        return f"from {made} import {name}" if made else next(iter(lines.values()), "")

    def nearest(self, module: str) -> str:
        """Return the module that a wrong name means; "" where none is like it.

        A misspelling wins, then the longest part from the left that is a module, then the
        same last name, then the most alike.
        """
        misspelt = difflib.get_close_matches(module, self.modules, 1, MISSPELT)
        if misspelt:
            return misspelt[0]
        parts = module.split(".")
        for size in range(len(parts) - 1, 0, -1):
            if ".".join(parts[:size]) in self.modules:
                return ".".join(parts[:size])
        same = [one for one in self.modules if one.rpartition(".")[2] == parts[-1]]
        return next(iter(same or difflib.get_close_matches(module, self.modules, 1, CLOSE)), "")

    def attributes(self, class_name: str) -> frozenset[str]:
        """Return what the classes of a name define and their methods assign to `self`."""
        if class_name not in self._attributes:
            self._attributes[class_name] = frozenset(
                name
                for module in self.modules
                if f"class {class_name}" in self._texts.get(module, "")
                for node in ast.walk(self._tree(module))
                if isinstance(node, ast.ClassDef) and node.name == class_name
                for name in _members(node)
            )
        return self._attributes[class_name]

    def uses(self, attribute: str) -> list[str]:
        """Return the dotted names that end so and that the subject reads: "time.sleep"."""
        found = (
            dotted(node)
            for node in ast.walk(self._tree(self.subject))
            if isinstance(node, ast.Attribute) and node.attr == attribute
        )
        return [name for name in dict.fromkeys(found) if name.partition(".")[0] in self.imports]

    @cached_property
    def _subject_tree(self) -> ast.Module:
        return parse(self._source) or ast.Module([], [])

    def _tree(self, module: str) -> ast.Module:
        if module == self.subject:
            return self._subject_tree
        text = self._texts.get(module, "")
        return (parse(text) if len(text) <= TEXT_MAX else None) or ast.Module([], [])

    def _defined(self, module: str) -> dict[str, str]:
        """Map a module's names to the import that it has them by; "" where it makes them."""
        if module not in self._names:
            tree = self._tree(module)
            is_package = self._paths.get(module, "").endswith("__init__.py")
            found = dict(_imports(tree, module, is_package=is_package))
            self._names[module] = found | dict.fromkeys(_made(tree), "")
        return self._names[module]


def _modules(facts: ModuleFacts, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Find the modules that lie under the same root as the subject, and their paths."""
    stem = facts.module.replace(".", "/")
    root = next(
        (
            facts.path.removesuffix(ending)
            for ending in (f"{stem}.py", f"{stem}/__init__.py")
            if facts.path.endswith(ending)
        ),
        None,
    )
    inside = [path for path in sorted(texts) if root is not None and path.startswith(root)]
    for path in inside[:MODULES_MAX]:
        parts = path.removeprefix(root or "").removesuffix(".py").split("/")
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        is_apart = bool(_APART & set(parts)) or parts[-1].startswith(("test_", "conftest", "setup"))
        if path.endswith(".py") and name and not is_apart and all(map(str.isidentifier, parts)):
            yield name, path


def _around(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[:size]) for size in range(1, len(parts) + 1))


def _shared(name: str, other: str) -> int:
    """Count the parts that two names share from the left; the whole of `other` counts most."""
    parts, others = name.split("."), other.split(".")
    same = 0
    for one, two in zip(parts, others, strict=False):
        if one != two:
            break
        same += 1
    return same + (name == other)


def _imports(tree: ast.Module, module: str, *, is_package: bool) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                name = one.asname or one.name.partition(".")[0]
                yield name, f"import {one.name}{f' as {one.asname}' if one.asname else ''}"
        elif isinstance(node, ast.ImportFrom) and (
            base := _whole(node, module, is_package=is_package)
        ):
            for one in node.names:
                line = f"from {base} import {one.name}"
                yield one.asname or one.name, f"{line} as {one.asname}" if one.asname else line


def _whole(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """Return the full name of the module that is imported from."""
    if not node.level:
        return "" if node.module == "__future__" else node.module or ""
    parts = module.split(".")
    above = parts[: len(parts) - (node.level - is_package)]
    return ".".join([*above, node.module] if node.module else above)


def _made(tree: ast.Module) -> Iterator[str]:
    """Return the names that a module's own statements make, those inside `if` and `try` too."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (one.id for one in targets if isinstance(one, ast.Name))
        elif isinstance(node, ast.If | ast.Try):
            waiting += [*node.body, *node.orelse]


def _members(node: ast.ClassDef) -> Iterator[str]:
    """Return what a class body defines, and what its methods assign to `self`."""
    yield from _made(ast.Module(node.body, []))
    for one in ast.walk(node):
        match one:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name
            case _:
                pass
