"""A situation gives way to a simpler or clearer one that ends alike and gains the same."""

import pytest
from fakes.proving import proved, prover
from fakes.worker import FakeWorker

from bot.domain.trial import Look, Verdict


def test_a_simpler_situation_that_gains_the_same_is_taken() -> None:
    proving = prover()

    proved(proving, "2 returned long")

    assert proving.ledger.kept[0].candidate.situation.call == "2 returned"


def test_a_simpler_situation_is_taken_as_it_ends_alone() -> None:
    proving = prover()

    proved(proving, "2 returned long")

    assert isinstance(proving.here, FakeWorker)
    looked = list(zip(proving.here.looked_at, proving.here.looks, strict=True))
    assert looked[-2:] == [("2 returned", Look.GLANCE), ("2 returned", Look.ALONE)]


def test_a_finding_is_shrunk_once_and_not_looked_into_again() -> None:
    proving = prover()

    assert proved(proving, "2 raised unbound long") is Verdict.FAILED
    assert [bug.situation for bug in proving.ledger.bugs] == ["2 raised unbound"]
    assert isinstance(proving.here, FakeWorker)
    before = len(proving.here.looked_at)
    assert proved(proving, "3 raised unbound long") is Verdict.FAILED
    assert proving.here.looked_at[before:] == ["3 raised unbound long"]


def test_no_simpler_situation_is_taken_that_was_refused() -> None:
    proving = prover()
    proving.refused.add("2 returned")

    proved(proving, "2 returned long")

    assert proving.ledger.kept[0].candidate.situation.call == "2 returned long"


def test_the_clearer_situation_is_kept() -> None:
    proving = prover()

    proved(proving, "2 returned unnamed")

    assert proving.ledger.kept[0].candidate.situation.call == "2 returned named"


@pytest.mark.parametrize(
    "call", ["2 returned slow long", "2 returned shown long"], ids=["takes long", "shows nothing"]
)
def test_no_simpler_situation_is_taken_that_takes_long_or_shows_nothing(call: str) -> None:
    proving = prover()

    proved(proving, call)

    assert proving.ledger.kept[0].candidate.situation.call == call
