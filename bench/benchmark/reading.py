"""Count what test code holds, without running it."""

from __future__ import annotations

import ast
import hashlib
from typing import TYPE_CHECKING

from benchmark.results import Read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
EXPECTING = frozenset({"raises", "warns", "deprecated_call"})


def read(made: Path, files: Iterable[str]) -> Read:
    """Read one module's test files."""
    lines, without = 0, list[str]()
    for file in files:
        text = (made / file).read_text(encoding="utf-8")
        lines += code_lines(text)
        without += [f"{file}::{name}" for name in without_assertion(text)]
    return Read(lines, tuple(without))


def code_lines(text: str) -> int:
    """Count lines that are neither blank nor all comment."""
    return sum(
        bool(line.strip()) and not line.lstrip().startswith("#") for line in text.split("\n")
    )


def without_assertion(text: str) -> list[str]:
    """Name the tests that assert nothing that could fail, in the file's order.

    `assert` with more than constants counts, `pytest.raises` and its kin, unittest's
    `self.assert...`, a strict xfail that names its exception, and a call of a
    function of the same file that asserts.
    """
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    helpers = {node.name for node in functions if any(_asserting(node))}
    return [
        node.name
        for node in functions
        if node.name.startswith("test") and not any(_asserting(node)) and not _calls(node, helpers)
    ]


def _asserting(function: Function) -> Iterator[bool]:
    yield from (_strict_xfail(decorator) for decorator in function.decorator_list)
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            yield not _constant(node.test)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            of_pytest = isinstance(owner, ast.Name) and owner.id == "pytest"
            of_self = isinstance(owner, ast.Name) and owner.id == "self"
            yield of_pytest and node.func.attr in EXPECTING
            yield of_self and node.func.attr.startswith("assert")


def _constant(test: ast.expr) -> bool:
    return not any(isinstance(node, ast.Name | ast.Call) for node in ast.walk(test))


def _strict_xfail(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or not ast.unparse(decorator.func).endswith("xfail"):
        return False
    named = {keyword.arg: ast.unparse(keyword.value) for keyword in decorator.keywords}
    return named.get("strict") == "True" and "raises" in named


def _calls(function: Function, names: set[str]) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
        for node in ast.walk(function)
    )


def digest(made: Path, files: Iterable[str]) -> str:
    """Return a digest of the files' names and bytes."""
    summed = hashlib.sha256()
    for file in files:
        summed.update(f"{file}\n".encode() + (made / file).read_bytes())
    return summed.hexdigest()[:16]
