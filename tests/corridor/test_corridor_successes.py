"""A function is shown to work before its errors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.craft import FakeCraft
from fakes.language import situation
from fakes.proving import proved, prover

from bot.domain.trial import Expectation, OracleOrigin
from bot.mission import successes
from bot.mission.pool import SEEN_MAX
from bot.mission.successes import show_successes

if TYPE_CHECKING:
    from bot.mission.prove import Prover


def proving(*calls: str) -> Prover:
    made = prover()
    for call in calls:
        proved(made, call)
    return made


def shown(made: Prover, *, is_over: bool = False) -> list[str]:
    show_successes(made, lambda: is_over)
    return [one.candidate.situation.call for one in made.ledger.kept]


ERROR = "2,3 raised refuses of-f"


def test_what_worked_and_reached_nothing_new_stands_beside_the_errors() -> None:
    made = proving(ERROR, "2 returned telling of-f")

    assert shown(made) == [ERROR, "2 returned telling of-f"]
    assert made.ledger.kept[1].kills
    assert made.ledger.kept[1].acts_on == {"f"}


@pytest.mark.parametrize(
    "other",
    [
        "2 returned of-f",
        "2 returned telling of-g",
        "2 raised of-f",
        "2 returned telling hollow of-f",
        "2 returned telling failing of-f",
        "2 returned telling flaky of-f",
        "2 returned telling unkillable of-f",
        "2 returned telling nonsense of-f",
    ],
)
def test_what_proves_nothing_of_it_is_no_success(other: str) -> None:
    assert shown(proving(ERROR, other)) == [ERROR]


def test_what_a_document_says_needs_no_mutant_and_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = proving(ERROR, "2 returned telling of-f")
    said = Expectation(OracleOrigin.DOCUMENTED, "docstring of f, line 3", value="4")
    documented = replace(
        situation("2 returned telling unkillable long-text of-f"), expectation=said
    )
    made.prove(documented, made.here.observe([documented])[0])
    judge = FakeCraft.judge

    def told(craft: FakeCraft, one: object, *seen: object) -> object:
        judgement = judge(craft, one, *seen)  # type: ignore[arg-type]
        said = [replace(a, origin=OracleOrigin.DOCUMENTED) for a in judgement.assertions]
        return replace(judgement, assertions=tuple(said)) if one == documented else judgement

    monkeypatch.setattr(FakeCraft, "judge", told)

    assert shown(made) == [ERROR, documented.call]


def test_a_function_that_is_shown_to_work_needs_no_more() -> None:
    calls = ["4 returned telling of-f", ERROR, "2 returned telling of-f"]

    assert shown(proving(*calls)) == calls[:2]


def test_one_success_may_show_two_functions() -> None:
    error, works = "2,3 raised refuses of-f of-g", "2 returned telling of-f of-g"

    assert shown(proving(error, works)) == [error, works]


def test_time_and_numbers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [f"2 returned telling unkillable {'x' * at} of-f" for at in range(SEEN_MAX + 3)]
    made = proving(ERROR, *many)

    assert len(made.successes.of("f")) == SEEN_MAX
    assert shown(made, is_over=True) == [ERROR]
    monkeypatch.setattr(successes, "FUNCTIONS_MAX", 0)
    assert shown(proving(ERROR, "2 returned telling of-f")) == [ERROR]
