"""Untrusted text shows as typed and means nothing: proved on the tokens of a Markdown reader."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.stages.markdown import (
    ZERO_WIDTH_SPACE,
    code,
    escape,
    fence,
    one_line,
    plain,
    visible,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PIECES = (
    "# h", "## ", "- ", "* ", "+ ", "1. ", "2) ", "> ", "---", "===", "```", "~~~", "`", "``", "|",
    "\\", "\\|", "_", "__", "*", "**", "~~", "[x](http://a.b)", "![i](u)", "[a]: http://b", "<b>",
    "<!-- x -->", "-->", "&amp;", "&#64;", "@user", "@org/team", "#12", "GH-7", "org/repo#3",
    "https://evil.example", "www.evil.example", "mailto:a@b.example", "a@b.example", "$x$", "\n",
    "\n\n", "\r\n", "\r", "\t", "    ", "\x1b[31m", "\u202e", "\u200b", "\u2028", "\x00", "\ud800",
    "\n```\n", "\n````\n",
    "fixes #1", "é", "日本", "word", "a_b", "__init__", ":tada:", ":--", "!", "[", "]", "(", ")",
)  # fmt: skip
UNTRUSTED = st.one_of(
    st.text(st.characters()),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=12).map("".join),
)
# An address needs its "@", a scheme its "://", so mailto: is among them.
TRIGGERS = re.compile(r"@\w|\w://\w|www\.|#\d|\bgh-\d|_gh-\d|(?<!\d):[\w+-]+:", re.IGNORECASE)


def leaves(markdown: str) -> list[Token]:
    """Return all tokens of a text, those inside lines included."""
    found: list[Token] = []
    for token in READER.parse(markdown):
        found.extend(token.children if token.children is not None else [token])
    return found


def kinds(markdown: str) -> set[str]:
    return {token.type for token in leaves(markdown)}


def shown(markdown: str) -> str:
    return "".join(t.content for t in leaves(markdown) if t.type in {"text", "code_inline"})


@given(UNTRUSTED)
@example("1. a")
@example("a\n===")
@example("__init__ and _x_")
@example("![a](b)<b>")
def test_prose_is_one_paragraph_of_text(text: str) -> None:
    escaped = escape(text)

    assert kinds(escaped) <= {"paragraph_open", "paragraph_close", "text", "text_special"}


@given(UNTRUSTED)
def test_prose_reads_as_it_was_typed(text: str) -> None:
    html = READER.render(f"x {escape(text)}")
    told = "".join(t.content for t in leaves(f"x {escape(text)}"))

    assert told.replace(ZERO_WIDTH_SPACE, "") == f"x {one_line(text)}".rstrip()
    assert html.count("<") == 2


@given(UNTRUSTED)
def test_prose_calls_nobody_and_links_nowhere(text: str) -> None:
    told = "".join(t.content for t in leaves(escape(text)))

    assert not TRIGGERS.search(told)
    assert not TRIGGERS.search(plain(text))


@given(UNTRUSTED)
def test_code_is_one_span_or_prose(text: str) -> None:
    tokens = [t for t in leaves(f"a {code(text)} z") if not t.type.startswith("paragraph")]

    if one_line(text) and "|" not in text:
        assert [t.type for t in tokens] == ["text", "code_inline", "text"]
        assert tokens[1].content == one_line(text)
    else:
        assert {t.type for t in tokens} <= {"text", "text_special"}


@given(UNTRUSTED, st.sampled_from([code, escape]))
def test_a_table_keeps_its_cells(text: str, filter_: Callable[[str], str]) -> None:
    tokens = READER.parse(f"| a | b |\n| --- | --- |\n| {filter_(text)} | end |\n| next | row |\n")

    contents = [after.content for t, after in pairwise(tokens) if t.type == "td_open"]
    assert len(contents) == 4
    assert contents[1:] == ["end", "next", "row"]


@given(UNTRUSTED)
def test_a_fence_holds_all_of_it_and_ends(text: str) -> None:
    tokens = READER.parse(f"before\n\n{fence(text, 'python')}\n\nafter\n")

    assert [t.type for t in tokens if t.nesting >= 0] == [
        "paragraph_open",
        "inline",
        "fence",
        "paragraph_open",
        "inline",
    ]
    assert tokens[3].info == "python"


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_a_fence_shows_printable_text_unchanged(text: str) -> None:
    (block,) = [t for t in READER.parse(fence(f"x{visible(text)}")) if t.type == "fence"]

    assert block.content == f"x{visible(text)}\n"


@given(UNTRUSTED)
def test_one_line_has_no_end_and_nothing_invisible(text: str) -> None:
    line = one_line(text)

    assert line.isprintable()
    assert len(line.splitlines()) <= 1


@given(UNTRUSTED)
def test_making_visible_twice_changes_nothing(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert set(visible(text)) - {"\n", "\t"} == {c for c in visible(text) if c.isprintable()}


def test_an_empty_text_in_code_says_so() -> None:
    assert code(" \n") == "(empty)"


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("src/shop/cart_test.py", "src/shop/cart_test.py"),
        ("86.1 % of lines", "86.1 % of lines"),
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
        ("lines 60-62", "lines 60-62"),
        ("C# and !important", "C# and !important"),
    ],
)
def test_harmless_prose_keeps_its_looks_in_an_e_mail(text: str, raw: str) -> None:
    assert escape(text) == raw


def test_hidden_and_turning_characters_are_shown() -> None:
    assert visible("a\u202eb\x1b[0m\x00") == "a\\u202eb\\x1b[0m\\x00"
