from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml
from fakes.growth import growth
from fakes.missions import PATH, digest_of, folder_after, missions, plan_input, planned, tallies
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mission import Mission, Priority
from bot.errors import MissionFileError
from bot.mission.file.folder import MASTER_FILE, FileAction, PlanOutput, plan_campaign
from bot.mission.file.format import dump_mission, parse_campaign, parse_mission
from bot.mission.file.refresh import refreshed
from bot.mission.file.validate import check_folder
from bot.stages.standard import CategoryRule, PlanSettings

if TYPE_CHECKING:
    from bot.domain.coverage import Tally

TALLIES = {"src/a.py": (0, 10), "src/b.py": (7, 10)}
A = "missions/coverage/001_src_a.yaml"
B = "missions/coverage/002_src_b.yaml"
FOLDER = planned(TALLIES)
Tallies = dict[str, tuple[int, int]]


def again(
    files: dict[str, str],
    tallies: Tallies | None = None,
    settings: PlanSettings | None = None,
) -> PlanOutput:
    return plan_campaign(plan_input(TALLIES if tallies is None else tallies, files, settings))


def actions(output: PlanOutput) -> dict[str, FileAction]:
    return {change.path: change.action for change in output.changes}


def text_of(output: PlanOutput, path: str) -> str:
    return next(change.text or "" for change in output.changes if change.path == path)


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


OLD_BASELINE = "  baseline: {covered: 0, total: 10}"
NEW_BASELINE = "  baseline:   # measured\n    total: 10\n    covered: 0"
LOOK = "  - {id: look, name: Look first, step_type: tool, parameters: {tool: analyze}}\n"
EDITED = (
    FOLDER[A]
    .replace("version:", "# Ask Ada before you touch this.\nversion:")
    .replace("timeout_seconds: 1800,", "timeout_seconds: 600, ")
    .replace(OLD_BASELINE, NEW_BASELINE)
    .replace("priority: high", "priority: 'high' # sure?")
    .replace("target_pct: 85", "target_pct: 95")
    .replace("85 % wanted, 9 lines", "95 % wanted, 10 lines")
    .replace("steps:\n", f"steps:\n{LOOK}")
    .replace("gate_pct: 85", "gate_pct: 95")
)


def test_an_edited_mission_keeps_every_byte_but_what_was_measured() -> None:
    output = again(FOLDER | {A: EDITED}, {"src/a.py": (6, 10), "src/b.py": (7, 10)})

    expected = (
        EDITED.replace("covered: 0", "covered: 6")
        .replace("'high'", "medium")
        .replace("lines_needed: 9", "lines_needed: 4")
        .replace("0.0 % now (0 of 10", "60.0 % now (6 of 10")
        .replace("10 lines to go", "4 lines to go")
    )
    assert text_of(output, A) == expected
    (mission,) = [one for one in output.missions if one.subject == "src/a.py"]
    assert mission == parse_mission(expected, path=A)
    assert (mission.target_pct, mission.lines_needed) == (95, 4)
    assert mission.priority is Priority.MEDIUM


def test_a_description_in_a_persons_words_stays() -> None:
    mine = re.sub("description: .*", "description: >-\n  Money first,\n  then the rest", FOLDER[A])

    output = again(FOLDER | {A: mine}, {"src/a.py": (6, 10), "src/b.py": (7, 10)})

    assert "description: >-\n  Money first,\n  then the rest\n" in text_of(output, A)
    assert "covered: 6" in text_of(output, A)


def test_a_stale_digest_in_an_edited_file_is_refreshed() -> None:
    files = FOLDER | {A: f"{FOLDER[A]}# mine\n"}
    changed = {"src/a.py": digest_of("changed"), "src/b.py": digest_of("src/b.py")}

    output = plan_campaign(plan_input(TALLIES, files, digests=changed))

    assert text_of(output, A) == files[A].replace(digest_of("src/a.py"), digest_of("changed"))


def test_lines_needed_follow_a_target_set_by_hand() -> None:
    mine = FOLDER[A].replace("target_pct: 85", "target_pct: 100")

    output = again(FOLDER | {A: mine})

    assert text_of(output, A) == (
        mine.replace("lines_needed: 9", "lines_needed: 10").replace(
            "85 % wanted, 9 lines", "100 % wanted, 10 lines"
        )
    )


