from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stages.wording import (
    behaviour,
    clip,
    clip_block,
    clip_path,
    counted,
    counted_tests,
    lines_named,
    listed,
    ranges,
    ranges_text,
)


@given(st.frozensets(st.integers(1, 60)))
def test_ranges_hold_each_line_once_and_no_other(lines: frozenset[int]) -> None:
    found: list[int] = []
    for text in ranges(lines):
        first, _, last = text.partition("-")
        found += range(int(first), int(last or first) + 1)

    assert found == sorted(lines)


def test_neighbours_are_joined_and_the_rest_is_counted() -> None:
    assert ranges_text([5, 3, 4, 9, 11, 13], most=2) == "3-5, 9 and 2 more ranges"
    assert ranges_text([5, 3, 4, 9], most=2) == "3-5, 9"
    assert ranges_text([], most=2) == ""


@pytest.mark.parametrize(
    ("tests", "cases", "told"),
    [
        (12, 19, "12 tests (19 cases)"),
        (1, 2, "1 test (2 cases)"),
        (3, 3, "3 tests"),
        (0, 0, "0 tests"),
        (1000, 1204, "1,000 tests (1,204 cases)"),
    ],
)
def test_cases_are_told_where_they_are_more_than_tests(tests: int, cases: int, told: str) -> None:
    assert counted_tests(tests, cases) == told


@given(st.text(st.characters()), st.integers(5, 50))
def test_a_clipped_text_counts_what_is_gone(text: str, most: int) -> None:
    shown, _, rest = clip(text, most).partition("… [")

    assert len(shown) <= most
    assert rest == "" or rest.endswith(" more characters]")


def test_text_that_fits_is_whole() -> None:
    assert clip("abc", 3) == "abc"
    assert clip("abcd", 3) == "abc… [1 more characters]"
    assert clip_block("a\nb", 3) == "a\nb"
    assert clip_block("a\nb\nc", 3) == "a\nb\n… [2 more]"


@given(st.text(min_size=1), st.integers(2, 50))
def test_a_clipped_path_keeps_its_end(path: str, most: int) -> None:
    shown = clip_path(path, most)

    assert len(shown) <= most
    assert clip_path(path, 10_000).endswith(shown.removeprefix("…"))


@given(st.lists(st.integers()), st.integers(0, 9))
def test_a_list_shows_the_first_and_counts_the_rest(items: list[int], most: int) -> None:
    shown = listed(items, most)

    assert list(shown.items) == items[:most]
    assert len(shown.items) + shown.left == len(items)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("test_total_is_zero", "total is zero"),
        ("TestCart::test_add_twice[0]", "add twice[0]"),
        ("test_", "test_"),
        ("check_it", "check it"),
    ],
)
def test_a_name_reads_as_a_sentence(name: str, text: str) -> None:
    assert behaviour(name) == text


def test_nouns_are_counted() -> None:
    assert counted(0, "test") == "0 tests"
    assert counted(1, "test") == "1 test"
    assert counted(1204, "category", "categories") == "1,204 categories"


@pytest.mark.parametrize(
    ("ranges_", "named"), [("84", "line 84"), ("3-5", "lines 3-5"), ("3, 5", "lines 3, 5")]
)
def test_one_line_is_no_lines(ranges_: str, named: str) -> None:
    assert lines_named(ranges_) == named
