import json
from dataclasses import replace

import pytest
from fakes.craft import FakeCraft
from fakes.language import situation, subject_file
from fakes.store import MemoryStore
from fakes.worker import FakeWorker

from bot.domain.mission import Limits
from bot.domain.trial import Expectation, Look, OracleOrigin, Verdict
from bot.mission.ledger import REFUSALS_PER_GAIN_MAX, Ledger
from bot.mission.notes import without_scratch
from bot.mission.prove import Prover
from bot.ports.language import Conditions


def prover() -> Prover:
    return Prover(
        here=FakeWorker(),
        there=FakeWorker(Conditions(hash_seed=1)),
        craft=FakeCraft(),
        ledger=Ledger(subject_file(executed={1}), MemoryStore()),
        source="source",
        file_name="test_a.py",
        limits=Limits(),
        seed=0,
    )


def proved(proving: Prover, call: str) -> Verdict:
    wanted = situation(call)
    return proving.prove(wanted, proving.here.observe([wanted])[0])


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


def test_an_error_that_no_test_may_expect_is_refused_at_the_first_look() -> None:
    proving = prover()

    assert proved(proving, "2 raised undeclared long") is Verdict.FAILED
    assert isinstance(proving.here, FakeWorker)
    assert proving.here.looked_at == ["2 raised undeclared long"]


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


def test_what_takes_long_is_no_test() -> None:
    proving = prover()

    assert proved(proving, "2 returned slow") is Verdict.TIMED_OUT
    assert proved(proving, "2 returned") is Verdict.ACCEPTED


@pytest.mark.parametrize(
    "call", ["2 returned slow long", "2 returned shown long"], ids=["takes long", "shows nothing"]
)
def test_no_simpler_situation_is_taken_that_takes_long_or_shows_nothing(call: str) -> None:
    proving = prover()

    proved(proving, call)

    assert proving.ledger.kept[0].candidate.situation.call == call


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
    assert not proving.tells(wanted, seen, replace(seen, stdout="other"))


def test_an_error_that_the_subject_raises_may_be_expected_of_anything() -> None:
    assert proved(prover(), "2 raised nonsense") is Verdict.ACCEPTED
