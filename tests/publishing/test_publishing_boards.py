"""Which issue is whose dashboard: by marker, author, label and age."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forge import IssueSeen
from bot.stages.boards import DASHBOARD_LABEL, Boards, boards_of, heard_of, marker_of, title_of

BOT, APP, ADA = "github-actions[bot]", "missions-app[bot]", "ada"
TITLE_CHARS_MAX = 256


def issue(number: int, author: str, *, base: str = "main", labelled: bool = True) -> IssueSeen:
    labels = frozenset({DASHBOARD_LABEL} if labelled else ())
    return IssueSeen(number, "", author, f"rows\n{marker_of(base)}\n", labels, is_open=True)


def found(*issues: IssueSeen, base: str = "main") -> Boards:
    return boards_of(issues, base=base, login=BOT)


def test_own_and_others_are_told_apart() -> None:
    mine, older, theirs = issue(4, BOT), issue(2, BOT), issue(3, APP)

    assert found(mine, older, theirs) == Boards((older, mine), (theirs,))


@pytest.mark.parametrize(
    "stranger", [issue(1, ADA), issue(1, APP, labelled=False), issue(1, BOT, base="mai")]
)
def test_what_a_person_or_nobody_with_rights_vouches_for_is_none(stranger: IssueSeen) -> None:
    assert found(stranger) == Boards()


def test_our_own_is_known_without_its_label() -> None:
    assert found(issue(1, BOT, labelled=False)).own


def test_a_marker_inside_a_line_is_none() -> None:
    text = f"* `{marker_of('release')}`\n{marker_of('main')}"
    one = IssueSeen(1, "", BOT, text, frozenset(), is_open=True)

    assert found(one, base="release") == Boards()
    assert found(one).own == (one,)


def test_of_several_bots_the_oldest_of_the_youngest_bot_is_heard() -> None:
    assert heard_of([]) is None
    assert heard_of([issue(1, BOT), issue(9, BOT), issue(5, APP), issue(6, APP)]) == issue(5, APP)


@given(st.text(min_size=1, max_size=250), st.text(min_size=1, max_size=250))
def test_bases_have_markers_of_their_own(one: str, other: str) -> None:
    marker = marker_of(one)

    assert marker.isascii()
    assert marker.count("--") == 2
    assert ">" not in marker[:-1]
    assert (marker == marker_of(other)) == (one == other)
    assert found(issue(1, BOT, base=one), base=one).own
    assert len(title_of(one)) <= TITLE_CHARS_MAX
