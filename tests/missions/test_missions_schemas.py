from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from fakes.answers import ANSWERS
from fakes.missions import TEXT, missions, plan_input, planned
from fakes.records import RECORD, TIMING
from fakes.schemas import schema_text
from hypothesis import given
from jsonschema import Draft202012Validator

from bot.codec import from_json, from_plain, to_json
from bot.domain.answers import Answers
from bot.domain.learned import Count, Learned, Lesson
from bot.domain.mission import EngineName, Mission, Priority, SkipKind, StepType, Tool
from bot.domain.outcome import MissionRecord, Timing
from bot.domain.trajectory import Asked, Attempt
from bot.domain.trial import Verdict
from bot.errors import MissionFileError
from bot.mission.audit import AuditEntry, AuditHead, entry_after
from bot.mission.file import campaign_format, format, step_format  # noqa: A004 - the module's name
from bot.mission.file.folder import MASTER_FILE, plan_campaign
from bot.mission.file.format import dump_mission, parse_mission
from bot.mission.file.parameters import TOOL_SHAPES
from bot.stages.overview import WAVE_MISSIONS_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.mission.file.shape import Keys

SCHEMAS = Path(__file__).parents[2] / "bot" / "schemas"
CLASSES: dict[str, tuple[type[object], str]] = {
    "record": (MissionRecord, "Coverage missions: record.json and registry files"),
    "trajectory": (Attempt, "Coverage missions: a line of trajectory.jsonl"),
    "completions": (Asked, "Coverage missions: a line of completions.jsonl"),
    "audit": (AuditEntry, "Coverage missions: a line of audit.jsonl"),
    "timing": (Timing, "Coverage missions: timing.json"),
    "answers": (Answers, "Coverage missions: answers.json"),
    "learned": (Learned, "Coverage missions: learned.json"),
}
ATTEMPT = Attempt(1, EngineName.SEARCH, "Cart.total", Verdict.ACCEPTED, "Cart().total()", 3, 1)
ASKED = Asked(
    1, "phi3:mini", "sha256:4f", "gap@3f9a1c22/0.2:0b1c2d3e4f5a", "Cart.total", (7,),
    '{"situations": []}', "stopped", 0, 412, 9, 3.4,
)  # fmt: skip
LEARNED = Learned(
    "m-3f9a1c22", 1, (Count("phi3:mini", "sha256:4f", "method", "gap@3f9a1c22/0.2", 3, 1),),
    (Lesson("gap@3f9a1c22/0.2:0b1c2d3e4f5a", "Cart.total", kept=True),),
)  # fmt: skip
ENTRY = entry_after(AuditHead(), "step done", step="verify", details={"status": "reached"})


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def at(name: str, *keys: str) -> dict[str, object]:
    node = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    for key in keys:
        node = node[key]
    assert isinstance(node, dict)
    return node


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_schema_is_its_dataclass(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"../../bot/schemas/{name}.schema.json", schema_text(*CLASSES[name]))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("record", RECORD),
        ("timing", TIMING),
        ("trajectory", ATTEMPT),
        ("completions", ASKED),
        ("audit", ENTRY),
        ("answers", ANSWERS),
        ("learned", LEARNED),
    ],
)
def test_what_is_written_is_valid_and_a_key_more_or_less_is_not(name: str, value: object) -> None:
    check = validator(name)
    plain: dict[str, object] = json.loads(to_json(value))

    assert list(check.iter_errors(plain)) == []
    assert from_plain(CLASSES[name][0], plain) == value
    assert not check.is_valid({**plain, "more": 1})
    for key in plain:
        assert not check.is_valid({k: v for k, v in plain.items() if k != key}), key


def keys_of(schema: dict[str, object]) -> tuple[set[str], set[str]]:
    properties, required = schema["properties"], schema["required"]
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    assert schema["additionalProperties"] is False
    return set(properties), set(required)


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (format.MISSION_KEYS, ("mission",)),
        (format.CONFIG_KEYS, ("mission", "properties", "config")),
        (format.COVERAGE_KEYS, ("mission", "properties", "coverage")),
        (step_format.STEP_KEYS, ("mission", "$defs", "step")),
        (campaign_format.CAMPAIGN_KEYS, ("campaign",)),
        (campaign_format.HEADER_KEYS, ("campaign", "properties", "campaign")),
        (
            campaign_format.COUNT_KEYS,
            ("campaign", "properties", "campaign", "properties", "missions"),
        ),
        (campaign_format.WAVE_KEYS, ("campaign", "properties", "waves", "items")),
        (campaign_format.ENTRY_KEYS, ("campaign", "$defs", "entry")),
        (campaign_format.BLOCKED_KEYS, ("campaign", "$defs", "blocked")),
        (campaign_format.SKIPPED_KEYS, ("campaign", "$defs", "skipped")),
    ],
)
def test_a_file_schema_has_the_keys_that_the_reader_knows(
    keys: Keys, place: tuple[str, ...]
) -> None:
    known, required = keys_of(at(*place))

    assert known == {*keys.required, *keys.optional}
    assert required == set(keys.required)


