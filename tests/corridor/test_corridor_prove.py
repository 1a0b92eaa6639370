import json
from dataclasses import replace

import pytest
from fakes.craft import FakeCraft
from fakes.language import situation
from fakes.proving import proved, prover
from fakes.store import MemoryStore
from fakes.worker import FakeWorker

from bot.domain.trial import Expectation, Look, OracleOrigin, Verdict
from bot.mission.ledger import REFUSALS_PER_GAIN_MAX
from bot.mission.notes import without_scratch
from bot.mission.prove_kill import tells


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        ("2 returned", Verdict.ACCEPTED),
        ("2 raised", Verdict.ACCEPTED),
        ("2 broken", Verdict.BROKEN),
        ("2 timed_out", Verdict.TIMED_OUT),
        ("2 died", Verdict.BROKEN),
        ("1 returned", Verdict.USELESS),
        ("2 returned unstable", Verdict.FLAKY),
        ("2 returned hollow", Verdict.HOLLOW),
        ("2 returned forbidden", Verdict.FORBIDDEN),
        ("2 returned unimportable", Verdict.BROKEN),
        ("2 returned endless", Verdict.TIMED_OUT),
        ("2 returned failing", Verdict.FAILED),
        ("2 returned flaky", Verdict.FLAKY),
        ("2 returned unkillable", Verdict.HOLLOW),
    ],
)
def test_each_gate_has_its_verdict(call: str, verdict: Verdict) -> None:
    proving = prover()

    assert proved(proving, call) is verdict
    assert proving.ledger.verdicts == {verdict: 1}
    assert bool(proving.ledger.kept) is (verdict is Verdict.ACCEPTED)


def test_what_an_accepted_test_covers_gains_nothing_a_second_time() -> None:
    proving = prover()

    assert proved(proving, "2,3 returned") is Verdict.ACCEPTED
    assert proved(proving, "3 raised") is Verdict.USELESS
    assert proving.ledger.file.missing == {4, 5, 6, 7, 8, 9, 10}


def test_an_error_that_no_test_may_expect_is_refused_at_the_first_look() -> None:
    proving = prover()

    assert proved(proving, "2 raised undeclared long") is Verdict.FAILED
    assert isinstance(proving.here, FakeWorker)
    assert proving.here.looked_at == ["2 raised undeclared long"]


def test_what_takes_long_is_no_test() -> None:
    proving = prover()

    assert proved(proving, "2 returned slow") is Verdict.TIMED_OUT
    assert proved(proving, "2 returned") is Verdict.ACCEPTED


def test_what_was_refused_is_not_proven_again() -> None:
    proving = prover()

    verdicts = [proved(proving, "2 returned hollow") for _ in range(2)]

    assert verdicts == [Verdict.HOLLOW, Verdict.USELESS]
    assert isinstance(proving.there, FakeWorker)
    assert proving.there.looked_at == ["2 returned hollow"] * (proving.limits.repeats - 1)


def test_a_gain_refused_too_often_is_not_tried_again() -> None:
    proving = prover()

    calls = [f"2 returned hollow {n}" for n in range(REFUSALS_PER_GAIN_MAX + 1)]

    verdicts = [proved(proving, call) for call in calls]

    assert verdicts[-2:] == [Verdict.HOLLOW, Verdict.USELESS]


def test_an_error_that_no_test_may_expect_is_not_observed_again() -> None:
    proving = prover()

    proved(proving, "2 raised unstable")

    assert isinstance(proving.there, FakeWorker)
    assert proving.there.asked == []


def test_a_forbidden_test_never_runs() -> None:
    proving = prover()

    proved(proving, "2 returned forbidden")

    assert isinstance(proving.here, FakeWorker)
    assert not any(one.startswith(proving.file_name) for one in proving.here.asked)
    assert proving.here.looks == [Look.ALONE] * 2


