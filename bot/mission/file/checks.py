"""What must fit together inside one mission: links, order, references, limits.

Each check takes the steps as far as they could be read, so that one mistake
does not hide another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.mission import Tool
from bot.mission.file.nodes import Listing, Scalar, Table
from bot.mission.file.order import ancestors, cycle, dependencies
from bot.mission.file.parameters import shape_of
from bot.mission.file.problem import Problem, in_file_order
from bot.mission.file.references import references
from bot.mission.file.shape import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.domain.mission import Step
    from bot.mission.file.format import Reading
    from bot.mission.file.nodes import Node
    from bot.mission.file.step_format import StepNodes

# Each tool needs what the other leaves behind.
TOOL_ORDER = (
    (Tool.ANALYZE, Tool.GENERATE),
    (Tool.GENERATE, Tool.INTEGRATE),
    (Tool.INTEGRATE, Tool.VERIFY),
    (Tool.VERIFY, Tool.ARCHIVE),
    (Tool.VERIFY, Tool.REGISTRY),
)


def problems_of(reading: Reading, path: str) -> list[Problem]:
    """Return the mistakes of form and of sense that a file holds, in file order."""
    steps = reading.steps
    links = dependencies([read.step for read in steps])
    found = [
        *reading.problems,
        *_duplicates(steps, path),
        *_missing_links(steps, path),
        *_cycles(steps, links, path),
        *_disorder(steps, links, path),
        *_bad_references(steps, links, path),
        *_overruns(reading, path),
        *_low_gates(reading, path),
    ]
    return list(in_file_order(found))


def _at(node: Node, message: str, path: str, step: str) -> Problem:
    return Problem(message, path, node.line, node.column, step)


def _duplicates(steps: Iterable[StepNodes], path: str) -> Iterator[Problem]:
    lines: dict[str, int] = {}
    for read in steps:
        step, node = read.step, read.nodes["id"]
        if step.id in lines:
            first = lines[step.id]
            yield _at(node, f"id is used on line {first} already; rename one", path, step.id)
        lines.setdefault(step.id, node.line)


def _missing_links(steps: Iterable[StepNodes], path: str) -> Iterator[Problem]:
    ids = list(dict.fromkeys(read.step.id for read in steps))
    for read in steps:
        for node in _link_nodes(read):
            if node.value and node.value not in ids:
                hint = meant(node.value, ids) or f"; steps: {', '.join(ids)}"
                message = f"depends on {node.value!r}, which is no step{hint}"
                yield _at(node, message, path, read.step.id)


def _link_nodes(read: StepNodes) -> list[Scalar]:
    listing = read.nodes.get("depends_on")
    items = listing.items if isinstance(listing, Listing) else ()
    return [item for item in items if isinstance(item, Scalar)]


def _cycles(
    steps: Sequence[StepNodes], links: Mapping[str, set[str]], path: str
) -> Iterator[Problem]:
    circle = cycle(links)
    # With an id used twice the links say nothing; that is reported already.
    if circle and len(steps) == len(links):
        first = next(read for read in steps if read.step.id in circle)
        start = circle.index(first.step.id)
        turned = (*circle[start:-1], *circle[:start], first.step.id)
        message = f"steps wait for each other: {' -> '.join(turned)}; remove one dependency"
        yield _at(first.nodes.get("depends_on", first.table), message, path, first.step.id)


def _disorder(
    steps: Iterable[StepNodes], links: Mapping[str, set[str]], path: str
) -> Iterator[Problem]:
    """Report tools that do not wait, directly or not, for the tool whose work they need."""
    for before, after in TOOL_ORDER:
        firsts = {read.step.id for read in steps if _tool(read.step) == before.value}
        for read in steps:
            if _tool(read.step) != after.value or firsts & ancestors(read.step.id, links):
                continue
            needed = f"a step with tool {before.value}"
            message = f"{after.value} must come after {before.value}; let it depend on {needed}"
            yield _at(read.nodes.get("depends_on", read.table), message, path, read.step.id)


def _tool(step: Step) -> str:
    return str(step.parameters.get("tool", ""))


def _bad_references(
    steps: Iterable[StepNodes], links: Mapping[str, set[str]], path: str
) -> Iterator[Problem]:
    outputs = {read.step.id: _outputs(read.step) for read in steps}
    for read in steps:
        for node in _texts(read.nodes.get("parameters")):
            message = _why_unresolved(node.value, read.step.id, outputs, links)
            if message:
                yield _at(node, message, path, read.step.id)


def _outputs(step: Step) -> tuple[str, ...]:
    selector = shape_of(step.step_type, "").selector
    return shape_of(step.step_type, str(step.parameters.get(selector, ""))).outputs


def _texts(node: Node | None) -> Iterator[Scalar]:
    """Return the scalars below a node, keys left out."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Listing):
        for item in node.items:
            yield from _texts(item)
    for _, value in node.entries if isinstance(node, Table) else ():
        yield from _texts(value)


def _why_unresolved(
    text: str,
    step_id: str,
    outputs: Mapping[str, tuple[str, ...]],
    links: Mapping[str, set[str]],
) -> str:
    try:
        found = references(text)
    except ValueError as error:
        return str(error)
    for reference in found:
        step, key = reference.step, reference.key
        if step not in outputs:
            return f"refers to {step!r}, which is no step{meant(step, outputs)}"
        if step not in ancestors(step_id, links):
            return f"uses an output of {step!r} without waiting for it; add it to depends_on"
        if key not in outputs[step]:
            given = ", ".join(outputs[step]) or "nothing"
            return f"refers to {key!r}, which {step} does not give; it gives: {given}"
    return ""


def _overruns(reading: Reading, path: str) -> Iterator[Problem]:
    if reading.mission is None:
        return
    most = reading.mission.config.timeout_seconds
    for read in reading.steps:
        seconds = read.step.timeout_seconds
        if seconds is not None and seconds > most:
            message = f"timeout_seconds {seconds} is more than the mission's {most}; lower it"
            yield _at(read.nodes["timeout_seconds"], message, path, read.step.id)


def _low_gates(reading: Reading, path: str) -> Iterator[Problem]:
    if reading.mission is None:
        return
    target = reading.mission.target_pct
    for read in reading.steps:
        gate = read.step.parameters.get("gate_pct", target)
        if isinstance(gate, int) and gate < target:
            message = f"gate_pct {gate} would let pass less than target_pct {target}; raise it"
            yield _at(read.nodes["parameters"], message, path, read.step.id)
