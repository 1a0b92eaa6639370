"""Rules that a reading named: tried last, one after the other, while there is time and room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.craft import FakeCraft
from fakes.language import situation, subject_file
from fakes.store import MemoryStore
from fakes.worker import FakeWorker

from bot.codec import from_json
from bot.domain.invariant import Invariant, Relation
from bot.domain.mission import EngineName, Limits
from bot.domain.reading import Reading
from bot.domain.tested import Mutant
from bot.domain.trajectory import Attempt
from bot.domain.trial import (
    Assertion,
    Candidate,
    Drawn,
    Kept,
    OracleOrigin,
    Situation,
    Verdict,
)
from bot.mission import prove_property as gates
from bot.mission.ledger import Ledger
from bot.mission.properties import PROOF_SECONDS_MAX, prove_properties
from bot.mission.prove import Prover
from bot.ports.worker import Conditions

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = tuple(Invariant(Relation.NOT_NEGATIVE, name) for name in ("f", "g", "h"))
FOREVER_S = 1e9


class RulingCraft(FakeCraft):
    """Writes each rule as a test of the call "3 returned", of which inputs are words."""

    calls: dict[str, str]

    def property_test(
        self, invariant: Invariant, examples: tuple[tuple[str, ...], ...] = ()
    ) -> Candidate | None:
        call = self.calls.get(invariant.function)
        if call is None:
            return None
        told = Assertion(OracleOrigin.EXPECTED, ("assert ok",))
        ruled = Situation(invariant.function, (), (), call, EngineName.MODEL)
        drawn = Drawn(("a",), ("any()",), 300, examples)
        return Candidate(f"test_{invariant.function}", ruled, (told,), drawn=drawn)

    def inputs_of(self, invariant: Invariant, situations: object) -> tuple[tuple[str, ...], ...]:
        assert invariant.function
        assert situations is not None
        return ()


def prover(calls: dict[str, str], *kept: Kept) -> Prover:
    craft = RulingCraft()
    craft.calls = calls
    found = Prover(
        here=FakeWorker(),
        there=FakeWorker(Conditions(hash_seed=1)),
        craft=craft,
        ledger=Ledger(subject_file(executed={1}), MemoryStore()),
        source="source",
        file_name="test_a.py",
        limits=Limits(),
        seed=0,
    )
    found.ledger.reading = Reading("", (), (), RULES, "analysis@0/0:1")
    found.ledger.kept = list(kept)
    return found


def tried(
    found: Prover,
    *,
    tests_max: int = 9,
    clock: Callable[[], float] = lambda: 0.0,
    until_s: float = FOREVER_S,
) -> list[tuple[str, Verdict, str]]:
    """Try the rules; return what came of each."""
    prove_properties(found, tests_max=tests_max, clock=clock, until_s=until_s)
    store = found.ledger._store
    assert isinstance(store, MemoryStore)
    lines = store.files.get("trajectory.jsonl", "").splitlines()
    attempts = [from_json(Attempt, line) for line in lines]
    return [(one.segment, one.verdict, one.note) for one in attempts]


def test_a_second_rule_about_the_same_changes_repeats_the_first() -> None:
    found = prover({"f": "3 returned", "g": "3 returned", "h": "4 returned"})

    assert tried(found) == [
        ("f", Verdict.ACCEPTED, "notices 1 mutants that no other test does"),
        ("g", *gates.REPEATS),
        ("h", Verdict.ACCEPTED, "notices 1 mutants that no other test does"),
    ]


def test_what_a_kept_test_notices_is_found_by_trying_it() -> None:
    example = Candidate("test_it", situation("3 returned"), ())
    kept = Kept(example, frozenset({3}), frozenset(), frozenset(), frozenset())

    assert tried(prover({"f": "3 returned"}, kept))[0] == ("f", *gates.REPEATS)


def test_a_change_that_no_test_notices_is_tried_although_no_sample_has_it() -> None:
    example = Candidate("test_it", situation("4 returned"), ())
    missed = Mutant(3, 7, 8, "x", "y")
    kept = Kept(example, frozenset({4}), frozenset(), frozenset(), frozenset({missed}))
    found = prover({"f": "3 returned"}, kept)

    tried(found)

    assert missed in found.ledger.kept[-1].kills


def test_a_rule_without_inputs_is_told_and_the_next_is_tried() -> None:
    assert [one for one, _, _ in tried(prover({"h": "3 returned"}))] == ["f", "g", "h"]


def test_nothing_is_tried_without_a_reading() -> None:
    found = prover({"f": "3 returned"})
    found.ledger.reading = None

    assert tried(found) == []


@pytest.mark.parametrize(("tests_max", "until_s"), [(0, FOREVER_S), (9, 0.0)])
def test_nothing_is_tried_without_room_or_time(tests_max: int, until_s: float) -> None:
    assert tried(prover({"f": "3 returned"}), tests_max=tests_max, until_s=until_s) == []


def test_a_rule_that_takes_too_long_is_given_up_before_its_mutants() -> None:
    times = iter(n * PROOF_SECONDS_MAX for n in range(99))

    found = tried(prover({"f": "3 returned"}), clock=lambda: next(times))

    assert found[0] == ("f", *gates.TOO_LONG)


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        ("3 returned forbidden", Verdict.FORBIDDEN),
        ("3 returned flaky", Verdict.FLAKY),
        ("3 returned unkillable", Verdict.HOLLOW),
    ],
)
def test_a_rule_walks_the_gates_of_any_test(call: str, verdict: Verdict) -> None:
    found = prover({"f": call})

    assert tried(found)[0][:2] == ("f", verdict)
    assert found.ledger.kept == []
