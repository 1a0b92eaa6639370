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

_CODE = " " * (INDENT_MAX + 1)
TAB_COLUMNS = 4
# Python's own ends of lines are more: a stranger's text could begin a line with one of them.
_LINE_END = re.compile(r"\r\n?|\n")
_OPENING = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_ITEM = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?: {1,4}(?=[^ ])| (?= )|$)")
# What may begin below a paragraph without an empty line: no empty item, no count from elsewhere.
_ITEM_BELOW_TEXT = re.compile(r"(?:[-+*]|0*1[.)]) +[^ ]")
_BREAK = re.compile(r"([-*_])(?: *\1){2,}$")
_UNDERLINE = re.compile(r"(?:=+|-+)$")
_NO_TEXT = re.compile(r"$|[#<>]")


def unfenced(text: str) -> Iterator[str]:
    """Yield the lines that are outside, without their ends.

    Source: CommonMark 0.31.2, "Fenced code blocks", "List items" and "Paragraphs".
    """
    blocks = _Blocks()
    fence, fence_column = "", 0
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
        fence, fence_column = blocks.fence_of(bare, indent), blocks.columns[-1]
        if not fence:
            yield line


class _Blocks:
    """What is open where a line begins; `columns` are those at which list items' texts begin."""

    def __init__(self) -> None:
        self.columns = [0]
        self._is_text = False
        self._is_quoted = False
        self._is_empty_item = False

    def fence_of(self, bare: str, indent: int) -> str:
        """Read a line that is outside, and return the fence that it opens, "" for none."""
        is_below = self._ended(bare, indent)
        if indent - self.columns[-1] > INDENT_MAX:
            # Code, or a paragraph's next line.
            return ""
        if is_below and _UNDERLINE.match(bare):
            self._is_text = False
            return ""
        if is_below and _ITEM.match(bare) and not _starts_below_text(bare):
            return ""
        begun, bare = _begun(bare, indent)
        self.columns += begun
        self._is_empty_item = bool(begun) and not bare
        opening = _OPENING.match(bare)
        self._is_text = not bare.startswith(_CODE) and _is_text(bare.lstrip("> "))
        return opening[0] if opening else ""

    def _ended(self, bare: str, indent: int) -> bool:
        """End the items that a line is not of; tell whether it stands right below a paragraph."""
        if self._is_empty_item and not bare:
            self.columns.pop()
        self._is_empty_item = False
        is_lazy = self._is_text and _is_text(bare)
        is_below = self._is_text and not self._is_quoted and indent >= self.columns[-1]
        while bare and indent < self.columns[-1] and not is_lazy:
            self.columns.pop()
        self._is_quoted = bare.startswith(">") or (self._is_quoted and is_lazy)
        return is_below


def _starts_below_text(bare: str) -> bool:
    """Tell whether what looks like a list item ends the paragraph above it."""
    return bool(_BREAK.match(bare) or _ITEM_BELOW_TEXT.match(bare))


def _begun(bare: str, indent: int) -> tuple[list[int], str]:
    """Return the columns at which list items begin that a line opens, and what is left of it."""
    columns, at = [], 0
    while not _BREAK.match(bare, at) and (item := _ITEM.match(bare, at)):
        indent += max(len(item[0]), len(item[0].rstrip()) + 1)
        columns.append(indent)
        at = item.end()
    return columns, bare[at:]


def _is_text(bare: str) -> bool:
    """Tell whether a line is a paragraph's, which goes on below however little is indented."""
    return not any(start.match(bare) for start in (_NO_TEXT, _OPENING, _BREAK, _ITEM))
