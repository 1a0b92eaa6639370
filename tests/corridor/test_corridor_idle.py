"""Steps of a test that it can do without: another situation shows them, or a mutant watches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.craft import FakeCraft
from fakes.proving import proved, prover
from fakes.worker import FakeWorker

from bot.domain.trial import Verdict

if TYPE_CHECKING:
    from bot.mission.prove import Prover


def test_a_step_that_nothing_shows_gives_way_to_a_situation_that_shows_it() -> None:
    proving = prover()

    assert proved(proving, "2,3 returned step-3") is Verdict.ACCEPTED
    kept = [one.candidate.situation.call for one in proving.ledger.kept]
    assert kept == ["3 returned", "2 returned"]
    assert proving.ledger.verdicts == {Verdict.ACCEPTED: 2, Verdict.USELESS: 1}


def test_a_step_that_only_its_own_test_watches_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeCraft, "revealing", lambda *_: iter(()))
    proving = prover()

    assert proved(proving, "2,3 returned step-3") is Verdict.ACCEPTED
    assert [one.candidate.situation.call for one in proving.ledger.kept] == ["2,3 returned step-3"]


def test_a_reader_minds_a_step_that_only_mutants_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeCraft, "revealing", lambda *_: iter(()))
    proving = prover()
    proved(proving, "2,3 returned step-3")
    proved(proving, "4 returned option-a")

    assert [one.burden > 0 for one in proving.ledger.kept] == [True, False]


def test_a_step_that_nothing_shows_or_watches_is_no_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeCraft, "revealing", lambda *_: iter(()))
    proving = prover()

    assert proved(proving, "2,3 returned step-3 blind-3") is Verdict.HOLLOW
    assert proving.ledger.kept == []


def test_what_shows_a_step_and_is_no_test_gives_way_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = ["4 returned", "3 returned hollow", "3 raised"]
    monkeypatch.setattr(
        FakeCraft, "revealing", lambda _, one: [replace(one, call=call) for call in tried]
    )
    proving = prover()

    assert proved(proving, "2,3 returned step-3") is Verdict.ACCEPTED
    kept = [one.candidate.situation.call for one in proving.ledger.kept]
    assert kept == ["3 raised", "2 returned"]


def test_what_shows_a_step_is_not_looked_for_again_in_what_shows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        FakeCraft, "revealing", lambda _, one: [replace(one, call=f"4,{one.call} step-4")]
    )
    proving = prover()

    assert proved(proving, "2,3 returned step-3") is Verdict.ACCEPTED
    assert [one.candidate.situation.call for one in proving.ledger.kept] == [
        "4,2,3 returned step-3 step-4"
    ]


def test_a_step_without_which_the_test_fails_is_kept() -> None:
    proving = prover()
    # Without it the test is another one, and fails.
    assert proved(proving, "2,3 returned step-3 needed") is Verdict.ACCEPTED
    assert [one.candidate.situation.call for one in proving.ledger.kept] == [
        "2,3 returned step-3 needed"
    ]


def test_what_ends_otherwise_without_a_step_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        FakeCraft, "ablated", lambda _, one: iter([replace(one, call="2 raised"), one])
    )
    proving = prover()

    proved(proving, "2,3 returned")

    assert not [asked for asked in asked_of(proving) if "test_a.py" in asked and "raised" in asked]


@pytest.mark.parametrize(
    ("end", "asked"),
    [
        ("broken lacks", ["2 broken lacks"]),
        # What an act did in the files of this machine is not the set-up's.
        ("broken", ["2 broken", "3 broken"]),
        ("raised", ["2 raised", "3 raised"]),
    ],
)
def test_a_set_up_that_lacks_an_argument_is_not_tried_again(
    end: str, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        FakeCraft,
        "ablated",
        lambda _, one: iter([replace(one, setup=("x = X()",), call=f"{one.call[0]} {end}")]),
    )
    proving = prover()

    proved(proving, "2 returned")
    proved(proving, "3 returned")

    assert [one for one in asked_of(proving) if end in one] == asked


def asked_of(proving: Prover) -> list[str]:
    assert isinstance(proving.here, FakeWorker)
    return proving.here.asked
