from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

import pytest
import yaml
from fakes.missions import PATH, TEXT, mission, missions, texts
from hypothesis import given

from bot.domain.mission import Mission, MissionConfig
from bot.errors import MissionFileError
from bot.mission.file import emit
from bot.mission.file.format import dump_mission, number_of, parse_mission, text_of
from bot.mission.file.parameters import TOOL_SHAPES, Form, Parameter, StepShape

if TYPE_CHECKING:
    from collections.abc import Callable


def error(text: str) -> str:
    with pytest.raises(MissionFileError) as caught:
        parse_mission(text, path="m.yaml")
    return str(caught.value)


def test_a_mission_is_written_as_the_design_shows_it(golden: Callable[[str, str], None]) -> None:
    golden("missions/mission.yaml", dump_mission(mission()))


@given(missions)
def test_reading_inverts_writing(one: Mission) -> None:
    assert parse_mission(dump_mission(one), path=PATH) == one


@given(missions)
def test_any_yaml_reader_sees_the_same_values(one: Mission) -> None:
    plain = yaml.safe_load(dump_mission(one))

    assert plain["name"] == one.name
    assert plain.get("description", "") == one.description
    assert plain["coverage"]["category"] == one.category
    assert plain["coverage"]["subject"] == one.subject
    assert [step["id"] for step in plain["steps"]] == [step.id for step in one.steps]
    assert [step["parameters"] for step in plain["steps"]] == [
        json.loads(json.dumps(dict(step.parameters))) for step in one.steps
    ]


@given(texts)
def test_a_text_stays_text_in_block_and_flow(text: str) -> None:
    assert yaml.safe_load(f"a: {emit.text(text)}") == {"a": text}
    assert yaml.safe_load(f"{{a: {emit.flow_text(text)}, b: []}}") == {"a": text, "b": []}


@pytest.mark.parametrize(
    "text",
    ["no", "Yes", "on", "y", "null", "~", "1", "1.5", "1e3", "0x1f", "1:30", "2026-01-02", ".inf"],
)
def test_what_some_reader_takes_for_another_type_is_quoted(text: str) -> None:
    assert emit.text(text).startswith('"')
    assert emit.flow_text(text).startswith('"')


def test_the_number_comes_from_the_file_name() -> None:
    assert number_of("missions/coverage/007_src_shop_cart.yaml") == 7
    assert number_of("missions/coverage/mine.yaml") == 0
    assert parse_mission(TEXT, path="x/012_a.yaml").number == 12


def test_config_and_description_may_be_left_out() -> None:
    text = re.sub(r"^(description|config):.*\n", "", TEXT, flags=re.MULTILINE)

    read = parse_mission(text, path=PATH)

    assert read.config == MissionConfig()
    assert read.description == ""


