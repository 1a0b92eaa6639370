"""What each step type takes and gives: one row a type, one row a tool.

A new step type is a value of `StepType`, a row of `STEP_SHAPES` here and a
module in bot/mission/steps/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.mission import EngineName, StepType, Tool

ATTEMPTS_MAX = 20
REPEATS_MAX = 20


class Form(StrEnum):
    """What a parameter's value looks like."""

    TEXT = "text"
    PATH = "path"
    WHOLE = "whole"
    FLAG = "flag"
    TEXTS = "texts"


@dataclass(frozen=True)
class Parameter:
    """One parameter: `low` and `high` bound a number, `choices` what a text may be (any if ())."""

    form: Form
    required: bool = False
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepShape:
    """The parameters of a step and the keys of its outputs.

    Where the value of one parameter decides on the others, `selector` names it
    and `variants` holds the shape for each of its values.
    """

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()
    selector: str = ""
    variants: Mapping[str, StepShape] = field(default_factory=dict)


TOOL_SHAPES: Mapping[str, StepShape] = {
    Tool.ANALYZE.value: StepShape(outputs=("gaps", "missing_lines")),
    Tool.GENERATE.value: StepShape(
        {
            "engines": Parameter(Form.TEXTS, choices=tuple(name.value for name in EngineName)),
            "attempts_max": Parameter(Form.WHOLE, low=1, high=ATTEMPTS_MAX),
        },
        outputs=("tests", "lines_gained", "arcs_gained"),
    ),
    Tool.INTEGRATE.value: StepShape(outputs=("tests_file",)),
    Tool.VERIFY.value: StepShape(
        {
            "gate_pct": Parameter(Form.WHOLE, low=0, high=100),
            "repeats": Parameter(Form.WHOLE, low=1, high=REPEATS_MAX),
        },
        outputs=("status", "covered", "total"),
    ),
    Tool.ARCHIVE.value: StepShape(outputs=("mission_file",)),
    Tool.REGISTRY.value: StepShape(outputs=("record_file",)),
}

STEP_SHAPES: Mapping[StepType, StepShape] = {
    StepType.TOOL: StepShape(
        {"tool": Parameter(Form.TEXT, required=True, choices=tuple(tool.value for tool in Tool))},
        selector="tool",
        variants=TOOL_SHAPES,
    ),
}


def shape_of(step_type: StepType, selected: str) -> StepShape:
    """Return the whole shape of a step; `selected` is its selector's value, "" for none."""
    base = STEP_SHAPES[step_type]
    variant = base.variants.get(selected, StepShape())
    return StepShape(
        {**base.parameters, **variant.parameters}, (*base.outputs, *variant.outputs), base.selector
    )
