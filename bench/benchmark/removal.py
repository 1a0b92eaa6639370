"""Take failing tests out of a peer's file, so that the rest can be measured."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def without(text: str, names: Collection[str]) -> str:
    """Return the file without those top-level functions, decorators included."""
    lines = text.splitlines(keepends=True)
    dropped = set[int]()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in names:
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            dropped.update(range(first, (node.end_lineno or node.lineno) + 1))
    return "".join(line for number, line in enumerate(lines, 1) if number not in dropped)


def test_names(text: str) -> list[str]:
    """Name the top-level test functions, in order; none where the text is no Python."""
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return []
    functions = [one for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [one.name for one in functions if one.name.startswith("test")]
