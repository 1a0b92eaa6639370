"""What of a function is to be reached: the first missing line of each body, and ways not taken."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.coverage import Arc
from bot.engines.model.paths import Condition, conditions_to
from bot.engines.search.code import first_line, last_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.coverage import FileCoverage, Gap
    from bot.engines.search.code import FunctionNode

CONDITIONS_MAX = 6
"""Conditions told of one goal: the last ones before it."""

CALLED_SAYS = "the function is called"


@dataclass(frozen=True)
class Aim:
    """One goal: the line (1-based) that is marked, and what counts as reaching it.

    `lines` and `arcs` are those missing that reaching it should run, and no other goal's;
    `conditions` lead to it. `passed` are those of other goals that are run on the way.
    """

    line: int
    lines: frozenset[int]
    arcs: frozenset[Arc]
    conditions: tuple[Condition, ...]
    says: str
    passed: frozenset[int] = frozenset()

    @property
    def key(self) -> tuple[int, str]:
        """Tell goals of one function apart."""
        return self.line, self.says

    @property
    def size(self) -> int:
        """Count what it may bring."""
        return len(self.lines) + len(self.arcs)

    def is_open(self, file: FileCoverage) -> bool:
        """Tell whether any of it is still missing."""
        return bool(self.lines & file.missing or self.arcs & file.missing_arcs)


def aims(node: FunctionNode, gap: Gap) -> tuple[Aim, ...]:
    """Return a gap's goals in line order, each missing line and arc in one of them at most.

    Of a body the last missing statement is marked: what reaches it was not turned away before.
    To call the function is a goal of its own only where it has no other.
    """
    left_lines, left_arcs = set(gap.lines), set(gap.arcs)
    found: list[Aim] = []
    # Inner bodies first, so that each line belongs to the body it stands in.
    for body in reversed(list(_bodies(node))):
        here = {one.lineno for one in body} | {
            line for one in body for line in range(one.lineno, (one.end_lineno or one.lineno) + 1)
        }
        lines = left_lines & here
        if not lines:
            continue
        starts = [one.lineno for one in body if _span(one) & lines] or [min(lines)]
        arcs = {arc for arc in left_arcs if arc[0] in lines or arc[1] == starts[0]}
        left_lines -= lines
        left_arcs -= arcs
        within = range(body[0].lineno, (body[-1].end_lineno or body[-1].lineno) + 1)
        found = [_passing(one, lines) if one.line in within else one for one in found]
        found.append(_line_aim(node, starts, frozenset(lines), frozenset(arcs)))
    for arc in sorted(left_arcs):
        aim = _arc_aim(node, arc)
        if aim is not None:
            found.append(aim)
    found.sort(key=lambda one: one.line)
    entry = next((one for one in found if one.says == CALLED_SAYS), None)
    if entry is None or len(found) == 1:
        return tuple(found)
    first, *rest = (one for one in found if one is not entry)
    first = replace(first, lines=first.lines | entry.lines, arcs=first.arcs | entry.arcs)
    return (first, *rest)


def _passing(aim: Aim, outer: set[int]) -> Aim:
    """Return a goal that runs, of a body around it, what comes before."""
    return replace(aim, passed=aim.passed | {line for line in outer if line < aim.line})


def _line_aim(
    node: FunctionNode, starts: Sequence[int], lines: frozenset[int], arcs: frozenset[Arc]
) -> Aim:
    """Return the goal of a body: `starts` are the lines of its missing statements, in order."""
    line = starts[-1]
    path = conditions_to(node, line)
    needs = ", ".join(one.says for one in path[-CONDITIONS_MAX:])
    return Aim(line, lines, arcs, path, needs or CALLED_SAYS)


def _arc_aim(node: FunctionNode, arc: Arc) -> Aim | None:
    """Say which way of a decision was never taken."""
    source, target = arc
    decision = next((one for one in ast.walk(node) if _decides(one, source)), None)
    path = conditions_to(node, source)
    into = frozenset({target})
    match decision:
        case ast.If(test=test, body=body) | ast.While(test=test, body=body):
            wanted = bool(body) and body[0].lineno == target
            text = " ".join(ast.unparse(test).split())
            last = Condition(source, into, f"`{text}` is {str(wanted).lower()}", text, wanted)
        case ast.For(iter=items, body=body):
            text = " ".join(ast.unparse(items).split())
            some = bool(body) and body[0].lineno == target
            says = f"`{text}` has at least one item" if some else f"the loop over `{text}` ends"
            last = Condition(source, into, says)
        case ast.match_case(pattern=pattern):
            says = f"the value does not match `{ast.unparse(pattern)}`"
            last = Condition(source, into, says)
        case _:
            return None
    whole = (*path, last)
    needs = ", ".join(one.says for one in whole[-CONDITIONS_MAX:])
    return Aim(source, frozenset(), frozenset({arc}), whole, needs)


def _decides(node: ast.AST, line: int) -> bool:
    if isinstance(node, ast.match_case):
        return node.pattern.lineno == line
    return isinstance(node, ast.If | ast.While | ast.For) and node.lineno == line


def _bodies(node: FunctionNode) -> Iterator[Sequence[ast.stmt]]:
    """Yield every body inside a function, outer ones first."""
    waiting: list[ast.AST] = [node]
    while waiting:
        one = waiting.pop(0)
        for name in ("body", "orelse", "finalbody"):
            body = getattr(one, name, None)
            if isinstance(body, list) and body:
                yield body
                waiting += body
        waiting += getattr(one, "handlers", [])
        waiting += getattr(one, "cases", [])


def _span(one: ast.stmt) -> set[int]:
    return set(range(one.lineno, (one.end_lineno or one.lineno) + 1))


def lines_of(node: FunctionNode) -> range:
    """Return a function's lines, decorators included."""
    return range(first_line(node), last_line(node) + 1)