def test_a_key_that_nobody_knows_is_an_error_with_the_one_that_was_meant() -> None:
    text = TEXT.replace("  subject: src", "  subjekt: src")

    assert error(text).splitlines() == [
        "m.yaml:6:3: coverage lacks the key 'subject'; add it",
        "m.yaml:8:3: unknown key 'subjekt' in coverage; did you mean 'subject'?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'version: "1.0"',
            "version: 1.0",
            "1:10: version must be text, is '1.0'; put it in quotes",
        ),
        ('version: "1.0"', 'version: "2.0"', "1:10: version '2.0' is not known; write \"1.0\""),
        ("name: Cover src/shop/cart.py", "name:", "2:6: name must be text, is empty"),
        ("name: Cover src/shop/cart.py", 'name: ""', "2:7: name is empty; write what it is"),
        ("name: Cover src/shop/cart.py", f"name: {'x' * 256}", "2:7: name has 256 characters"),
        ("format: 1", "format: 2", "6:11: coverage.format must be 1 to 1, is 2"),
        ("m-3f9a1c22", "m-3F", "7:7: coverage.id 'm-3F' must look like m-3f9a1c22"),
        ("src/shop/cart.py\n  subject_d", "../x.py\n  subject_d", "8:12: coverage.subject"),
        ("sha256:9b", "sha256:", "9:19: coverage.subject_digest"),
        ("target_pct: 85", "target_pct: 101", "11:15: coverage.target_pct must be 0 to 100"),
        ("target_pct: 85", "target_pct: 8_5", "must be a whole number, is '8_5'"),
        ("covered: 14", "covered: 35", "12:23: coverage.baseline.covered is 35, more than"),
        ("covered: 14", "covered: x", "coverage.baseline.covered must be a whole number"),
        ("{covered: 14, total: 34}", "14", "12:13: coverage.baseline must be a table"),
        ("{covered: 14, total: 34}", "{covered: 14}", "lacks the key 'total'"),
        ("priority: high", "priority: hihg", "priority 'hihg' is not known; did you mean 'high'?"),
        ("category: shop", "category: {a: 1}", "15:13: coverage.category must be text, is a table"),
        ("priority: high", "priority: [high]", "coverage.priority must be text, is a list"),
        ("fail_fast: true", "fail_fast: yes", "4:44: config.fail_fast must be true or false"),
        ("timeout_seconds: 1800", "timeout_seconds: 0", "must be 1 to 86400, is 0"),
        ("id: analyze,  ", "id: 9lives,   ", "the id of step 1 '9lives' must look like"),
        ("step_type: tool, par", "step_type: tol, par", "step analyze: step_type 'tol'"),
        ("{tool: analyze}", "{tool: analyse}", "step analyze: tool 'analyse' is not known; did"),
        (
            "{tool: analyze}",
            "{tool: analyze, x: 1}",
            "unknown key 'x' in the parameters of analyze",
        ),
        ("{tool: analyze}", "{}", "the parameters of tool lacks the key 'tool'"),
        ("{tool: analyze}", "[]", "parameters must be a table of keys and values, is a list"),
        ("attempts_max: 3", "attempts_max: 21", "attempts_max must be 1 to 20, is 21"),
        ("[search, solver, model]", "[serach]", "did you mean 'search'?"),
        ("[search, solver, model]", "[]", "engines is an empty list"),
        ("[search, solver, model]", "search", "engines must be a list, is 'search'"),
        ("gate_pct: 85", "gate_pct: 85.0", "gate_pct must be a whole number, is '85.0'"),
        ("depends_on: [analyze]", "depends_on: analyze", "depends_on must be a list"),
        ("depends_on: [analyze]", "timeout_seconds: 0", "timeout_seconds must be 1 to 86400"),
        ("depends_on: [analyze]", "continue_on_error: 1", "continue_on_error must be true or"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(old: str, new: str, message: str) -> None:
    assert old in TEXT
    assert message in error(TEXT.replace(old, new))


def test_all_mistakes_are_told_at_once_in_file_order() -> None:
    text = TEXT.replace("priority: high", "priority: low").replace("format: 1", "format: one")

    assert [line.split(": ")[0] for line in error(text).splitlines()] == [
        "m.yaml:6:11",
        "m.yaml:14:13",
    ]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ("steps: []", "a mission must have at least one step"),
        ("steps: 5", "steps must be a list, is '5'"),
        ("steps: [5]", "step 1 must be a table"),
        ("steps: [{}]", "step 1 lacks the key 'id'"),
        (f"steps: [{', '.join(['{}'] * 101)}]", "steps has 101 items, at most 100 are read"),
    ],
)
def test_a_list_of_steps_is_checked(steps: str, message: str) -> None:
    assert message in error(TEXT[: TEXT.index("steps:")] + steps)


def test_bytes_that_are_not_utf8_are_refused_where_they_stand() -> None:
    with pytest.raises(MissionFileError, match=r"m\.yaml:2:4: is not UTF-8 text; save it as UTF-8"):
        text_of(b"a: 1\nb: \xff", path="m.yaml")


def test_utf8_bytes_are_read() -> None:
    assert text_of("name: é".encode(), path="m.yaml") == "name: é"


def test_a_new_tool_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    row = StepShape({"file": Parameter(Form.PATH, required=True), "append": Parameter(Form.FLAG)})
    monkeypatch.setitem(cast("dict[str, StepShape]", TOOL_SHAPES), "analyze", row)
    good = TEXT.replace("{tool: analyze}", "{tool: analyze, file: a/b.txt, append: true}")
    bad = TEXT.replace("{tool: analyze}", "{tool: analyze, file: ../b.txt, append: 1}")

    read = parse_mission(good, path=PATH)

    assert read.steps[0].parameters == {"tool": "analyze", "file": "a/b.txt", "append": True}
    assert [line.split(": ", 2)[2] for line in error(bad).splitlines()] == [
        "file '../b.txt' leaves the repository by '..'; write the plain path",
        "append must be true or false, is '1'",
    ]
    assert "the parameters of analyze lacks the key 'file'" in error(TEXT)
