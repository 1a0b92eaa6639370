"""What a pull request's text carries for the next run comes back, and nothing forged does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stages.metadata import (
    BOXES,
    METADATA_CHARS_MAX,
    Metadata,
    metadata_of,
    text_digest,
    ticked,
    with_metadata,
    without_metadata,
)

FACTS = Metadata("m-1", "sha256:0", ("tests",), "title", "abc", "tree")
RETRY = "- [x] <!-- missions:retry --> again"


@given(st.text(), st.lists(st.text()), st.text())
def test_metadata_comes_back_whatever_it_says(body: str, labels: list[str], text: str) -> None:
    facts = Metadata("m-1", "sha256:0", tuple(labels), "title", text, "--> <!-- -->")

    written = with_metadata(body, facts)

    assert metadata_of(written) == facts
    assert written.count("-->") == without_metadata(body).count("-->") + 1


def test_the_last_metadata_counts_and_replaces_the_one_before() -> None:
    first = with_metadata("text", FACTS)

    second = with_metadata(first, replace(FACTS, tree="other"))

    assert metadata_of(second) == replace(FACTS, tree="other")
    assert second.count("coverage-missions:v1") == 1
    assert without_metadata(second) == "text"


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "<!-- coverage-missions:v1 {} -->",
        "<!-- coverage-missions:v1 {no json} -->",
        '<!-- coverage-missions:v1 {"mission": 1} -->',
        "<!-- coverage-missions:v1 [] -->",
        with_metadata("", replace(FACTS, text="x" * METADATA_CHARS_MAX)),
    ],
    ids=["none", "empty", "no JSON", "other fields", "a list", "too long"],
)
def test_damaged_metadata_is_none(damaged: str) -> None:
    assert metadata_of(damaged) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{BOXES}\n{RETRY}", {"retry"}),
        (f"{BOXES}\n{RETRY.replace('[x]', '[X]')}", {"retry"}),
        (f"{BOXES}\n* [x] <!-- missions:retry -->\r\n", {"retry"}),
        (f"{BOXES}\n{RETRY.replace('[x]', '[ ]')}", set()),
        (RETRY, set()),
        (f"```\n{BOXES}\n{RETRY}\n```\n{BOXES}\n- [ ] <!-- missions:retry --> again", set()),
        (f"{BOXES}\n    {RETRY}", set()),
    ],
)
def test_a_box_is_read_only_where_the_bot_wrote_it(body: str, expected: set[str]) -> None:
    assert ticked(body) == expected


@pytest.mark.parametrize(
    "other",
    [
        f"A  b\r\n\r\n{RETRY}",
        f"A b\n{RETRY.replace('[x]', '[ ]')}\n",
        with_metadata(f"A b\n{RETRY}", FACTS),
    ],
)
def test_white_space_ticks_and_metadata_are_no_change_of_a_text(other: str) -> None:
    assert text_digest(other) == text_digest(f"A b\n{RETRY}")
    assert text_digest(other) != text_digest(f"A c\n{RETRY}")