def test_the_schema_has_every_tool_with_its_parameters() -> None:
    options = at("mission", "$defs", "tool_parameters")["oneOf"]
    assert isinstance(options, list)
    by_tool = {option["properties"]["tool"]["const"]: option for option in options}

    assert list(by_tool) == [tool.value for tool in Tool]
    for tool, shape in TOOL_SHAPES.items():
        properties = dict(by_tool[tool]["properties"])
        del properties["tool"]
        assert set(properties) == set(shape.parameters)
        for name, parameter in shape.parameters.items():
            schema = properties[name]
            bounds = (schema.get("minimum", 0), schema.get("maximum", 0))
            assert bounds == (parameter.low, parameter.high)
            assert tuple(schema.get("items", {}).get("enum", ())) == parameter.choices


def test_the_schemas_closed_choices_are_the_enums() -> None:
    kinds = at("campaign", "$defs", "skipped", "properties", "kind")["enum"]
    assert kinds == [value.value for value in SkipKind]
    priority = at("mission", "properties", "coverage", "properties", "priority")["enum"]
    waves = at("campaign", "properties", "waves", "items", "properties", "missions")

    assert priority == [value.value for value in Priority]
    assert at("mission", "$defs", "step", "properties", "step_type")["enum"] == [
        value.value for value in StepType
    ]
    assert waves["maxItems"] == WAVE_MISSIONS_MAX


@given(missions)
def test_every_mission_we_write_is_valid(one: Mission) -> None:
    assert list(validator("mission").iter_errors(yaml.safe_load(dump_mission(one)))) == []


def test_every_file_of_a_plan_is_valid() -> None:
    folder = planned({f"src/m{number}.py": (number % 9, 9) for number in range(400)})

    master = yaml.safe_load(folder.pop(MASTER_FILE))

    assert list(validator("campaign").iter_errors(master)) == []
    assert [len(wave["missions"]) for wave in master["waves"]] == [256, 100]
    for text in list(folder.values())[:20]:
        assert validator("mission").is_valid(yaml.safe_load(text))


def test_a_campaign_with_blocked_files_is_valid() -> None:
    given_input = replace(plan_input({}), digests={"src/b.py": ""}, unreadable={"src/b.py": "no"})

    (change,) = plan_campaign(given_input).changes

    master = yaml.safe_load(change.text or "")
    assert master["campaign"]["blocked"][0]["reason"] == "no"
    assert list(validator("campaign").iter_errors(master)) == []
    master["campaign"]["blocked"][0]["more"] = 1
    assert not validator("campaign").is_valid(master)


def test_an_empty_campaign_is_valid_and_readable() -> None:
    output = plan_campaign(plan_input({}))
    (change,) = output.changes

    assert validator("campaign").is_valid(yaml.safe_load(change.text or ""))
    assert campaign_format.parse_campaign(change.text or "", path=MASTER_FILE) == output.campaign


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version: "1.0"', 'version: "1.1"'),
        ("src/shop/cart.py\n  subject_d", "../cart.py\n  subject_d"),
        ("src/shop/cart.py\n  subject_d", "/cart.py\n  subject_d"),
        ("src/shop/cart.py\n  subject_d", "a//cart.py\n  subject_d"),
        ("src/shop/cart.py\n  subject_d", "~/cart.py\n  subject_d"),
        ("src/shop/cart.py\n  subject_d", "a\\cart.py\n  subject_d"),
        ("src/shop/cart.py\n  subject_d", '"a\\tb.py"\n  subject_d'),
        ("target_pct: 85", "target_pct: 850"),
        ("category: shop", "kategory: shop"),
        ("m-3f9a1c22", "m-3f9a"),
        ("attempts_max: 3", "attempts_max: 0"),
        ("{tool: archive}", "{tool: archive, gate_pct: 3}"),
        ("step_type: tool, parameters", "parameters"),
        ("[search, solver, model]", "[guess]"),
    ],
)
def test_schema_and_reader_refuse_alike(old: str, new: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new)

    assert not validator("mission").is_valid(yaml.safe_load(text))
    with pytest.raises(MissionFileError):
        parse_mission(text, path="m.yaml")


def test_the_trajectory_reads_back() -> None:
    assert from_json(Attempt, to_json(ATTEMPT)) == ATTEMPT
