"""A folder of missions, planned once and again: what is written, kept, removed and told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.growth import growth
from fakes.mission_folder import FOLDER, TALLIES, A, B, Tallies, actions, again, text_of
from fakes.missions import folder_after, plan_input, planned
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import MissionFileError
from bot.mission.file.folder import MASTER_FILE, FileAction, PlanOutput, plan_campaign
from bot.mission.file.format import parse_campaign, parse_mission
from bot.mission.file.validate import check_folder
from bot.stages.standard import PlanSettings


def test_a_first_plan_writes_the_master_and_one_file_a_mission() -> None:
    assert sorted(FOLDER) == [MASTER_FILE, A, B]
    assert check_folder(FOLDER) == []


def test_the_changes_come_in_path_order_and_the_missions_in_running_order() -> None:
    output = again({})

    assert [change.path for change in output.changes] == sorted(FOLDER)
    assert [one.subject for one in output.missions] == ["src/a.py", "src/b.py"]
    assert [parse_mission(FOLDER[path], path=path) for path in (A, B)] == list(output.missions)
    assert parse_campaign(FOLDER[MASTER_FILE], path=MASTER_FILE) == output.campaign


def test_planning_twice_changes_nothing() -> None:
    assert set(actions(again(FOLDER)).values()) == {FileAction.KEEP}


@given(
    st.dictionaries(
        st.from_regex(r"(src/)?[a-c]/[a-z]{1,3}\.py", fullmatch=True),
        st.integers(0, 30).flatmap(lambda t: st.tuples(st.integers(0, t), st.just(t))),
        max_size=6,
    ),
    st.integers(1, 100),
    st.text(alphabet="\n#: x", max_size=4),
)
def test_planning_twice_changes_nothing_with_or_without_edits(
    tallies: Tallies, target_pct: int, comment: str
) -> None:
    settings = PlanSettings(target_pct)
    edited = {
        path: text
        if path == MASTER_FILE
        else f"{text}# {comment.replace(chr(10), chr(10) + '#')}\n"
        for path, text in planned(tallies, settings).items()
    }

    first = again(edited, tallies, settings)
    files = folder_after(first, edited)

    assert {path: files[path] for path in edited if path != MASTER_FILE} == {
        path: text for path, text in edited.items() if path != MASTER_FILE
    }
    assert set(actions(again(files, tallies, settings)).values()) <= {FileAction.KEEP}
    assert check_folder(files) == []


def test_an_unedited_mission_is_measured_anew_under_its_number() -> None:
    output = again(FOLDER, {"src/a.py": (6, 10), "src/b.py": (1, 10), "src/c.py": (0, 99)})

    assert [(one.number, one.subject, one.baseline.covered) for one in output.missions] == [
        (3, "src/c.py", 0),
        (2, "src/b.py", 1),
        (1, "src/a.py", 6),
    ]
    assert actions(output) == {
        MASTER_FILE: FileAction.WRITE,
        A: FileAction.WRITE,
        B: FileAction.WRITE,
        "missions/coverage/003_src_c.yaml": FileAction.WRITE,
    }


def test_an_unedited_mission_that_reached_its_target_is_removed() -> None:
    output = again(FOLDER, {"src/a.py": (9, 10), "src/b.py": (7, 10)})

    (gone,) = [change for change in output.changes if change.action is FileAction.REMOVE]
    assert gone.path == A
    assert gone.text is None
    assert gone.reason == "src/a.py has reached 85 %: 90.0 %"


@pytest.mark.parametrize(
    ("tallies", "reason"),
    [
        ({"src/b.py": (7, 10)}, "src/a.py is gone"),
        ({"src/a.py": (0, 0), "src/b.py": (7, 10)}, "src/a.py has nothing to cover"),
    ],
)
def test_an_unedited_mission_without_a_subject_is_removed(tallies: Tallies, reason: str) -> None:
    removed = [c for c in again(FOLDER, tallies).changes if c.action is FileAction.REMOVE]

    assert [(change.path, change.reason) for change in removed] == [(A, reason)]


def test_without_the_master_an_untouched_file_is_still_known_as_ours() -> None:
    alone = {path: text for path, text in FOLDER.items() if path != MASTER_FILE}

    assert folder_after(again(alone), alone) == FOLDER
    assert actions(again(alone, {"src/a.py": (9, 10), "src/b.py": (7, 10)}))[A] is FileAction.REMOVE


def test_a_broken_master_is_written_anew_and_that_is_told() -> None:
    output = again(FOLDER | {MASTER_FILE: "waves: ["})

    assert text_of(output, MASTER_FILE) == FOLDER[MASTER_FILE]
    assert output.notes[0].startswith(f"{MASTER_FILE}:2:1: is not YAML")


def test_subjects_that_are_not_asked_for_stay_but_do_not_run() -> None:
    settings = PlanSettings(100, subjects=("src/b.py",))

    output = again(FOLDER, {"src/a.py": (9, 10), "src/b.py": (7, 10)}, settings)

    assert [one.subject for one in output.missions] == ["src/b.py"]
    assert "target_pct: 85" in text_of(output, A)
    assert {entry.subject for entry in output.campaign.entries} == {"src/a.py", "src/b.py"}


def test_no_note_is_made_of_subjects_that_are_not_asked_for() -> None:
    output = again(FOLDER, {"src/b.py": (7, 10)}, PlanSettings(subjects=("src/b.py",)))

    assert actions(output)[A] is FileAction.KEEP
    assert output.notes == ()


def test_after_a_narrow_plan_a_wide_one_takes_the_rest_up_again() -> None:
    narrow = folder_after(again(FOLDER, settings=PlanSettings(subjects=("src/b.py",))), FOLDER)

    assert folder_after(again(narrow), narrow) == FOLDER


def test_a_done_mission_keeps_its_number_when_it_is_opened_again() -> None:
    files = {f"missions/done/{A.rsplit('/', 1)[-1]}": FOLDER[A]}

    output = again(files)

    assert {one.subject: one.number for one in output.missions} == {"src/a.py": 1, "src/b.py": 2}
    assert any("opened again" in note for note in output.notes)


def test_two_files_for_one_subject_stop_the_plan() -> None:
    with pytest.raises(MissionFileError, match=r"is a second mission for src/a\.py, after .*001"):
        again(FOLDER | {"missions/coverage/009_copy.yaml": FOLDER[A]})


def test_a_broken_mission_file_stops_the_plan_at_its_mistake() -> None:
    with pytest.raises(MissionFileError, match=r"009_x\.yaml:1:5: is not YAML"):
        again(FOLDER | {"missions/coverage/009_x.yaml": "a: b: c"})


@given(st.text(min_size=1, max_size=500))
def test_blocked_files_stand_in_the_master_whatever_their_reason(reason: str) -> None:
    given_input = replace(plan_input({}), digests={"src/b.py": ""}, unreadable={"src/b.py": reason})

    output = plan_campaign(given_input)

    assert output.campaign.blocked[0].reason == reason
    master = text_of(output, MASTER_FILE)
    assert parse_campaign(master, path="m") == output.campaign


def test_failing_tests_stand_in_the_master() -> None:
    given_input = replace(plan_input(TALLIES), failing_before=("tests/test_a.py::test_x[a b]",))

    master = text_of(plan_campaign(given_input), MASTER_FILE)

    assert parse_campaign(master, path="m").failing_before == ("tests/test_a.py::test_x[a b]",)


def many(count: int) -> Tallies:
    return {f"src/p{n % 20}/m{n:04d}.py": (n % 40, 60) for n in range(count)}


def planned_twice(count: int) -> PlanOutput:
    return plan_campaign(plan_input(many(count), planned(many(count))))


def test_planning_twice_grows_with_the_files_and_not_with_their_square() -> None:
    output = planned_twice(2000)

    assert len(output.missions) == 2000
    assert set(actions(output).values()) == {FileAction.KEEP}
    # 8 times the files: linear work takes 8 times as long, quadratic work 64 times.
    assert growth(planned_twice, small=250, large=2000) < 24
