"""What asking taught: counts add up in any order, and nothing counts twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.learned import Count, Learned, Lesson
from bot.domain.trajectory import Asked
from bot.stages.learning import LESSONS_MAX, added, after, newest

counts = st.builds(
    lambda model, kind, variant, asked, missed: Count(
        model, "", kind, variant, asked + missed, asked
    ),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["function", "method"]),
    st.sampled_from(["gap@1/0.2", "gap@1/0.8"]),
    st.integers(0, 9),
    st.integers(0, 9),
)
tables = st.lists(counts, max_size=6).map(tuple)


@given(st.lists(tables, max_size=4), st.randoms())
def test_counts_add_up_in_any_order(many: list[tuple[Count, ...]], lot: object) -> None:
    whole = added(many)
    shuffled = list(many)
    lot.shuffle(shuffled)  # type: ignore[attr-defined]  # Random, as Hypothesis gives it

    assert added(shuffled) == whole
    assert added([added(many[:2]), added(many[2:])]) == whole
    assert sum(one.asked for one in whole) == sum(one.asked for table in many for one in table)
    assert sum(one.kept for one in whole) == sum(one.kept for table in many for one in table)


def test_a_count_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        Count("a", "", "function", "gap@1/0.2", 2, 3)


def asked(prompt: str, end: str = "stopped") -> Asked:
    return Asked(1, "m", "d", prompt, "f", (1,), "{}", end, 1, 9, 9, 1.0, kind="function")


def test_a_run_is_counted_by_way_and_kind() -> None:
    told = [asked("gap@1/0.2:a"), asked("gap@1/0.2:b"), asked("brief@2/0.2:c")]

    learned = after(Learned("m-1"), told, {"gap@1/0.2:b"})

    assert learned.rounds == 1
    assert learned.counts == (
        Count("m", "d", "function", "brief@2/0.2", 1, 0),
        Count("m", "d", "function", "gap@1/0.2", 2, 1),
    )
    assert [(one.prompt[-1], one.kept) for one in learned.lessons] == [
        ("a", False),
        ("b", True),
        ("c", False),
    ]


def test_what_was_answered_from_memory_counts_once() -> None:
    first = after(Learned("m-1"), [asked("gap@1/0.2:a")], {"gap@1/0.2:a"})

    second = after(first, [asked("gap@1/0.2:a"), asked("gap@1/0.2:b")], {"gap@1/0.2:a"})

    assert [(one.asked, one.kept) for one in second.counts] == [(2, 1)]
    assert second.rounds == 2


@pytest.mark.parametrize("end", ["failed", "cancelled", "timed out", "prompt too long"])
def test_what_nobody_answered_teaches_nothing(end: str) -> None:
    assert after(Learned("m-1"), [asked("gap@1/0.2:a", end)], ()) == Learned("m-1")


def test_lessons_are_bounded_and_the_latest_stay() -> None:
    learned = Learned("m-1")
    for number in range(LESSONS_MAX + 5):
        learned = after(learned, [asked(f"gap@1/0.2:{number}")], ())

    assert len(learned.lessons) == LESSONS_MAX
    assert learned.lessons[-1] == Lesson(f"gap@1/0.2:{LESSONS_MAX + 4}", "f", kept=False)
    assert learned.counts[0].asked == LESSONS_MAX + 5


def test_of_two_files_about_a_mission_the_later_one_counts() -> None:
    early = after(Learned("m-1"), [asked("gap@1/0.2:a")], ())
    late = after(early, [asked("gap@1/0.2:b")], ())
    other = replace(early, mission="m-0")

    assert newest([late, other, early]) == newest([early, late, other]) == (other, late)
