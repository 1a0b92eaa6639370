"""Turn the places of a syntax tree's nodes into edits of one line of the source. Text only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.tested import Mutant

if TYPE_CHECKING:
    import ast


class Lines:
    """A source's lines, with places in characters; syntax trees count UTF-8 bytes."""

    def __init__(self, source: str) -> None:
        # As the tokenizer splits: a form feed or U+2028 ends no line.
        self._lines = re.split(r"\r\n|\r|\n", source)

    def column(self, line: int, offset: int) -> int:
        """Turn a byte offset into a 0-based character column."""
        return len(self._lines[line - 1].encode()[:offset].decode(errors="replace"))

    def edit(self, line: int, start: int, end: int, after: str) -> Mutant:
        """Replace bytes `start` to `end` of a line."""
        first, last = self.column(line, start), self.column(line, end)
        return Mutant(line, first, last, self._lines[line - 1][first:last], after)

    def replaced(self, node: ast.expr | ast.stmt, after: str) -> Mutant | None:
        """Replace a whole node, None where it spans lines."""
        if node.end_lineno != node.lineno or node.end_col_offset is None:
            return None
        return self.edit(node.lineno, node.col_offset, node.end_col_offset, after)

    def between(self, left: ast.expr, right: ast.expr, token: str, after: str) -> Mutant | None:
        """Replace what matches `token` between two nodes, None where they are on other lines."""
        if left.end_lineno != right.lineno or left.end_col_offset is None:
            return None
        start = self.column(right.lineno, left.end_col_offset)
        end = self.column(right.lineno, right.col_offset)
        found = re.search(token, self._lines[right.lineno - 1][start:end])
        assert found is not None, "an operator stands between its operands"
        return Mutant(right.lineno, start + found.start(), start + found.end(), found[0], after)