def test_edits_outlive_many_plans() -> None:
    files = FOLDER | {A: EDITED}
    for covered in (1, 5, 2):
        tallies = {"src/a.py": (covered, 10), "src/b.py": (7, 10)}
        files = folder_after(again(files, tallies), files)

    assert "# Ask Ada before you touch this." in files[A]
    assert "covered: 2" in files[A]


@pytest.mark.parametrize(
    "tallies", [{"src/b.py": (7, 10)}, {"src/a.py": (10, 10), "src/b.py": (7, 10)}]
)
def test_an_edited_mission_with_nothing_to_do_is_kept_with_a_note(tallies: Tallies) -> None:
    files = FOLDER | {A: EDITED}

    output = again(files, tallies)

    assert actions(output)[A] in {FileAction.KEEP, FileAction.WRITE}
    assert "# Ask Ada" in text_of(output, A)
    assert [one.subject for one in output.missions] == ["src/b.py"]
    assert output.notes[0].startswith(f"{A}: kept, it was edited: src/a.py ")
    assert check_folder(folder_after(output, files)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("priority: high", "priority: |-\n    high\n  # why"),
        ("priority: high", "priority: >-\n    high\n"),
        ("priority: high", "'priority' : \"high\"   # sure"),
        ("(0 of 10 lines), 85", "(0 of\n  10 lines),\n  85"),
    ],
)
def test_a_value_is_replaced_however_it_is_written(old: str, new: str) -> None:
    assert old in FOLDER[A]
    text = f"# first\n{FOLDER[A].replace(old, new)}# last\n"

    (mission,) = again(FOLDER | {A: text}, {"src/a.py": (6, 10)}).missions

    written = refreshed(text, mission, path=A)
    assert parse_mission(written, path=A) == mission
    assert mission.description.startswith("60.0 % now")
    assert written.startswith("# first\n")
    assert written.endswith("# last\n")
    assert written.count("#") == text.count("#")


def test_values_inside_braces_are_replaced() -> None:
    head, steps = FOLDER[A].split("steps:\n")
    top = yaml.safe_load(head)
    fields = ", ".join(f"{key}: {json.dumps(value)}" for key, value in top.items())
    listed = ", ".join(line.removeprefix("  - ") for line in steps.splitlines())
    text = f"# mine\n{{{fields}, steps: [{listed}]}}\n"

    (mission,) = again(FOLDER | {A: text}, {"src/a.py": (6, 10)}).missions

    assert refreshed(text, mission, path=A).startswith("# mine\n{version")
    assert parse_mission(refreshed(text, mission, path=A), path=A) == mission


def test_a_file_that_is_no_mission_is_not_refreshed() -> None:
    with pytest.raises(MissionFileError, match=r"x\.yaml:1:1"):
        refreshed("", parse_mission(FOLDER[A], path=A), path="x.yaml")


def test_an_edit_of_the_category_alone_is_kept() -> None:
    files = FOLDER | {A: FOLDER[A].replace("category: misc", "category: billing")}

    assert "category: billing" in text_of(again(files), A)


def test_new_settings_reach_unedited_files_only() -> None:
    settings = PlanSettings(90, categories=(CategoryRule("src/**", "all"),))

    output = again(FOLDER | {A: EDITED}, settings=settings)

    assert "category: misc" in text_of(output, A)
    assert "target_pct: 95" in text_of(output, A)
    assert "category: all" in text_of(output, B)
    assert "gate_pct: 90" in text_of(output, B)


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


@given(missions, tallies, st.sampled_from(["0", "f"]))
def test_only_lines_with_measured_values_change(one: Mission, tally: Tally, digit: str) -> None:
    text = f"# mine\n{dump_mission(one)}# the end\n"
    digest = f"sha256:{digit * 64}"
    fresh = replace(one, baseline=tally, priority=Priority.HIGH, subject_digest=digest)

    new = refreshed(text, fresh, path=PATH)

    assert parse_mission(new, path=PATH) == fresh
    pairs = zip(text.splitlines(), new.splitlines(), strict=True)
    changed = {old.split(":")[0].strip() for old, now in pairs if old != now}
    assert changed <= {"baseline", "lines_needed", "priority", "subject_digest"}


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
