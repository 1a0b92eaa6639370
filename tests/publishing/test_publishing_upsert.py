"""One comment stays one, however many runs write it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forge import CommentSeen
from bot.stages.upsert import upsert

MARKER = "<!-- coverage-missions:report:v1 id=m-1 -->"
BODY = f"41 % to 88 %\n{MARKER}\n"


def comment(number: int, body: str = BODY, author: str = "bot") -> CommentSeen:
    return CommentSeen(number, author, body)


def test_the_oldest_of_the_bots_own_comments_is_kept() -> None:
    found = upsert(
        [comment(9), comment(4), comment(2, author="ann"), comment(1, "other"), comment(6)],
        marker=MARKER,
        login="bot",
        body=BODY,
    )

    assert (found.kept, found.is_changed, found.surplus) == (4, False, (6, 9))


def test_a_first_comment_is_posted() -> None:
    assert upsert([comment(2, author="ann")], marker=MARKER, login="bot", body=BODY).kept is None


def test_a_comment_that_quotes_the_marker_is_another_workflows() -> None:
    for body in (f"Somebody wrote `{MARKER}`", f"{MARKER}\nwas written", f"> {MARKER}", ""):
        assert upsert([comment(4, body)], marker=MARKER, login="bot", body=BODY).kept is None


def test_line_ends_of_the_forge_are_no_change() -> None:
    seen = comment(4, BODY.replace("\n", "\r\n").rstrip())

    assert not upsert([seen], marker=MARKER, login="bot", body=BODY).is_changed
    assert upsert([seen], marker=MARKER, login="bot", body=f"new {BODY}").is_changed


@given(st.lists(st.integers(1, 99), min_size=1, max_size=9, unique=True), st.randoms())
def test_all_runs_keep_the_same_comment_in_whatever_order_they_see_them(
    numbers: list[int], random: object
) -> None:
    shuffled = sorted(numbers, key=lambda _: random.random())  # type: ignore[attr-defined]  # st.randoms

    one, other = (
        upsert([comment(n) for n in order], marker=MARKER, login="bot", body=BODY)
        for order in (numbers, shuffled)
    )

    assert one == other
    assert one.kept == min(numbers)
    assert {one.kept, *one.surplus} == set(numbers)
