"""What `show` tells of one mission: numbers, tests, refusals, what is left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.records import RECORD, TIMING, with_evidence

from bot.domain.mission import EngineName
from bot.domain.outcome import RemainingGap, Status
from bot.domain.trajectory import Attempt
from bot.domain.trial import Verdict
from bot.stages.explain import NOTE_CHARS_MAX, REFUSALS_SHOWN_MAX, explanation


def attempt(number: int, verdict: Verdict = Verdict.FLAKY, note: str = "") -> Attempt:
    source = f"from shop import f\nx = {number}\nf(x)"
    return Attempt(
        number=number,
        engine=EngineName.SEARCH,
        segment="f" if number else "",
        verdict=verdict,
        source=source,
        gained_lines=0,
        gained_arcs=0,
        note=note,
    )


def test_a_mission_that_was_blocked_has_a_reason_and_nothing_else() -> None:
    blocked = replace(RECORD, status=Status.BLOCKED, reason="no test runs", evidence=None)

    assert explanation(blocked, TIMING, [attempt(1)]).splitlines() == [
        "src/shop/cart.py: blocked, no test runs",
        "mission m-3f9a1c22, high priority, 85 % wanted, 83.4 s, 512 trials",
    ]


def test_what_was_kept_has_its_gain() -> None:
    told = explanation(RECORD, TIMING, []).splitlines()

    assert "  before         41.1 % of lines (14 of 34), 2 of 12 arcs" in told
    assert "4 tests (5 cases) kept in tests/shop/test_cart_missions.py:" in told
    assert "  test_to_json_round_trips: 1 line, 0 arcs, notices 0 changes (observed)" in told
    assert "  module level: 1 arc" in told
    assert "  Cart.fetch: lines 60-62 (opens a socket, and trials have no network)" in told


def test_a_mission_that_kept_nothing_says_so() -> None:
    told = explanation(with_evidence(tests=(), after=None, gaps=()), TIMING, []).splitlines()

    assert "  after         unchanged" in told
    assert "No test was kept." in told
    assert "Nothing is left to cover." in told
    assert not [line for line in told if "kept in" in line]


def test_refusals_are_grouped_by_verdict_and_accepted_ones_are_none() -> None:
    attempts = [attempt(1), attempt(0, Verdict.HOLLOW), attempt(3), attempt(4, Verdict.ACCEPTED)]

    told = explanation(RECORD, TIMING, attempts).splitlines()

    start = told.index("2 attempts refused as flaky:")
    assert told[start : start + 6] == [
        "2 attempts refused as flaky:",
        "  f: x = 1; f(x)",
        "  f: x = 3; f(x)",
        "",
        "1 attempt refused as hollow:",
        "  module level: x = 0; f(x)",
    ]
    assert not [line for line in told if "accepted:" in line]


@pytest.mark.parametrize("more", [0, 1, 7])
def test_of_many_refusals_the_first_are_shown_and_the_rest_counted(more: int) -> None:
    attempts = [attempt(number + 1) for number in range(REFUSALS_SHOWN_MAX + more)]

    told = explanation(RECORD, TIMING, attempts)

    assert told.count("  f: x = ") == REFUSALS_SHOWN_MAX
    assert (f"  and {more} more in trajectory.jsonl" in told) == bool(more)


def test_a_note_is_one_short_line() -> None:
    told = explanation(RECORD, TIMING, [attempt(1, note=f" E   assert\n{'x' * 500}")]).splitlines()

    note = told[told.index("  f: x = 1; f(x)") + 1]
    assert note.startswith("    E assert xxx")
    assert len(note) == len("    ") + NOTE_CHARS_MAX
    assert note.endswith("…")


def test_a_gap_without_lines_counts_its_branches() -> None:
    record = with_evidence(gaps=(RemainingGap("f", (), 3, ""),))

    assert explanation(record, TIMING, []).endswith("Still to cover:\n  f: 3 arcs")
