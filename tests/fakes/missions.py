"""Missions, reports and strategies for the tests of mission files and planning."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from bot.domain.coverage import FileCoverage, Report, Tally
from bot.domain.mission import (
    EngineName,
    Mission,
    MissionConfig,
    Priority,
    Step,
    StepType,
    Tool,
)
from bot.mission.file.folder import PlanInput, PlanOutput, plan_campaign
from bot.mission.file.format import dump_mission
from bot.stages.standard import Identity, PlanSettings, standard_mission

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = "missions/coverage/007_src_shop_cart.yaml"
DIGEST = f"sha256:{'9b1c' * 16}"


def mission(covered: int = 14, total: int = 34, subject: str = "src/shop/cart.py") -> Mission:
    identity = Identity("m-3f9a1c22", 7)
    return standard_mission(identity, subject, DIGEST, Tally(covered, total), PlanSettings())


TEXT = dump_mission(mission())


def file(path: str, covered: int, total: int) -> FileCoverage:
    """Cover the first `covered` of `total` lines."""
    lines = range(1, total + 1)
    return FileCoverage(path, frozenset(lines[:covered]), frozenset(lines[covered:]))


def report(tallies: Mapping[str, tuple[int, int]]) -> Report:
    return Report(tuple(file(path, *tallies[path]) for path in sorted(tallies)))


def digest_of(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def plan_input(
    tallies: Mapping[str, tuple[int, int]],
    files: Mapping[str, str] | None = None,
    settings: PlanSettings | None = None,
    digests: Mapping[str, str] | None = None,
) -> PlanInput:
    return PlanInput(
        report(tallies),
        digests if digests is not None else {path: digest_of(path) for path in tallies},
        settings or PlanSettings(),
        files or {},
    )


def folder_after(output: PlanOutput, files: Mapping[str, str] | None = None) -> dict[str, str]:
    """Do what a plan says to a folder of texts."""
    after = dict(files or {})
    for change in output.changes:
        if change.text is None:
            del after[change.path]
        else:
            after[change.path] = change.text
    return after


def planned(
    tallies: Mapping[str, tuple[int, int]], settings: PlanSettings | None = None
) -> dict[str, str]:
    """Return the folder that a first plan writes."""
    return folder_after(plan_campaign(plan_input(tallies, settings=settings)))


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40)
paths = st.from_regex(
    r"[a-zA-Z_é][a-zA-Z0-9_. -]{0,8}(/[a-z_][a-z0-9_.]{0,8}){0,3}\.py", fullmatch=True
)
tallies = st.integers(0, 400).flatmap(
    lambda total: st.builds(Tally, st.integers(0, total), st.just(total))
)


def _parameters(tool: Tool) -> st.SearchStrategy[dict[str, object]]:
    optional: dict[Tool, dict[str, st.SearchStrategy[object]]] = {
        Tool.GENERATE: {
            "engines": st.lists(st.sampled_from([e.value for e in EngineName]), min_size=1).map(
                tuple
            ),
            "attempts_max": st.integers(1, 20),
        },
        Tool.VERIFY: {"gate_pct": st.integers(0, 100), "repeats": st.integers(1, 20)},
    }
    return st.fixed_dictionaries({"tool": st.just(tool.value)}, optional=optional.get(tool, {}))


steps = st.builds(
    Step,
    id=st.from_regex(r"[a-zA-Z][a-zA-Z0-9_-]{0,20}", fullmatch=True),
    name=texts,
    step_type=st.just(StepType.TOOL),
    parameters=st.sampled_from(list(Tool)).flatmap(_parameters),
    depends_on=st.lists(texts, max_size=3).map(tuple),
    timeout_seconds=st.none() | st.integers(1, 86_400),
    continue_on_error=st.booleans(),
)

missions = st.builds(
    Mission,
    id=st.from_regex(r"m-[0-9a-f]{8}", fullmatch=True),
    number=st.just(7),
    name=texts,
    description=st.just("") | texts,
    subject=paths,
    subject_digest=st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True),
    language=texts,
    target_pct=st.integers(0, 100),
    baseline=tallies,
    priority=st.sampled_from(list(Priority)),
    category=texts,
    steps=st.lists(steps, min_size=1, max_size=5).map(tuple),
    config=st.builds(MissionConfig, st.integers(1, 86_400), st.booleans()),
)
