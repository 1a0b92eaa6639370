"""Take out of texts what was only spliced into them: the subject's own messages. Text only."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.languages.python.craft.shrink import replaced
from bot.languages.python.craft.syntax import nodes_of_line, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PIECE_CHARS_MIN = 8
"""A shorter piece is a word or a mark that the input may well need."""


def messages(source: str) -> tuple[str, ...]:
    """Return the texts of several words that a subject spells out, the longest first."""
    try:
        tree = parsed(source)
    except SyntaxError:
        return ()
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    found = [one for one in texts if len(one) >= PIECE_CHARS_MIN and " " in one.strip()]
    return tuple(sorted(found, key=lambda one: (-len(one), one)))


def unspliced(text: str, pieces: Sequence[str]) -> Iterator[str]:
    """Yield a line of code with one piece less in one of its texts each."""
    nodes = nodes_of_line(text)
    within = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in within
        ):
            for piece in pieces:
                if piece in node.value and piece != node.value:
                    yield replaced(text, node, repr(node.value.replace(piece, "", 1)))
