"""What a person wrote into a mission file stays, however often it is planned again."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml
from fakes.mission_folder import FOLDER, TALLIES, A, B, Tallies, actions, again, text_of
from fakes.missions import PATH, digest_of, folder_after, missions, plan_input, tallies
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mission import Mission, Priority
from bot.errors import MissionFileError
from bot.mission.file.folder import FileAction, plan_campaign
from bot.mission.file.format import dump_mission, parse_mission
from bot.mission.file.refresh import refreshed
from bot.mission.file.validate import check_folder
from bot.stages.standard import CategoryRule, PlanSettings

if TYPE_CHECKING:
    from bot.domain.coverage import Tally

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