@pytest.mark.parametrize(
    ("call", "tried", "kills"),
    [
        ("2,3,4,5 returned", [2], [2]),
        ("2,3,4,5 returned blind-2", [2, 3], [3]),
        ("2,3,4,5 returned blind-2 blind-3 blind-4", [2, 3, 4, 5], [5]),
    ],
)
def test_mutants_are_tried_until_one_is_noticed(
    call: str, tried: list[int], kills: list[int]
) -> None:
    proving = prover()

    proved(proving, call)

    kept = proving.ledger.kept[0]
    assert sorted(mutant.line for mutant in kept.tried) == tried
    assert sorted(mutant.line for mutant in kept.kills) == kills


def test_a_test_that_no_mutant_can_be_tried_on_says_so() -> None:
    store = MemoryStore()
    proving = replace(prover(), craft=FakeCraft(mutants_max=0))
    proving.ledger._store = store

    assert proved(proving, "2 returned") is Verdict.ACCEPTED
    assert json.loads(store.files["trajectory.jsonl"])["note"] == "no mutant could be tried"


def test_the_trajectory_leaves_out_only_the_useless() -> None:
    store = MemoryStore()
    proving = prover()
    proving.ledger._store = store

    for call in ("1 returned", "2 broken", "2 returned"):
        proved(proving, call)

    lines = [json.loads(line) for line in store.files["trajectory.jsonl"].splitlines()]
    assert [(line["number"], line["verdict"]) for line in lines] == [(1, "broken"), (2, "accepted")]
    assert lines[0]["note"] == "noted"


def test_a_note_holds_no_random_folder() -> None:
    note = "Is a directory: '/tmp/missions-b4ohkrpv/shop.private/tmp/worker-vnl_3fuk/trial/x' -> a"

    assert without_scratch(note) == "Is a directory: '.../trial/x' -> a"
    assert without_scratch("/var/tmp/missions-b4ohkrpv/shop/a.py:3") == ".../shop/a.py:3"
    assert without_scratch("missions-x and /tmp/other") == "missions-x and /tmp/other"


def test_a_documented_example_is_compared_although_it_gains_nothing() -> None:
    proving = prover()
    expected = Expectation(OracleOrigin.DOCUMENTED, "docstring of f, line 1", value="7")
    example = replace(situation("1 returned wrong"), expectation=expected)

    verdict = proving.prove(example, proving.here.observe([example])[0])

    assert verdict is Verdict.USELESS
    assert [bug.expected for bug in proving.ledger.bugs] == ["7"]
    assert isinstance(proving.here, FakeWorker)
    assert isinstance(proving.there, FakeWorker)
    assert proving.here.looks == [Look.ALONE] * 2
    assert proving.there.looks == [Look.AGAIN] * (proving.limits.repeats - 1)


def test_what_cannot_be_meant_costs_no_proof_and_does_not_count_as_one_that_failed() -> None:
    proving = prover()

    for number in range(REFUSALS_PER_GAIN_MAX + 1):
        assert proved(proving, f"2 returned nonsense-{number}") is Verdict.USELESS
    asked = len(proving.here.asked)  # type: ignore[attr-defined]

    assert asked == REFUSALS_PER_GAIN_MAX + 1
    assert proving.pool.at(2) == []
    assert proving.ledger._reason(frozenset({2}), late=False).endswith("held: forbidden")
    assert proved(proving, "2 returned") is Verdict.ACCEPTED


def test_no_way_of_proving_lets_through_what_cannot_be_meant() -> None:
    proving = prover()
    wanted = situation("2 returned nonsense")
    [seen] = proving.here.observe([wanted])

    assert proving.made(wanted, seen) == (
        Verdict.FORBIDDEN,
        "it is handed what the subject's types rule out",
    )
    assert not tells(proving, wanted, seen, replace(seen, stdout="other"))


def test_an_error_that_the_subject_raises_may_be_expected_of_anything() -> None:
    assert proved(prover(), "2 raised nonsense") is Verdict.ACCEPTED
