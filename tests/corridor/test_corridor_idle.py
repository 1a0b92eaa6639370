"""Steps of a test that it can do without: another situation shows them, or a mutant watches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.craft import FakeCraft
from fakes.proving import proved, prover

from bot.domain.trial import Verdict

if TYPE_CHECKING:
    import pytest


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
