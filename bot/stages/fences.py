"""Which lines of a Markdown text stand outside of fenced code, as CommonMark has it. Pure.

No Markdown library comes with the program, so this knows fences, and the list items that a
fence ends with. It does not look into raw HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INDENT_MAX = 3
"""Columns before a fence or a list item; one more makes it code."""

TAB_COLUMNS = 4
# Python's own ends of lines are more: a stranger's text could begin a line with one of them.
_LINE_END = re.compile(r"\r\n?|\n")
_OPENING = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_ITEM = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?: {1,4}(?=[^ ])| (?= )|$)")
_NO_TEXT = re.compile(r"$|[#<>]")


def unfenced(text: str) -> Iterator[str]:
    """Yield the lines that are outside, without their ends.

    Source: CommonMark 0.31.2, "Fenced code blocks", "List items" and "Paragraphs".
    """
    fence, fence_column = "", 0
    columns, is_text = [0], False
    for line in _LINE_END.split(text):
        shown = line.expandtabs(TAB_COLUMNS).rstrip(" ")
        bare = shown.lstrip(" ")
        indent = len(shown) - len(bare)
        if fence and bare and indent < fence_column:
            # Its list item has ended, and the fence with it.
            fence = ""
        if fence:
            is_fence = set(bare) == {fence[0]} and len(bare) >= len(fence)
            fence = "" if is_fence and indent - fence_column <= INDENT_MAX else fence
            continue
        while bare and indent < columns[-1] and not (is_text and _is_text(bare)):
            columns.pop()
        if indent - columns[-1] <= INDENT_MAX:
            begun, bare = _begun(bare, indent)
            columns += begun
            opening = _OPENING.match(bare)
            if opening:
                fence, fence_column, is_text = opening[0], columns[-1], False
                continue
        is_text = _is_text(bare.lstrip("> "))
        yield line


def _begun(bare: str, indent: int) -> tuple[list[int], str]:
    """Return the columns at which list items begin that a line opens, and what is left of it."""
    columns, at = [], 0
    while item := _ITEM.match(bare, at):
        indent += max(len(item[0]), len(item[0].rstrip()) + 1)
        columns.append(indent)
        at = item.end()
    return columns, bare[at:]


def _is_text(bare: str) -> bool:
    """Tell whether a line is a paragraph's, which goes on below however little is indented."""
    return not any(start.match(bare) for start in (_NO_TEXT, _OPENING, _ITEM))
