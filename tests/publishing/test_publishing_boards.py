"""Which issue is whose dashboard: by marker, author, label and age."""

from __future__ import annotations

from dataclasses import replace

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
    seen = found(stranger)

    assert (seen.own, seen.others, seen.unlabelled) == ((), (), ())


def test_a_persons_is_kept_apart() -> None:
    assert found(issue(1, ADA)) == Boards(people=(issue(1, ADA),))


def test_our_own_without_its_label_is_known_and_does_not_count() -> None:
    lost = issue(1, BOT, labelled=False)

    assert found(lost) == Boards(unlabelled=(lost,))
    assert found(replace(lost, is_open=False)) == Boards()


def test_a_marker_inside_a_line_is_none() -> None:
    text = f"* `{marker_of('release')}`\n{marker_of('main')}"
    one = replace(issue(1, BOT), body=text)

    assert found(one, base="release") == Boards()
    assert found(one).own == (one,)


@pytest.mark.parametrize("quoted", ["> {}", "    {}", "```\n{}\n```", "~~~html\n{}\n~~~", "a {}"])
def test_a_marker_that_is_quoted_is_none(quoted: str) -> None:
    one = replace(issue(1, BOT), body=f"See:\n\n{quoted.format(marker_of('main'))}\n")

    assert found(one) == Boards()


@pytest.mark.parametrize(
    ("before", "is_quoted"),
    [
        ("````\n```", True),
        ("```\n~~~", True),
        ("```\n``` py", True),
        ("```\n    ```", True),
        ("``` a`b", False),
        ("```\n````", False),
        ("* a\n  ```", False),
        ("a\u2028```", False),
    ],
)
def test_what_quotes_a_marker_is_a_fence_as_markdown_has_it(
    before: str, *, is_quoted: bool
) -> None:
    one = replace(issue(1, BOT), body=f"{before}\n{marker_of('main')}\n")

    assert found(one) == (Boards() if is_quoted else Boards((one,)))


def test_only_an_end_of_a_line_in_markdown_begins_a_marker() -> None:
    one = replace(issue(1, BOT), body=f"> said:\u2028{marker_of('main')}\u2028")

    assert found(one) == Boards()


@pytest.mark.parametrize(
    ("base", "shown"),
    [
        ("rel/@octo", "rel/@\u200bocto"),
        ("gh-12", "gh-\u200b12"),
        ("fix\u202e#7", "fix\\u202e#\u200b7"),
    ],
)
def test_a_title_mentions_nobody_and_hides_nothing(base: str, shown: str) -> None:
    assert title_of(base) == f"Coverage missions ({shown})"


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
