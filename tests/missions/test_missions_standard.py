"""What a mission gets by a path or a tally alone: category, priority and description."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.coverage import Tally
from bot.domain.mission import Priority
from bot.stages.globs import matches
from bot.stages.standard import (
    CategoryRule,
    category_of,
    describe,
    is_standard_description,
    priority_of,
)


def test_high_priority_is_below_half() -> None:
    assert priority_of(Tally(49, 100)) is Priority.HIGH
    assert priority_of(Tally(50, 100)) is Priority.MEDIUM
    assert priority_of(Tally(0, 1)) is Priority.HIGH


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("src/shop/cart.py", "shop"),
        ("src/shop/core/x.py", "core"),
        ("src/shop/core/deep/x.py", "core"),
        ("pkg/core/x.py", "core"),
        ("pkg/x.py", "pkg"),
        ("lib/pkg/x.py", "pkg"),
        ("setup.py", "misc"),
        ("src/setup.py", "misc"),
    ],
)
def test_a_category_is_the_folder_that_tells_most(path: str, category: str) -> None:
    assert category_of(path, ()) == category


def test_the_first_category_rule_that_matches_wins() -> None:
    rules = (CategoryRule("src/**/cli_*.py", "cli"), CategoryRule("src/**", "rest"))

    assert category_of("src/a/b/cli_x.py", rules) == "cli"
    assert category_of("src/a.py", rules) == "rest"
    assert category_of("other/a.py", rules) == "other"


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("src/a.py", "*.py", True),
        ("src/a.py", "a.*", True),
        ("src/a.py", "src/*.py", True),
        ("src/x/a.py", "src/*.py", False),
        ("src/x/a.py", "src/**", True),
        ("src/x/y/a.py", "src/**/a.py", True),
        ("src/a.py", "src/**/a.py", True),
        ("src/a.py", "**/a.py", True),
        ("a.py", "**/a.py", True),
        ("src/ba.py", "src/**/a.py", False),
        ("src/ab.py", "src/a?.py", True),
        ("src/a/.py", "src/a?.py", False),
        ("src/a.py", "src/a.pyc", False),
        ("src/a.py", "src/[a].py", False),
        ("src/[a].py", "src/[a].py", True),
    ],
)
def test_a_star_stays_in_a_folder_and_two_cross(path: str, pattern: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert matches(path, pattern) is expected


def test_many_stars_match_in_bearable_time() -> None:
    assert not matches("a/" * 60 + "b", "**/" * 20 + "*" * 20 + "c")


@given(
    st.integers(0, 500).flatmap(lambda t: st.tuples(st.integers(0, t), st.just(t))),
    st.integers(0, 100),
)
def test_a_description_is_known_as_ours_whatever_its_numbers(
    tally: tuple[int, int], target_pct: int
) -> None:
    text = describe(Tally(*tally), target_pct)

    assert is_standard_description(text)
    assert not is_standard_description(f"{text}.")
    assert text.endswith(" 1 line to go") is (Tally(*tally).needed(target_pct) == 1)
