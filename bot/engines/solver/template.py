"""A situation with unknowns in it: what is asked of the solver, and what its answers make of it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.trial import Situation
from bot.engines.solver.sources import Written, prettier, written
from bot.ports.solver import Puzzle, Unknown

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage, Segment
    from bot.ports.solver import Input

NAME = "solved_{}"
"""How unknowns are called; no subject's name may look like it."""

_NAMES = re.compile(r"\bsolved_\d+\b")
_OF_PYTEST = re.compile(r"\b(?:tmp_path|tmp_path_factory|capsys|capfd|caplog|request)\b")


@dataclass(frozen=True)
class Template:
    """A situation whose text names unknowns where it had values."""

    situation: Situation
    unknowns: tuple[Unknown, ...]

    @property
    def key(self) -> str:
        """Tell templates apart: the text, and the types of its unknowns."""
        return f"{self.situation.source}\n{' '.join(one.type for one in self.unknowns)}"


def puzzle_of(template: Template, file: FileCoverage, segment: Segment) -> Puzzle | None:
    """Write the question; None where it needs files, or what else only pytest gives.

    Moving to a temporary folder is left out: the solver may not touch files anyway.
    """
    situation = template.situation
    setup = tuple(line for line in situation.setup if not line.startswith("monkeypatch.chdir"))
    if any(_OF_PYTEST.search(line) for line in (*setup, situation.call)):
        return None
    return Puzzle(
        segment=segment.name,
        imports=situation.imports,
        setup=setup,
        call=situation.call,
        unknowns=template.unknowns,
        lines=file.missing,
        arcs=file.missing_arcs,
        first_line=segment.first_line,
        last_line=segment.last_line,
    )


def answered(template: Template, found: Input) -> list[Situation]:
    """Return the situation with the values in it, one that reads better first where there is one.

    [] where an answer is nothing that a test can write.
    """
    read = {name: written(source, found.classes) for name, source in found.values}
    known = {name: value for name, value in read.items() if value is not None}
    if {one.name for one in template.unknowns} - set(known):
        return []
    pretty = {name: prettier(value) for name, value in known.items()}
    ways = [pretty, known] if pretty != known else [known]
    return [made for values in ways if (made := _filled(template.situation, values)) is not None]


def _filled(situation: Situation, values: dict[str, Written]) -> Situation | None:
    """Put values in; None where two imports would give one name two meanings."""
    lines = dict.fromkeys(situation.imports)
    for value in values.values():
        lines |= dict.fromkeys(value.imports)
    names = [line.rpartition(" ")[2] for line in lines]
    if len(set(names)) < len(names):
        return None
    trees = {name: value.tree for name, value in values.items()}
    return replace(
        situation,
        imports=tuple(lines),
        setup=tuple(_with(text, trees) for text in situation.setup),
        call=_with(situation.call, trees),
        engine=EngineName.SOLVER,
        expectation=None,
        condition="",
    )


def _with(text: str, trees: dict[str, ast.expr]) -> str:
    """Replace the unknowns' names; text without them stays as it is."""
    if not _NAMES.search(text):
        return text
    return ast.unparse(_Filler(trees).visit(ast.parse(text)))


class _Filler(ast.NodeTransformer):
    def __init__(self, trees: dict[str, ast.expr]) -> None:
        self._trees = trees

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Put the value in the place of its name."""
        return self._trees.get(node.id, node)
