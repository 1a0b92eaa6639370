"""Make untrusted text safe inside Markdown: it shows as typed and means nothing.

Untrusted is all that a model, a test run or somebody's repository wrote: paths,
messages, source. It must never become a heading, link, mention, image, HTML or
fence. Code spans and fences are preferred, because no forge looks for mentions
or references inside them; prose that cannot be code is escaped.

A bare commit hash in prose may still be linked by a forge, to a commit that is
in the same repository already.
"""

from __future__ import annotations

import re

ZERO_WIDTH_SPACE = "\u200b"
FENCE_MIN = 3
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_PROSE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    # Some renderers end a table's cell even at an escaped bar, never at its entity.
    | {"|": "&#124;"}
    | {mark: f"\\{mark}" for mark in "\\`*[]~$"}
)
_LINE_START = re.compile(r"^(\d+(?=[.)](?: |$))|(?=[-+=:#]))")
_UNDERSCORES = re.compile(r"_+")
# A backslash does not stop a forge: it looks for mentions, references and
# addresses in the rendered text. A zero-width space does (Renovate, Dependabot).
_FORGE_TRIGGERS = re.compile(
    r"@|://|www(?=\.)|(?<![^\W_])gh-(?=\d)|#(?=\d)|(?<!\d):(?=[\w+-]+:)", re.IGNORECASE
)


class Safe(str):
    """Text that went through one of the escapes below."""

    __slots__ = ()


def visible(text: str) -> str:
    """Show control, format and other unprintable characters by their escapes.

    Line feeds and tabs stay. Invisible and direction-changing characters are
    among those shown: they make code read as something else.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else _escape_of(c) for c in text)


def _escape_of(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def one_line(text: str) -> str:
    """Return the text on one line: every run of white space is one space, the rest is visible."""
    return visible(" ".join(text.split()))


def plain(text: str) -> Safe:
    """Make text safe for a title or a commit message: one line, no mention, no reference."""
    return Safe(_FORGE_TRIGGERS.sub(_broken, one_line(text)))


def _broken(match: re.Match[str]) -> str:
    trigger = match[0]
    if trigger == "://":
        return f":{ZERO_WIDTH_SPACE}//"
    return trigger + ZERO_WIDTH_SPACE


def escape(text: str) -> Safe:
    """Make text safe as prose inside a paragraph, a list item or a table cell.

    What means nothing in its place keeps its looks, for those who read the raw
    text in an e-mail.
    """
    prose = _UNDERSCORES.sub(_at_word_edge, plain(text).translate(_PROSE))
    return Safe(_LINE_START.sub(r"\1\\", prose))


def _at_word_edge(run: re.Match[str]) -> str:
    # Underscores inside a word never mean emphasis (CommonMark 6.2).
    before, after = run.string[: run.start()][-1:], run.string[run.end() :][:1]
    if before.isalnum() and after.isalnum():
        return run[0]
    return run[0].replace("_", "\\_")


def code(text: str) -> Safe:
    """Make text a code span on one line; what a span cannot hold becomes escaped prose.

    A bar ends a table's cell even inside a span, so text with one is prose.
    """
    line = one_line(text)
    if not line:
        return Safe("(empty)")
    if "|" in line:
        return escape(line)
    ticks = "`" * (_longest_run(line, "`") + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return Safe(f"{ticks}{pad}{line}{pad}{ticks}")


def fence(text: str, language: str = "text") -> Safe:
    """Make text of many lines a fenced block; the template puts it at the start of a line."""
    body = visible(_LINE_ENDS.sub("\n", text)).rstrip("\n")
    ticks = "`" * max(FENCE_MIN, _longest_run(body, "`") + 1)
    return Safe(f"{ticks}{language}\n{body}\n{ticks}")


def _longest_run(text: str, character: str) -> int:
    return max((len(run) for run in re.findall(f"{re.escape(character)}+", text)), default=0)
