from dataclasses import replace
from functools import partial

import pytest
from fakes.console import FakeConsole
from fakes.store import MemoryStore

from bot.campaign import Finished, below_target, finished_in, run_all
from bot.codec import to_json
from bot.domain.outcome import MissionRecord, Status, Timing

TIMING = Timing("2026-01-31T12:00:00Z", 1.5, 3, 20.0)


def finished(subject: str, status: Status = Status.REACHED) -> Finished:
    record = MissionRecord(
        mission_id="m-00000001",
        subject=subject,
        subject_digest="sha256:" + "0" * 64,
        language="python",
        category="a",
        priority="high",
        target_pct=85,
        status=status,
        reason="because",
        evidence=None,
    )
    return Finished(record, TIMING)


@pytest.mark.parametrize("jobs", [1, 2])
def test_outcomes_come_in_file_order_whatever_the_number_of_jobs(jobs: int) -> None:
    files = ["b.yaml", "a.yaml", "c.yaml"]

    outcomes = run_all(files, partial(finished), jobs=jobs, console=FakeConsole())

    assert [outcome.record.subject for outcome in outcomes] == files


def test_every_mission_leaves_one_line() -> None:
    console = FakeConsole()

    run_all(["a.yaml", "b.yaml"], finished, jobs=1, console=console)

    lines = [message for kind, message in console.told if kind == "info"]
    assert ["mission 1/2" in lines[0], "mission 2/2" in lines[1]] == [True, True]
    assert "a.yaml" in lines[0]
    assert "because" in lines[0]


def test_a_campaign_without_missions_has_no_outcome() -> None:
    assert run_all([], finished, jobs=4, console=FakeConsole()) == ()


def test_a_finished_mission_is_read_back() -> None:
    store, expected = MemoryStore(), finished("a.py")
    store.write("record.json", to_json(expected.record))
    store.write("timing.json", to_json(expected.timing))

    assert finished_in(store) == expected


@pytest.mark.parametrize("name", ["record.json", "timing.json"])
def test_half_a_result_is_no_finished_mission(name: str) -> None:
    store = MemoryStore()
    store.write(name, "{}")

    assert finished_in(store) is None


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
