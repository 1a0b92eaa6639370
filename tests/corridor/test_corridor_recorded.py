import pytest
from fakes.language import situation
from fakes.store import MemoryStore
from fakes.worker import FakeWorker

from bot.domain.tested import Mutant
from bot.mission.recorded import RecordedWorker, Trials


def worker_over(store: MemoryStore) -> tuple[RecordedWorker, list[FakeWorker]]:
    started: list[FakeWorker] = []

    def start() -> FakeWorker:
        started.append(FakeWorker())
        return started[-1]

    return RecordedWorker(start, Trials(store, "trials.jsonl"), "here"), started


def test_no_interpreter_starts_before_something_is_asked() -> None:
    worker, started = worker_over(MemoryStore())

    worker.close()

    assert started == []


def test_a_resumed_mission_asks_nothing_twice() -> None:
    store = MemoryStore()
    first, _ = worker_over(store)
    asked = [situation("2 returned"), situation("3 raised")]
    mutant = Mutant(2, 0, 1, "a", "b")
    before = (
        first.facts(),
        first.observe(asked),
        first.try_tests("test_a 2", "t.py"),
        first.try_mutants("test_a 2", "t.py", [mutant]),
    )

    second, started = worker_over(store)
    after = (
        second.facts(),
        second.observe(asked),
        second.try_tests("test_a 2", "t.py"),
        second.try_mutants("test_a 2", "t.py", [mutant]),
    )

    assert after == before
    assert started == []


@pytest.mark.parametrize("spoiled", ["\udcff", '{"another": "version"}', "[" * 9999 + "]"])
def test_a_memory_that_cannot_be_read_is_asked_again(spoiled: str) -> None:
    store = MemoryStore()
    before = worker_over(store)[0].observe([situation("2 returned")])
    key = store.files["trials.jsonl"].split(" ")[0]
    store.write("trials.jsonl", f"{key} {spoiled}\n")

    worker, started = worker_over(store)
    again = worker.observe([situation("2 returned")])
    third, never = worker_over(store)

    assert again == before == third.observe([situation("2 returned")])
    assert started[0].asked == ["2 returned"]
    assert never == []


def test_only_what_is_new_is_run() -> None:
    store = MemoryStore()
    worker_over(store)[0].observe([situation("2 returned")])
    worker, started = worker_over(store)

    seen = worker.observe([situation("3 raised"), situation("2 returned")])

    assert [s.lines for s in seen] == [{3}, {2}]
    assert started[0].asked == ["3 raised"]


def test_the_same_question_asked_again_is_a_new_trial() -> None:
    worker, started = worker_over(MemoryStore())

    worker.observe([situation("2 returned")] * 2)

    assert started[0].asked == ["2 returned", "2 returned"]


def test_a_line_torn_by_a_kill_is_forgotten() -> None:
    store = MemoryStore()
    worker_over(store)[0].observe([situation("2 returned")])
    store.files["trials.jsonl"] = store.files["trials.jsonl"][:-20]
    worker, started = worker_over(store)

    seen = worker.observe([situation("2 returned")])

    assert seen[0].lines == {2}
    assert started[0].asked == ["2 returned"]


def test_closing_ends_the_interpreter_and_allows_a_new_one() -> None:
    worker, started = worker_over(MemoryStore())
    worker.facts()

    worker.close()
    worker.observe([situation("2 returned")])

    assert started[0].is_closed
    assert len(started) == 2
