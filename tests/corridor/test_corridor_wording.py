"""Words of a reading stand at the tests that they were seen to fit, and at no others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.corridor import Bench
from fakes.craft import FakeCraft
from fakes.engine import FakeEngine
from fakes.language import situation, subject_file
from fakes.store import MemoryStore
from fakes.worker import FakeWorker

from bot.domain.mission import Limits
from bot.domain.reading import ErrorCase, Reading
from bot.domain.trial import Assertion, Candidate, Kept, OracleOrigin
from bot.mission.ledger import Ledger
from bot.mission.prove import Prover
from bot.mission.wording import put_into_words
from bot.ports.worker import Conditions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.trial import Observation, Situation
    from bot.ports.craft import Judgement

# A call of the fakes that raises is a ValueError of line 3.
FITS = ErrorCase("f", "ValueError", "a is below 3", (2, 4))
SAYS = "ValueError is raised when a is below 3."


def kept(call: str, name: str, *, raises: str = "ValueError") -> Kept:
    told = Assertion(OracleOrigin.OBSERVED, raises=raises)
    candidate = Candidate(name, situation(call), (told,))
    return Kept(candidate, frozenset({2}), frozenset(), frozenset(), frozenset())


def worded(reading: Reading | None, *tests: Kept) -> list[Candidate]:
    prover = Prover(
        here=FakeWorker(),
        there=FakeWorker(Conditions(hash_seed=1)),
        craft=FakeCraft(),
        ledger=Ledger(subject_file(executed={1}), MemoryStore()),
        source="source",
        file_name="test_a.py",
        limits=Limits(),
        seed=0,
    )
    prover.ledger.reading = reading
    prover.ledger.kept = list(tests)
    put_into_words(prover)
    return [one.candidate for one in prover.ledger.kept]


def reading(*cases: ErrorCase) -> Reading:
    return Reading("", (), cases)


def test_a_test_of_the_error_gets_a_docstring_and_a_name() -> None:
    (found,) = worded(reading(FITS), kept("2 raised", "test_f_raises"))

    assert found.says == SAYS
    # The fakes name a test for its lines: it was named anew.
    assert found.name == "test_2_raised_1"


def test_a_name_that_says_when_stays() -> None:
    (found,) = worded(reading(FITS), kept("2 raised", "test_f_raises_when_a_is_2"))

    assert (found.name, found.says) == ("test_f_raises_when_a_is_2", SAYS)


def test_words_about_another_statement_function_or_error_are_not_used() -> None:
    test = kept("2 raised", "test_f_raises")
    for other in (
        replace(FITS, lines=(5, 6)),
        replace(FITS, function="g"),
        replace(FITS, error="KeyError"),
    ):
        assert worded(reading(other), test) == [test.candidate]


def test_a_test_whose_error_does_not_come_again_has_no_words() -> None:
    test = kept("2 returned", "test_f_raises")

    assert worded(reading(FITS), test) == [test.candidate]


def test_a_test_of_a_value_has_no_words() -> None:
    test = kept("2 returned", "test_f_returns", raises="")

    assert worded(reading(FITS), test) == [test.candidate]


def test_without_a_reading_nothing_is_observed() -> None:
    test = kept("2 raised", "test_f_raises")

    assert worded(None, test) == [test.candidate]


class RaisingCraft(FakeCraft):
    """Says of an error that it is one."""

    def judge(
        self,
        situation: Situation,
        first: Observation,
        again: Sequence[Observation],
        under: Observation | None = None,
    ) -> Judgement:
        judged = super().judge(situation, first, again, under)
        told = tuple(replace(one, statements=(), raises="ValueError") for one in judged.assertions)
        return replace(judged, assertions=told)


class ReadingEngine(FakeEngine):
    """Has read the subject."""

    reading = reading(FITS)


def test_a_mission_writes_what_an_engine_read() -> None:
    bench = Bench(("2,3,4 raised",))
    engine = ReadingEngine(("2,3,4 raised",))
    bench.context = replace(bench.context, engines=engine.build, craft=RaisingCraft())

    bench.run()

    assert SAYS in bench.store.files["state.json"]
