"""The steps of a mission file: nodes to `Step`, and back to aligned lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from bot.domain.mission import STEP_ID, TIMEOUT_S_MAX, Step, StepType
from bot.mission.file import emit
from bot.mission.file.fields import NAME_CHARACTERS_MAX, safe_path
from bot.mission.file.nodes import Listing, Node, Table
from bot.mission.file.parameters import Form, Parameter, shape_of
from bot.mission.file.shape import Keys, meant, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.mission import ParameterValue
    from bot.mission.file.shape import Reader

STEPS_MAX = 100

STEP_KEYS = Keys(
    ("id", "name", "step_type", "parameters"),
    ("depends_on", "timeout_seconds", "continue_on_error"),
)


@dataclass(frozen=True)
class StepNodes:
    """A step as far as it could be read, with its nodes by key, for checks that need places."""

    step: Step
    table: Node
    nodes: Mapping[str, Node]


def read_steps(reader: Reader, node: Node | None) -> tuple[StepNodes, ...]:
    """Read the list of steps; those without a usable id are reported and left out."""
    items = reader.listing(node, "steps", most=STEPS_MAX)
    if isinstance(node, Listing) and not items:
        reader.wrong(node, "a mission must have at least one step; add one")
    steps = []
    for number, item in enumerate(items, start=1):
        step = _step(reader, item, number)
        reader.step = ""
        if step is not None:
            steps.append(step)
    return tuple(steps)


def _step(reader: Reader, node: Node, number: int) -> StepNodes | None:
    id_node = node.get("id") if isinstance(node, Table) else None
    step_id = reader.matching(id_node, f"the id of step {number}", STEP_ID, "'analyze'")
    usable = bool(STEP_ID.match(step_id))
    reader.step = step_id if usable else ""
    nodes = reader.table(node, f"step {number}" if not usable else "the step", STEP_KEYS)
    step_type = reader.choice(nodes.get("step_type"), "step_type", StepType)
    fields = (
        reader.text(nodes.get("name"), "name", most=NAME_CHARACTERS_MAX),
        step_type,
        _parameters(reader, nodes.get("parameters"), step_type),
        reader.texts(nodes.get("depends_on"), "depends_on"),
        _timeout(reader, nodes.get("timeout_seconds")),
        reader.flag(nodes.get("continue_on_error"), "continue_on_error", default=False),
    )
    return StepNodes(Step(step_id, *fields), node, nodes) if usable else None


def _timeout(reader: Reader, node: Node | None) -> int | None:
    if node is None:
        return None
    return reader.whole(node, "timeout_seconds", low=1, high=TIMEOUT_S_MAX)


def _parameters(
    reader: Reader, node: Node | None, step_type: StepType
) -> Mapping[str, ParameterValue]:
    if not isinstance(node, Table):
        reader.table(node, "parameters", Keys(()))
        return {}
    selected = getattr(node.get(shape_of(step_type, "").selector), "value", "")
    known = shape_of(step_type, selected).parameters
    required = tuple(name for name, one in known.items() if one.required)
    keys = Keys(required, tuple(name for name in known if name not in required))
    nodes = reader.table(node, f"the parameters of {selected or step_type.value}", keys)
    return {name: _value(reader, nodes[name], name, known[name]) for name in nodes}


def _value(reader: Reader, node: Node, name: str, parameter: Parameter) -> ParameterValue:
    match parameter.form:
        case Form.WHOLE:
            return reader.whole(node, name, low=parameter.low, high=parameter.high)
        case Form.FLAG:
            return reader.flag(node, name, default=False)
        case Form.PATH:
            return safe_path(reader, node, name)
        case Form.TEXT:
            return _one_of(reader, node, name, parameter)
        case Form.TEXTS:
            return _some_of(reader, node, name, parameter)
        case _:
            assert_never(parameter.form)


def _some_of(reader: Reader, node: Node, name: str, parameter: Parameter) -> tuple[str, ...]:
    items = reader.listing(node, name)
    if isinstance(node, Listing) and not items:
        reader.wrong(node, f"{name} is an empty list; name at least one or remove the key")
    return tuple(_one_of(reader, item, f"each of {name}", parameter) for item in items)


def _one_of(reader: Reader, node: Node, name: str, parameter: Parameter) -> str:
    before = len(reader.problems)
    text = reader.text(node, name)
    choices = parameter.choices
    if len(reader.problems) == before and choices and text not in choices:
        known = f"{meant(text, choices)}; known: {', '.join(choices)}"
        reader.wrong(node, f"{name} {shown(text)} is not known{known}")
    return text


def dump_steps(steps: Sequence[Step]) -> str:
    """Write steps as lines with their ids, names and dependencies aligned."""
    heads = [f"id: {emit.flow_text(step.id)}," for step in steps]
    names = [f"name: {emit.flow_text(step.name)}," for step in steps]
    links = [f"depends_on: {emit.flow_texts(step.depends_on)}," for step in steps]
    id_width, name_width = max(map(len, heads), default=0), max(map(len, names), default=0)
    link_width = max(map(len, links), default=0)
    lines = []
    for step, head, name, link in zip(steps, heads, names, links, strict=True):
        linked = f" {link:<{link_width}}" if step.depends_on else ""
        start = f"{head:<{id_width}} {name:<{name_width}} step_type: {step.step_type.value},"
        lines.append(f"  - {{{start}{linked} {_rest(step)}}}")
    return "\n".join(lines)


def _rest(step: Step) -> str:
    timeout = "" if step.timeout_seconds is None else f"timeout_seconds: {step.timeout_seconds}, "
    goes_on = "continue_on_error: true, " if step.continue_on_error else ""
    return f"{timeout}{goes_on}parameters: {emit.flow_table(step.parameters)}"
