"""docs/formats.md: its examples are what the code reads and writes, its tables what it knows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from fakes.tiny import TIMED, TIMED_REPORTS
from jsonschema import Draft202012Validator

from bot.codec import from_json
from bot.domain.answers import Answers
from bot.domain.learned import Learned
from bot.domain.mission import Tool
from bot.domain.outcome import MissionRecord, Timing
from bot.domain.trajectory import Asked, Attempt
from bot.mission.audit import verify
from bot.mission.file import format, step_format  # noqa: A004 - the module's name
from bot.mission.file.checks import TOOL_ORDER
from bot.mission.file.parameters import TOOL_SHAPES
from bot.mission.file.validate import check_mission
from bot.stages.overview import matrix_json

if TYPE_CHECKING:
    from bot.mission.file.shape import Keys

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "bot" / "schemas"
TEXT = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def example(title: str) -> str:
    (block,) = re.findall(r"```(?:yaml|json)\n(.*?)```", section(title), re.DOTALL)
    return str(block)


def assert_valid(name: str, plain: object) -> None:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(plain)) == []


def rows(before: str) -> dict[str, list[str]]:
    """Return the cells of the table after a line, by the first one's code word."""
    table = TEXT.split(f"\n{before}\n\n", 1)[1].split("\n\n", 1)[0].split("\n")[2:]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table]
    return {row[0].strip("`"): row[1:] for row in cells}


def test_the_mission_is_as_we_write_it() -> None:
    text = example("Mission file")
    mission = format.parse_mission(text, path="007_src_shop_config.yaml")

    assert format.dump_mission(mission) == text
    assert check_mission(text, "007_src_shop_config.yaml") == []
    assert_valid("mission", yaml.safe_load(text))


def test_the_campaign_and_its_matrix_are_as_we_write_them() -> None:
    text = example("Master campaign")
    campaign = format.parse_campaign(text, path="000_master_campaign.yaml")

    assert format.dump_campaign(campaign) == text
    assert matrix_json(campaign) + "\n" == example("Matrix")
    assert_valid("campaign", yaml.safe_load(text))


def test_what_was_learned_is_read_and_its_counts_are_its_lessons() -> None:
    learned = from_json(Learned, example("Learned"))

    assert_valid("learned", json.loads(example("Learned")))
    assert sum(one.asked for one in learned.counts) == len(learned.lessons)
    assert sum(one.kept for one in learned.counts) == sum(one.kept for one in learned.lessons)


def test_the_record_and_the_timing_are_read() -> None:
    record = from_json(MissionRecord, example("Record"))

    assert record.evidence is not None
    assert_valid("record", json.loads(example("Record")))
    assert from_json(Timing, example("Timing")).trials > 0
    assert_valid("timing", json.loads(example("Timing")))


def test_the_answers_are_read() -> None:
    answers = from_json(Answers, example("Answers"))

    assert answers.missions[0].pulls[0].number == 12
    assert_valid("answers", json.loads(example("Answers")))


def test_the_trajectory_is_read_line_by_line() -> None:
    for line in example("Trajectory").splitlines():
        assert from_json(Attempt, line).number > 0
        assert_valid("trajectory", json.loads(line))


def test_what_a_model_was_asked_is_read_line_by_line() -> None:
    for line in example("Completions").splitlines():
        assert from_json(Asked, line).version.startswith("gap@")
        assert_valid("completions", json.loads(line))


def test_the_files_named_as_holding_times_are_those_that_equal_runs_may_differ_in() -> None:
    table = rows("These files hold times, and no others do:")
    named = [name.strip("` ") for key in table for name in key.split(",")]

    assert sorted(named) == sorted([*TIMED, *TIMED_REPORTS])


def test_the_audit_trail_is_whole() -> None:
    check = verify(example("Audit trail"))

    assert (check.problem, check.head.entries) == ("", 1)
    assert_valid("audit", json.loads(example("Audit trail")))


def test_every_schema_is_listed_and_every_listed_one_is_there() -> None:
    listed = set(re.findall(r"`(\w+\.schema\.json)`", TEXT))

    assert listed == {path.name for path in SCHEMAS.glob("*.json")}


@pytest.mark.parametrize(
    ("before", "keys"),
    [
        ("At the top:", format.MISSION_KEYS),
        ("Under `config`:", format.CONFIG_KEYS),
        ("Under `coverage`:", format.COVERAGE_KEYS),
        ("In each step:", step_format.STEP_KEYS),
    ],
)
def test_the_tables_list_the_keys_that_the_reader_knows(before: str, keys: Keys) -> None:
    table = rows(before)

    assert set(table) == {*keys.required, *keys.optional}
    assert {key for key, row in table.items() if row[0] == "yes"} == set(keys.required)


def test_the_table_of_tools_says_what_each_takes_and_gives() -> None:
    table = rows("A circle of dependencies is an error that names it.")

    assert list(table) == [tool.value for tool in Tool]
    for tool, (parameters, outputs, after) in table.items():
        shape = TOOL_SHAPES[tool]
        assert re.findall(r"`(\w+)`:", parameters) == list(shape.parameters)
        assert re.findall(r"`(\w+)`", outputs) == list(shape.outputs)
        befores = [first.value for first, second in TOOL_ORDER if second == tool]
        assert re.findall(r"`(\w+)`", after) == befores
