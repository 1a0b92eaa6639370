"""A function as a prompt shows it: goals marked, what already runs left out."""

from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.engines.model.goals import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.coverage import Gap
    from bot.engines.model.goals import Aim
    from bot.engines.search.code import FunctionNode

WHOLE_LINES_MAX = 30
"""Lines of a function that is shown as it is but for covered branches."""

CHARS_MAX = 1900
"""Characters of a function in a prompt; farther from the goals it is cut."""

DOCSTRING_LINES_MAX = 4
"""Lines of a docstring that are shown."""

_COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)


@dataclass
class _Page:
    """The lines that are shown; `cuts` maps the first line of what is left out to its note."""

    hidden: set[int] = field(default_factory=set)
    cuts: dict[int, str] = field(default_factory=dict)

    def cut(self, lines: range, note: str) -> None:
        self.hidden.update(lines)
        self.cuts[lines.start] = note


def shown(source: Sequence[str], node: FunctionNode, gap: Gap, goals: Sequence[Aim]) -> str:
    """Return a function's text with its goals marked; `source` are the module's lines."""
    page = _Page()
    open_lines = gap.lines | {arc[0] for arc in gap.arcs}
    if node.end_lineno and node.end_lineno - node.lineno < WHOLE_LINES_MAX:
        wanted = open_lines
    else:
        wanted = frozenset(one.line for one in goals)
    _hide(node.body, open_lines, frozenset(wanted), page)
    _shorten_docstring(node, page)
    marks = {one.line: f"  # <-- goal {at}" for at, one in enumerate(goals, 1)}
    lines: list[tuple[int, str]] = []
    for number in lines_of(node):
        text = source[number - 1].rstrip() if number <= len(source) else ""
        if number in page.cuts:
            indent = _indent_from(source, number)
            lines.append((number, f"{indent}...  # {page.cuts[number]}"))
        if number not in page.hidden and text.strip():
            lines.append((number, text + marks.get(number, "")))
    return _fitting(lines, [one.line for one in goals])


def _indent_from(source: Sequence[str], number: int) -> str:
    """Return the indent of the first line from here (1-based) that has any text."""
    text = next((one for one in source[number - 1 :] if one.strip()), "")
    return text[: len(text) - len(text.lstrip())]


def _hide(
    body: Sequence[ast.stmt], open_lines: frozenset[int], wanted: frozenset[int], page: _Page
) -> None:
    """Leave out the bodies of compound statements in which nothing is wanted."""
    for one in body:
        span = range(one.lineno, (one.end_lineno or one.lineno) + 1)
        for inner in _bodies(one):
            inside = range(inner[0].lineno, (inner[-1].end_lineno or inner[-1].lineno) + 1)
            if any(line in inside for line in wanted):
                _hide(inner, open_lines, wanted, page)
            elif len(inside) > 1 or any(line in span for line in wanted):
                is_covered = not any(line in inside for line in open_lines)
                page.cut(inside, "covered" if is_covered else "left out")


def _bodies(one: ast.stmt) -> list[list[ast.stmt]]:
    if not isinstance(one, _COMPOUND):
        return []
    holders: list[ast.AST] = [
        one, *getattr(one, "handlers", []), *getattr(one, "cases", []),
    ]  # fmt: skip
    bodies = [getattr(holder, name, None) for holder in holders for name in _PARTS]
    return [body for body in bodies if body]


_PARTS = ("body", "orelse", "finalbody")


def _shorten_docstring(node: FunctionNode, page: _Page) -> None:
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is None or first.end_lineno is None:
        return
    # Its first line and its last, which closes it, stay.
    inside = range(first.lineno + DOCSTRING_LINES_MAX - 1, first.end_lineno)
    if len(inside) > 1:
        page.cut(inside, "more of it")


def _fitting(lines: list[tuple[int, str]], goals: Sequence[int]) -> str:
    """Join lines; where they are too long, leave out those farthest from the goals."""
    header = lines[0][0] if lines else 0
    far = {number: min((abs(number - goal) for goal in goals), default=0) for number, _ in lines}
    kept = list(lines)
    size = sum(len(text) + 1 for _, text in kept)
    for number in sorted(far, key=lambda one: (-far[one], one)):
        if size <= CHARS_MAX:
            break
        if number == header:
            continue
        size -= sum(len(text) + 1 for at, text in kept if at == number)
        kept = [(at, text) for at, text in kept if at != number]
    return textwrap.dedent("\n".join(text for _, text in kept))
