import json
from dataclasses import replace

import pytest
from fakes.corridor import FOUR_OF_TEN, TESTS, Bench, mission
from fakes.craft import FakeCraft
from fakes.language import SUBJECT
from fakes.store import MemoryStore
from fakes.workshop import suite

from bot.codec import from_json
from bot.domain.coverage import Tally
from bot.domain.outcome import MissionRecord, Status
from bot.domain.tested import TestEnd
from bot.domain.trial import Verdict
from bot.mission.steps.integrate import HASH_SEEDS


def test_a_mission_that_reaches_its_target_is_archived_with_its_tests() -> None:
    bench = Bench()

    record = bench.run()

    assert record.status is Status.REACHED
    assert bench.store.names("patch") == (
        "missions/done/001_src_a.yaml",
        "missions/registry/src_a-00000001.json",
        TESTS,
    )
    assert bench.store.files["deleted.txt"] == "missions/coverage/001_src_a.yaml\n"
    assert from_json(MissionRecord, bench.store.files["record.json"]) == record


def test_a_renamed_mission_file_is_archived_under_its_own_name() -> None:
    bench = Bench(file="missions/coverage/first.yaml")

    bench.run()

    assert bench.store.files["patch/missions/done/first.yaml"] == "mission text\n"
    assert bench.store.files["deleted.txt"] == "missions/coverage/first.yaml\n"


def test_an_archived_mission_that_ends_as_before_stays_where_it_is() -> None:
    bench = Bench(("2 broken", "3 returned hollow"), file="missions/failed/001_src_a.yaml")

    bench.run()

    assert "deleted.txt" not in bench.store.files
    assert bench.store.names("patch") == ("missions/registry/src_a-00000001.json",)


def test_subjects_of_one_slug_have_records_of_their_own() -> None:
    one = replace(mission(), subject="a_b/c.py", id="m-00000001")
    other = replace(mission(), subject="a/b_c.py", id="m-00000002")

    assert one.slug == other.slug
    assert one.record_name != other.record_name


def test_a_reached_mission_writes_its_record_again() -> None:
    bench = Bench()
    record = bench.run()
    bench.store.write("record.json", "another run's")

    again = Bench(store=bench.store).run()

    assert again == record
    assert from_json(MissionRecord, bench.store.files["record.json"]) == record


def test_before_import_and_after_are_told_apart() -> None:
    evidence = Bench().run().evidence

    assert evidence is not None
    assert evidence.before.lines == Tally(0, 10)
    assert evidence.imported.lines == Tally(1, 10)
    assert evidence.after is not None
    assert evidence.after.lines == Tally(4, 10)


def test_a_mission_below_target_stays_open_with_its_tests() -> None:
    bench = Bench(target_pct=85)

    record = bench.run()

    assert record.status is Status.IMPROVED
    assert bench.store.names("patch") == ("missions/registry/src_a-00000001.json", TESTS)


def test_a_mission_that_keeps_nothing_goes_to_failed() -> None:
    bench = Bench(("2 broken", "3 returned hollow"))

    record = bench.run()

    assert record.status is Status.EXHAUSTED
    assert record.reason == "no test was kept"
    assert bench.store.names("patch") == (
        "missions/failed/001_src_a.yaml",
        "missions/registry/src_a-00000001.json",
    )


def test_a_subject_unknown_to_the_measurement_blocks_the_mission() -> None:
    empty = replace(suite(), report=replace(suite().report, files=()))
    bench = Bench(baseline=empty)

    record = bench.run()

    assert record.status is Status.BLOCKED
    assert SUBJECT in record.reason
    assert "timing.json" in bench.store.files


def test_equal_blocked_missions_have_equal_reasons() -> None:
    records = []
    for folder in ("/tmp/missions-1a", "/tmp/missions-_2"):
        note = f"no module in {folder}/house/x.py"
        empty = replace(suite(), report=replace(suite().report, files=()), note=note)
        records.append(Bench(baseline=empty).run())

    assert records[0] == records[1]
    assert records[0].reason.endswith("no module in .../house/x.py")


def test_tests_of_ours_that_fail_in_the_suite_are_dropped_and_counted() -> None:
    clashing = suite({1, 2, 3, 4}, {"test_a_missions.py::test_2_3_returned_0": TestEnd.FAILED})
    bench = Bench(suites=(clashing, suite({1, 4})))

    record = bench.run()

    assert record.evidence is not None
    assert [test.name for test in record.evidence.tests] == ["test_4_raised_1"]
    assert dict(record.evidence.verdicts)[Verdict.CLASHING] == 1
    assert record.status is Status.IMPROVED


