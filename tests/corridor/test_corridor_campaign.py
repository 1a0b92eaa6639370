from dataclasses import replace

import pytest
from fakes.console import FakeConsole
from fakes.errands import die_or_finish, errand, finished
from fakes.store import MemoryStore

from bot.campaign import Errand, Finished, below_target, finished_in, run_all
from bot.codec import to_json
from bot.domain.outcome import Status, Timing
from bot.failure import Failure

TIMING = Timing("2026-01-31T12:00:00Z", 1.5, 3, 20.0)


def run(subjects: list[str], *, jobs: int, console: FakeConsole) -> list[Finished]:
    errands = [errand(subject) for subject in subjects]
    return list(run_all(errands, die_or_finish, given_up, jobs=jobs, console=console))


def given_up(one: Errand, failure: Failure) -> Finished:
    return replace(finished(one.mission.subject, Status.BLOCKED), failure=failure)


@pytest.mark.parametrize("jobs", [1, 2])
def test_outcomes_come_in_the_missions_order_whatever_the_number_of_jobs(jobs: int) -> None:
    subjects = ["b.py", "a.py", "c.py"]

    outcomes = run(subjects, jobs=jobs, console=FakeConsole())

    assert [outcome.record.subject for outcome in outcomes] == subjects


def test_every_mission_leaves_one_line() -> None:
    console = FakeConsole()

    run(["a.py", "b.py"], jobs=1, console=console)

    lines = [message for kind, message in console.told if kind == "info"]
    assert ["mission 1/2" in lines[0], "mission 2/2" in lines[1]] == [True, True]
    assert "a.py" in lines[0]
    assert "because" in lines[0]


def test_a_process_that_dies_loses_its_own_mission_and_no_other() -> None:
    console = FakeConsole()

    dead, alive = run(["die.py", "a.py"], jobs=2, console=console)

    assert alive == finished("a.py")
    assert dead.record.status is Status.BLOCKED
    assert dead.failure is not None
    assert dead.failure.exit_code == 4
    assert "signal 9" in dead.failure.message
    assert any("die.py" in told for kind, told in console.told if kind == "warning")


def test_a_bug_in_a_mission_is_told_with_its_traceback() -> None:
    console = FakeConsole()
    bug = Failure(70, "a bug of ours: ValueError: x", "Traceback of it")

    run_all(
        [errand("a.py")],
        lambda one: given_up(one, bug),
        given_up,
        jobs=1,
        console=console,
    )

    assert console.quotes == ["Traceback of it"]


def test_a_campaign_without_missions_has_no_outcome() -> None:
    assert run([], jobs=4, console=FakeConsole()) == []


def test_a_finished_mission_is_read_back() -> None:
    store, expected = MemoryStore(), finished("a.py")
    store.write("record.json", to_json(expected.record))
    store.write("timing.json", to_json(expected.timing))

    assert finished_in(store) == expected


@pytest.mark.parametrize("missing", ["record.json", "timing.json"])
def test_half_a_result_is_no_finished_mission(missing: str) -> None:
    store, whole = MemoryStore(), finished("a.py")
    store.write("record.json", to_json(whole.record))
    store.write("timing.json", to_json(whole.timing))
    store.delete(missing)

    assert finished_in(store) is None


@pytest.mark.parametrize("spoiled", ["record.json", "timing.json"])
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is not as this version writes it: Expecting"),
        ('{"format": 9}', "is not as this version writes it: "),
        ("[" * 100_000, "is not as this version writes it: "),
        ("\udcff", "is not UTF-8 text"),
    ],
)
def test_a_spoiled_result_is_told_by_its_file(spoiled: str, text: str, why: str) -> None:
    store, whole = MemoryStore(), finished("a.py")
    store.write("record.json", to_json(whole.record))
    store.write("timing.json", to_json(whole.timing))
    store.write(spoiled, text)

    with pytest.raises(ValueError, match=f"^{spoiled} {why}"):
        finished_in(store)


def test_everything_but_reached_is_below_target() -> None:
    outcomes = [finished(status.value, status) for status in Status]

    assert below_target(outcomes) == ("improved", "exhausted", "blocked")


def test_a_record_survives_being_written() -> None:
    record = replace(finished("ä.py").record, reason="line\nbreak")
    store = MemoryStore()
    store.write("record.json", to_json(record))
    store.write("timing.json", to_json(TIMING))

    found = finished_in(store)

    assert found is not None
    assert found.record == record
