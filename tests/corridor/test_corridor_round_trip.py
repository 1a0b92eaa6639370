"""Round trips, and documented examples without those before them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.craft import FakeCraft
from fakes.language import situation
from fakes.proving import proved, prover

from bot.domain.trial import Expectation, OracleOrigin, Verdict


def test_a_value_that_differs_elsewhere_is_told_by_its_round_trip() -> None:
    proving = prover()

    assert proved(proving, "2 returned unstable undo") is Verdict.ACCEPTED
    assert proving.ledger.kept[0].candidate.situation.call == "2 returned stable undo"


@pytest.mark.parametrize("less", ["3 returned stable", "2 raised stable"])
def test_a_round_trip_that_does_less_is_none(less: str, monkeypatch: pytest.MonkeyPatch) -> None:
    proving = prover()
    monkeypatch.setattr(FakeCraft, "undone", lambda _, one: replace(one, call=less))

    assert proved(proving, "2 returned unstable") is Verdict.FLAKY


def test_a_documented_example_is_shown_without_the_one_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proving = prover()
    said = Expectation(OracleOrigin.DOCUMENTED, "docstring of f, line 3", value="4")
    wanted = replace(situation("2,3 returned long"), expectation=said)
    shorter = {"2,3 returned long": [replace(wanted, call="3 returned")]}
    monkeypatch.setattr(FakeCraft, "shrunk", lambda _, one, __: iter(shorter.get(one.call, [])))

    assert proving.prove(wanted, proving.here.observe([wanted])[0]) is Verdict.ACCEPTED
    assert [one.candidate.situation.call for one in proving.ledger.kept] == ["3 returned"]
