"""Mission files: YAML to `Mission` with every mistake's place, and back in one fixed form.

The form is design.md §4's. The mission's number is not in the file but in its
name ("007_src_shop_cart.yaml"); a file named otherwise has number 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.mission import MISSION_ID, TIMEOUT_S_MAX, Mission, MissionConfig, Priority, Step
from bot.errors import MissionFileError
from bot.mission.file import emit
from bot.mission.file.campaign_format import dump_campaign, parse_campaign
from bot.mission.file.fields import (
    DIGEST,
    FORMAT,
    LINES_MAX,
    NAME_CHARACTERS_MAX,
    VERSION,
    check_format,
    check_version,
    safe_path,
    tally,
)
from bot.mission.file.nodes import Node, compose, text_of
from bot.mission.file.problem import Problem, error_of, in_file_order
from bot.mission.file.shape import Keys, Reader
from bot.mission.file.step_format import StepNodes, dump_steps, read_steps

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Reading",
    "dump_campaign",
    "dump_mission",
    "number_of",
    "parse_campaign",
    "parse_mission",
    "read_mission",
    "text_of",
]

MISSION_CHARACTERS_MAX = 262_144

_NUMBER = re.compile(r"([0-9]{1,9})_")

MISSION_KEYS = Keys(("version", "name", "coverage", "steps"), ("description", "config"))
CONFIG_KEYS = Keys((), ("timeout_seconds", "fail_fast"))
COVERAGE_KEYS = Keys(
    (
        "format",
        "id",
        "subject",
        "subject_digest",
        "language",
        "target_pct",
        "baseline",
        "lines_needed",
        "priority",
        "category",
    )
)


@dataclass(frozen=True)
class Reading:
    """What a mission file says; `mission` is None where there are problems."""

    mission: Mission | None
    problems: tuple[Problem, ...]
    steps: tuple[StepNodes, ...] = ()
    root: Node | None = None


def parse_mission(text: str, *, path: str) -> Mission:
    """Read a mission file's text.

    Checks its shape only; validate.check_mission finds what does not fit together.

    Raises:
        MissionFileError: at the first mistake's place, naming all of them.
    """
    reading = read_mission(text, path=path)
    if reading.mission is None:
        raise error_of(reading.problems)
    return reading.mission


def read_mission(text: str, *, path: str) -> Reading:
    """Read a mission file's text and collect all mistakes of its shape."""
    try:
        root = compose(text, path=path, characters_max=MISSION_CHARACTERS_MAX)
    except MissionFileError as error:
        return Reading(None, (Problem(error.message, path, error.line, error.column),))
    reader = Reader(path)
    top = reader.table(root, "the mission", MISSION_KEYS)
    steps = read_steps(reader, top.get("steps"))
    mission = _mission(reader, top, steps)
    return Reading(mission, in_file_order(reader.problems), steps, root)


def number_of(path: str) -> int:
    """Return the number that a mission file's name starts with, 0 where it has none."""
    match = _NUMBER.match(path.rsplit("/", 1)[-1])
    return int(match[1]) if match else 0


def _mission(
    reader: Reader, top: Mapping[str, Node], steps: tuple[StepNodes, ...]
) -> Mission | None:
    check_version(reader, top.get("version"))
    name = reader.text(top.get("name"), "name", most=NAME_CHARACTERS_MAX)
    description = reader.text(top.get("description"), "description", empty=True)
    config = _config(reader, top.get("config"))
    get = reader.table(top.get("coverage"), "coverage", COVERAGE_KEYS).get
    check_format(reader, get("format"), "coverage.format")
    mission_id = reader.matching(get("id"), "coverage.id", MISSION_ID, "m-3f9a1c22")
    subject = safe_path(reader, get("subject"), "coverage.subject")
    digest = reader.matching(
        get("subject_digest"), "coverage.subject_digest", DIGEST, "sha256:<64 hex digits>"
    )
    language = reader.text(get("language"), "coverage.language", most=NAME_CHARACTERS_MAX)
    target_pct = reader.whole(get("target_pct"), "coverage.target_pct", low=0, high=100)
    baseline = tally(reader, get("baseline"), "coverage.baseline")
    # Follows from baseline and target; it stands in the file for people.
    reader.whole(get("lines_needed"), "coverage.lines_needed", low=0, high=LINES_MAX)
    priority = reader.choice(get("priority"), "coverage.priority", Priority)
    category = reader.text(get("category"), "coverage.category", most=NAME_CHARACTERS_MAX)
    if reader.problems:
        return None
    return Mission(
        id=mission_id,
        number=number_of(reader.path),
        name=name,
        description=description,
        subject=subject,
        subject_digest=digest,
        language=language,
        target_pct=target_pct,
        baseline=baseline,
        priority=priority,
        category=category,
        steps=tuple(read.step for read in steps),
        config=config,
    )


def _config(reader: Reader, node: Node | None) -> MissionConfig:
    nodes = reader.table(node, "config", CONFIG_KEYS)
    defaults = MissionConfig()
    seconds = defaults.timeout_seconds
    if "timeout_seconds" in nodes:
        seconds = reader.whole(
            nodes["timeout_seconds"], "config.timeout_seconds", low=1, high=TIMEOUT_S_MAX
        )
    flag = reader.flag(nodes.get("fail_fast"), "config.fail_fast", default=defaults.fail_fast)
    return MissionConfig(seconds, flag)


class MissionWriter:
    """Writes missions as files' texts: equal missions, equal bytes.

    Steps that are the very ones of the mission before are not written anew: a
    plan gives the same to ten thousand missions.
    """

    def __init__(self) -> None:
        self._steps: tuple[Step, ...] = ()
        self._text = ""

    def dump(self, mission: Mission) -> str:
        """Return the file's text."""
        if mission.steps is not self._steps:
            self._steps, self._text = mission.steps, dump_steps(mission.steps)
        return "\n".join(filter(None, (_head(mission), self._text))) + "\n"


def dump_mission(mission: Mission) -> str:
    """Write one mission as a file's text."""
    return MissionWriter().dump(mission)


def _head(mission: Mission) -> str:
    """Write all but the steps."""
    config = mission.config
    baseline = mission.baseline
    described = [f"description: {emit.text(mission.description)}"] if mission.description else []
    fail_fast = emit.flow_value(config.fail_fast)
    lines = [
        f'version: "{VERSION}"',
        f"name: {emit.text(mission.name)}",
        *described,
        f"config: {{timeout_seconds: {config.timeout_seconds}, fail_fast: {fail_fast}}}",
        "coverage:",
        f"  format: {FORMAT}",
        f"  id: {mission.id}",
        f"  subject: {emit.text(mission.subject)}",
        f"  subject_digest: {emit.text(mission.subject_digest)}",
        f"  language: {emit.text(mission.language)}",
        f"  target_pct: {mission.target_pct}",
        f"  baseline: {{covered: {baseline.covered}, total: {baseline.total}}}",
        f"  lines_needed: {mission.lines_needed}",
        f"  priority: {mission.priority.value}",
        f"  category: {emit.text(mission.category)}",
        "steps:",
    ]
    return "\n".join(lines)