def test_a_suite_that_never_gets_clean_keeps_nothing_of_ours() -> None:
    other = suite({1, 2, 3, 4}, {"test_other.py::test_b": TestEnd.FAILED})
    bench = Bench(suites=(other,) * 3)

    record = bench.run()

    assert record.status is Status.EXHAUSTED
    assert record.reason == "every test clashed with the suite"
    assert TESTS not in bench.store.names("patch")


def test_a_test_that_failed_before_is_no_reason_to_drop_ours() -> None:
    old = {"test_other.py::test_b": TestEnd.FAILED}
    bench = Bench(baseline=suite(ends=old), suites=(suite({1, 2, 3, 4}, old),))

    record = bench.run()

    assert record.status is Status.REACHED
    assert record.evidence is not None
    assert record.evidence.suite_failing == 1


def test_no_files_coverage_may_fall() -> None:
    bench = Bench(baseline=suite({1, 5, 6, 7, 8}), suites=(suite({1, 2, 3, 4}),) * 3)

    record = bench.run()

    assert record.status is Status.EXHAUSTED
    assert any("coverage fell" in message for _, message in bench.console.told)


def test_the_engine_learns_what_became_of_each_proposal() -> None:
    bench = Bench()

    bench.run()

    assert bench.engine.learned == [
        ("2,3 returned", True),
        ("4 raised", True),
        ("1 returned", False),
    ]


def test_time_that_is_over_stops_proposing_and_is_told() -> None:
    bench = Bench(target_pct=85)
    bench.context = replace(bench.context, deadline_s=bench.clock.monotonic_s())

    record = bench.run()

    assert record.evidence is not None
    assert bench.engine.learned == []
    assert {gap.reason for gap in record.evidence.gaps} == {"the mission's time was over"}


def test_two_equal_runs_differ_in_timing_alone() -> None:
    one, two = Bench(), Bench()
    two.clock.advance(10)

    one.run()
    two.run()

    differing = {n for n in one.store.files if one.store.files[n] != two.store.files.get(n)}
    assert differing <= {"timing.json"}


def test_the_trajectory_is_written_line_by_line() -> None:
    bench = Bench()

    bench.run()

    lines = bench.store.files["trajectory.jsonl"].splitlines()
    assert [json.loads(line)["verdict"] for line in lines] == ["accepted", "accepted"]


def test_a_mission_that_reached_its_target_is_not_run_again() -> None:
    store = MemoryStore()
    expected = Bench(store=store).run()
    second = Bench(store=store, suites=())

    assert second.run() == expected


def test_a_mission_below_target_goes_further_when_run_again() -> None:
    store = MemoryStore()
    Bench(store=store, target_pct=85).run()
    second = Bench((*FOUR_OF_TEN, "5 returned"), store=store, target_pct=85)

    second.run()

    assert [worker.asked[0] for worker in second.workshop.workers[:2]] == [
        "5 returned",
        "5 returned",
    ]


@pytest.mark.parametrize("seed", HASH_SEEDS)
def test_a_test_that_fails_under_one_more_hash_seed_is_dropped(seed: int) -> None:
    bench = Bench((*FOUR_OF_TEN, f"5 returned order{seed}"))

    record = bench.run()

    assert record.evidence is not None
    assert [test.name for test in record.evidence.tests] == [
        "test_2_3_returned_0",
        "test_4_raised_1",
    ]
    assert all(worker.is_closed for worker in bench.workshop.workers[2:])


def test_a_file_that_an_import_alone_covers_is_told_apart() -> None:
    record = Bench((), target_pct=10).run()

    assert record.status is Status.EXHAUSTED
    assert record.reason.startswith("any test that imports this file reaches the target")


@pytest.mark.parametrize("earlier", ["", "test_old 1 returned\n"])
def test_what_a_person_merged_may_pin_what_one_build_gives(
    earlier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = FakeCraft.placed
    monkeypatch.setattr(FakeCraft, "placed", lambda craft, one, _: placed(craft, one, ""))
    bench = Bench()
    bench.workshop.files |= {TESTS: earlier} if earlier else {}

    bench.run()

    elsewhere = [one.conditions for one in bench.workshop.workers[1:]]
    assert elsewhere[0].other_build
    assert {one.other_build for one in elsewhere[1:]} == {not earlier}
