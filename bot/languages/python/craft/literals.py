"""Write long text literals over several lines, so that a reader sees the lines they hold.

Adjacent literals in parentheses are one literal: what the code does never changes.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS_MAX = 80
LINES_FROM_CHARS = 48
SPLIT_FROM_CHARS = 40
PIECE_CHARS = 68
STEP = "    "


def readable(source: str) -> str:
    """Split text literals that are long, or of many lines, where their lines end, else at spaces.

    Code that does not parse is returned as it is; so are f-strings, docstrings and bytes.
    """
    try:
        tree = parsed(source)
    except SyntaxError:
        return source
    if "\r" in source:
        return source
    lines = source.split("\n")
    # From the end, so that earlier places stay where they are.
    for node, closed in sorted(_texts(tree), key=lambda one: _place(one[0]), reverse=True):
        line = lines[node.lineno - 1]
        start, end = _column(line, node.col_offset), _column(line, node.end_col_offset or 0)
        if _is_long(str(node.value), end - start, len(line)):
            written = side_by_side(str(node.value), closed=closed)
            lines[node.lineno - 1] = line[:start] + written + line[end:]
    return "\n".join(lines)


def side_by_side(text: str, *, closed: bool = True) -> str:
    """Write a text as literals on lines of their own; `closed` puts parentheses around them."""
    inside = "".join(f"\n{STEP}{piece!r}" for piece in pieces(text)) + "\n"
    return f"({inside})" if closed else inside


def pieces(text: str) -> list[str]:
    """Cut a text after its line ends, and lines too long to read after a space."""
    found: list[str] = []
    for line in _lines(text):
        rest = line
        while len(repr(rest)) > PIECE_CHARS:
            # A character can be written in more than one: cut early.
            at = rest.rfind(" ", 0, PIECE_CHARS - 8) + 1
            if at == 0:
                break
            found.append(rest[:at])
            rest = rest[at:]
        found.append(rest)
    return found


def _lines(text: str) -> list[str]:
    """Cut after line feeds alone: other line ends are rare, and shown as what they are."""
    *whole, last = text.split("\n")
    return [*(line + "\n" for line in whole), *([last] if last else [])]


def _texts(node: ast.AST) -> Iterator[tuple[ast.Constant, bool]]:
    """Yield texts on one line, and whether they need parentheses: a lone argument does not."""
    alone = isinstance(node, ast.Call) and len(node.args) + len(node.keywords) == 1
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            if not isinstance(node, ast.Expr) and child.lineno == child.end_lineno:
                yield child, not alone
        elif not isinstance(child, ast.JoinedStr):
            yield from _texts(child)


def _place(node: ast.Constant) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _column(line: str, offset: int) -> int:
    """Turn a byte offset, as syntax trees count, into characters."""
    return len(line.encode()[:offset].decode(errors="replace"))


def _is_long(text: str, chars: int, columns: int) -> bool:
    if len(pieces(text)) == 1 or chars <= SPLIT_FROM_CHARS:
        return False
    return columns > COLUMNS_MAX or (len(_lines(text)) > 1 and chars > LINES_FROM_CHARS)
