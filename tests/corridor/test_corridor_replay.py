"""Attempts judged again: the same verdicts from the same situations, and what differs is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.corridor import Bench
from fakes.craft import FakeCraft
from fakes.language import situation, subject_file
from fakes.store import MemoryStore
from fakes.worker import FakeWorker

from bot.codec import from_json
from bot.domain.mission import EngineName, Limits
from bot.domain.trajectory import Asked, Attempt, Purpose, Sought
from bot.domain.trial import Verdict
from bot.mission import idle as idle_module
from bot.mission.ledger import NO_GAIN, Ledger
from bot.mission.prove import RULED_OUT, Prover
from bot.mission.replay import UNKNOWN, Replay, misread
from bot.ports.worker import Conditions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.trajectory import Rejudged

READABLE = json.dumps({"situations": [{"needs": "", "setup": [], "call": "f(1)"}]})
WORDS = json.dumps({"lines": ["x = 1", "f(x)"]})


def prover(worker: FakeWorker | None = None, store: MemoryStore | None = None) -> Prover:
    return Prover(
        here=worker or FakeWorker(),
        there=FakeWorker(Conditions(hash_seed=1)),
        craft=FakeCraft(),
        ledger=Ledger(subject_file(executed={1}), store or MemoryStore()),
        source="source",
        file_name="test_a.py",
        limits=Limits(),
        seed=0,
    )


def trajectory(store: MemoryStore) -> list[Attempt]:
    lines = store.files["trajectory.jsonl"].splitlines()
    return [from_json(Attempt, line) for line in lines]


def replayed(attempts: Iterable[Attempt], worker: FakeWorker | None = None) -> list[Rejudged]:
    replay = Replay(prover(worker), NO_GAIN)
    return list(replay.judge(attempts, is_over=lambda: False))


def ran(*calls: str, **more: object) -> list[Attempt]:
    """Run a mission on fakes; return what it left."""
    bench = Bench(calls, **more)  # type: ignore[arg-type]  # one argument of Bench
    bench.run()
    return trajectory(bench.store)


@pytest.mark.parametrize(
    "calls",
    [
        ("2,3 returned", "4 raised"),
        ("2 returned flaky", "2 returned hollow", "2 broken", "2 returned failing"),
        ("2 returned long", "2 returned unkillable", "3 raised undeclared"),
        ("2,3 returned timid-3",),
        ("2,3 returned blind-3", "3 returned"),
        ("3 returned minded option1", "3 returned blind-3", "2,3 returned"),
        ("2,3 raised refuses of-f", "2 returned telling of-f"),
        ("2,3 returned step-3", "4 returned unstable undo"),
        ("2,3 returned step-3 blind-3", "3 returned nonsense"),
    ],
)
def test_the_same_situations_come_to_the_same_verdicts(calls: tuple[str, ...]) -> None:
    attempts = ran(*calls)

    found = replayed(attempts)

    assert attempts
    assert [one.verdict for one in found] == [one.verdict for one in attempts]
    assert not any(one.differs for one in found)


def test_each_purpose_is_among_what_a_mission_leaves() -> None:
    purposes = {
        one.sought.purpose
        for calls in (
            ("2,3 returned blind-3", "3 returned"),
            ("2,3 returned timid-3",),
            ("2,3 returned option1",),
            ("2,3 raised refuses of-f", "2 returned telling of-f"),
        )
        for one in ran(*calls)
    }

    # Rules need a model: tests/properties runs a mission with one.
    assert purposes == set(Purpose) - {Purpose.READ, Purpose.ANSWER, Purpose.HOLD}


def test_another_verdict_is_told_with_its_reason() -> None:
    (kept,) = ran("2 returned")
    changed = situation("2 returned flaky")

    (found,) = replayed([replace(kept, situation=changed)])

    assert found.differs
    assert (found.attempt.verdict, found.verdict) == (Verdict.ACCEPTED, Verdict.FLAKY)
    assert found.note == "fails under other hash seed, time zone or order"


def test_what_an_earlier_attempt_covered_gains_nothing_again() -> None:
    (kept,) = ran("2 returned")

    first, second = replayed([kept, replace(kept, number=2, situation=situation("2 raised"))])

    assert (first.verdict, second.verdict) == (Verdict.ACCEPTED, Verdict.USELESS)


def test_nothing_is_judged_after_the_time_is_over() -> None:
    attempts = ran("2 returned", "3 returned", "4 returned")
    left = [False, False, True]

    found = list(Replay(prover(), NO_GAIN).judge(attempts, is_over=lambda: left.pop(0)))

    assert len(found) == 2 < len(attempts)


def test_a_line_of_an_earlier_version_is_not_judged() -> None:
    (kept,) = ran("2 returned")

    (found,) = replayed([replace(kept, situation=None)])

    assert (found.verdict, found.note, found.differs) == (None, UNKNOWN, False)


def answer(text: str, prompt: str = "gap@1:2") -> Attempt:
    sought = Sought(Purpose.ANSWER)
    return Attempt(
        1, EngineName.MODEL, "f", Verdict.UNREADABLE, text, 0, 0, "", prompt, None, sought
    )


@pytest.mark.parametrize(
    ("text", "prompt", "verdict"),
    [
        ("sorry", "gap@1:2", Verdict.UNREADABLE),
        (READABLE, "gap@1:2", Verdict.USELESS),
        (WORDS, "gap@1:2", Verdict.UNREADABLE),
        (WORDS, "whole_test@1:2", Verdict.USELESS),
    ],
)
def test_an_unreadable_answer_is_read_again(text: str, prompt: str, verdict: Verdict) -> None:
    (found,) = replayed([answer(text, prompt)])

    assert found.verdict is verdict
    assert found.differs is (verdict is not Verdict.UNREADABLE)


def asked(text: str, situations: int) -> Asked:
    return Asked(1, "m", "", "gap@1:2", "f", (), text, "stopped", situations, 0, 0, 0.0)


def test_answers_out_of_which_more_or_less_is_read_are_named() -> None:
    lines: Sequence[Asked] = [asked(READABLE, 1), asked(READABLE, 2), asked("sorry", 1)]

    assert misread(lines) == [(lines[1], 1), (lines[2], 0)]


def test_a_useless_situation_of_a_model_leaves_a_line_that_is_judged_again() -> None:
    store = MemoryStore()
    proving = prover(store=store)
    told = replace(situation("1 returned"), engine=EngineName.MODEL, prompt="gap@1:2")

    for one in (told, replace(told, engine=EngineName.SEARCH, prompt="")):
        proving.prove(one, proving.here.observe([one])[0])

    (line,) = trajectory(store)
    assert (line.verdict, line.situation) == (Verdict.USELESS, told)
    assert [one.verdict for one in replayed([line])] == [Verdict.USELESS]


def test_a_value_that_was_read_is_read_again() -> None:
    sought = Sought(Purpose.READ)
    read = Attempt(
        1, EngineName.SEARCH, "", Verdict.ACCEPTED, "1 returned", 1, 0, "", "",
        situation("1 returned"), sought,
    )  # fmt: skip

    (kept,) = replayed([read])
    (broken,) = replayed([replace(read, situation=situation("1 raised"))])

    assert kept.verdict is Verdict.ACCEPTED
    assert broken.verdict is Verdict.FAILED


def test_a_polished_test_must_still_notice_what_it_noticed() -> None:
    attempts = ran("2,3 returned option1")
    polished = [one for one in attempts if one.sought.purpose is Purpose.POLISH]
    assert polished
    blind = [replace(one, situation=situation("2,3 returned unkillable")) for one in polished]

    assert {one.verdict for one in replayed(polished)} == {Verdict.ACCEPTED}
    assert {one.verdict for one in replayed(blind)} == {Verdict.HOLLOW}


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        ("2,3 returned hollow", Verdict.HOLLOW),
        ("2,3 returned failing", Verdict.FAILED),
        ("2,3 returned flaky", Verdict.FLAKY),
    ],
)
def test_a_polished_test_walks_the_gates_again(call: str, verdict: Verdict) -> None:
    polished = ran("2,3 returned option1")[-1]
    assert polished.sought.purpose is Purpose.POLISH

    (found,) = replayed([replace(polished, situation=situation(call))])

    assert (found.attempt.verdict, found.verdict) == (Verdict.ACCEPTED, verdict)


@pytest.mark.parametrize(
    ("call", "verdict"),
    [
        ("2 raised of-f", Verdict.FAILED),
        ("2 broken of-f", Verdict.BROKEN),
        ("2 returned telling hollow of-f", Verdict.HOLLOW),
        ("2 returned telling unkillable of-f", Verdict.HOLLOW),
        ("2 returned telling failing of-f", Verdict.FAILED),
        ("2 returned telling flaky of-f", Verdict.FLAKY),
    ],
)
def test_what_shows_a_function_to_work_walks_the_gates_again(call: str, verdict: Verdict) -> None:
    attempts = ran("2,3 raised refuses of-f", "2 returned telling of-f")
    (shown,) = (one for one in attempts if one.sought.purpose is Purpose.SHOW)

    (found,) = replayed([replace(shown, situation=situation(call))])

    assert (found.attempt.verdict, found.verdict) == (Verdict.ACCEPTED, verdict)


def test_what_showed_an_idle_step_is_judged_and_not_looked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        FakeCraft, "revealing", lambda _, one: [replace(one, call=f"4,{one.call} step-4")]
    )
    store, again = MemoryStore(), prover()
    proving, idle = prover(store=store), situation("2,3 returned step-3")
    proving.prove(idle, proving.here.observe([idle])[0])

    found = list(Replay(again, NO_GAIN).judge(trajectory(store), is_over=lambda: False))

    assert [one.verdict for one in found] == [Verdict.ACCEPTED]
    assert again.ledger.kept == proving.ledger.kept


@pytest.mark.parametrize("others", [0, 1], ids=["alone", "after what showed its step"])
def test_what_gave_way_to_another_test_does_so_wherever_that_is_kept(
    monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    # What is left of it without its idle step is no test: its line stays missing.
    monkeypatch.setattr(idle_module, "_prove_rest", lambda *_: None)
    store = MemoryStore()
    proving, idle = prover(store=store), replace(situation("2,3 returned step-3"), prompt="gap@1:2")
    proving.prove(idle, proving.here.observe([idle])[0])
    showed, gave_way = trajectory(store)

    found = replayed([showed, gave_way][1 - others :])

    assert gave_way.sought.shown_by == showed.source
    assert gave_way.verdict is Verdict.USELESS
    assert found[-1].verdict is (Verdict.USELESS if others else Verdict.ACCEPTED)


def test_what_types_rule_out_says_so_where_a_model_proposed_it() -> None:
    store = MemoryStore()
    proving = prover(store=store)
    told = replace(situation("2 returned nonsense"), engine=EngineName.MODEL, prompt="gap@1:2")

    proving.prove(told, proving.here.observe([told])[0])

    (line,) = trajectory(store)
    assert (line.verdict, line.note) == (Verdict.USELESS, RULED_OUT)
    assert [one.verdict for one in replayed([line])] == [Verdict.USELESS]
