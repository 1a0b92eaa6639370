"""What is still uncovered leads to its lines on GitHub, whatever the file is called."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest
from fakes.records import RECORD
from fakes.rendered import rendered
from fakes.writers import BLOB, comment, pull, summary
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.paths import why_unsafe
from bot.stages.links import LINK_CHARS_MAX, blob_url, linked_lines, source_url, unpinned
from bot.stages.metadata import text_digest
from bot.stages.upsert import is_same_text
from bot.stages.wording import Listed

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = f"{BLOB}src/shop/cart.py"
OTHER = BLOB.replace("0123", "ffff")


def hrefs(markdown: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<a href="([^"]*)"', rendered(markdown))]


def test_each_range_leads_to_its_lines() -> None:
    shown = linked_lines(Listed(("3-7", "9"), 2), PAGE)

    assert shown == f"lines [3-7]({PAGE}#L3-L7), [9]({PAGE}#L9) and 2 more ranges"
    assert linked_lines(Listed(("9",), 0), PAGE) == f"line [9]({PAGE}#L9)"


def test_without_a_page_ranges_are_plain_text() -> None:
    assert linked_lines(Listed(("3-7", "9"), 2), "") == "lines 3-7, 9 and 2 more ranges"
    assert linked_lines(Listed(("9",), 0), "") == "line 9"


@pytest.mark.parametrize("write", [pull, comment, summary])
def test_people_are_led_to_the_lines_where_the_repository_is_known(
    write: Callable[..., str],
) -> None:
    text = write(RECORD, blob=BLOB)

    assert hrefs(text)
    assert all(re.fullmatch(re.escape(PAGE) + r"#L\d+(-L\d+)?", one) for one in hrefs(text))
    assert re.sub(r"\[([\d-]+)\]\([^)]*\)", r"\1", text) == write(RECORD)
    assert not hrefs(write(RECORD))


@given(st.text(min_size=1, max_size=60).filter(lambda path: not why_unsafe(path)))
@example("a b](http://e.example)[x.py")
@example('a)"<img src=x>.py')
@example("@ada/#1?x=%2e%2e&y.py")
def test_a_path_changes_nothing_but_the_address(path: str) -> None:
    text = summary(replace(RECORD, subject=path), blob=BLOB)

    shown = hrefs(text)
    assert len(shown) == len(hrefs(summary(RECORD, blob=BLOB)))
    assert all(one.startswith(BLOB) and one.count("#") == 1 for one in shown)
    assert not re.search(r"<(img|script)", rendered(text))


def test_an_address_that_is_too_long_is_left_out() -> None:
    most = LINK_CHARS_MAX - len(BLOB)

    assert source_url(BLOB, "x" * most)
    assert source_url(BLOB, "x" * (most + 1)) == ""
    assert source_url("", "a.py") == ""


def test_the_least_text_has_no_links() -> None:
    assert hrefs(pull(RECORD, room=-1, blob=BLOB)) == []


def test_the_commit_of_a_link_is_no_news() -> None:
    old, new = (pull(RECORD, blob=blob) for blob in (BLOB, OTHER))

    assert old != new
    assert unpinned(old) == unpinned(new)
    assert text_digest(old) == text_digest(new)
    assert is_same_text(comment(RECORD, blob=BLOB), comment(RECORD, blob=OTHER))
    assert text_digest(old) != text_digest(pull(RECORD))


def test_a_repositorys_files_have_an_address() -> None:
    assert blob_url("https://ghe.example", "octo/shop", "ab12") == (
        "https://ghe.example/octo/shop/blob/ab12/"
    )
