"""A solver that answers from a table, and a real one without a sandbox."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from fakes.measuring import measuring
from fakes.plain_program import PlainProgram
from fakes.worker_project import MODULE, Project

from bot.domain.mission import EngineName
from bot.domain.trial import Situation
from bot.languages.python.solver import PROGRAM, CrossHairSolver, SolverConfig
from bot.ports.solver import Input, Puzzle, Solved, SolverLimits, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENT = SolverLimits(path_s=60, puzzle_s=90, wall_s=100)
"""Counts decide, on however slow a machine."""


@dataclass
class FakeSolver:
    """Implements ports.Solver: the puzzle's call decides what is found; others find nothing."""

    answers: dict[str, Solved] = field(default_factory=dict)
    asked: list[Puzzle] = field(default_factory=list)
    closed: int = 0

    def solve(self, puzzle: Puzzle) -> Solved:
        self.asked.append(puzzle)
        return self.answers.get(puzzle.call, Solved(()))

    def close(self) -> None:
        self.closed += 1


def found(*values: str, classes: tuple[tuple[str, str], ...] = ()) -> Solved:
    """Return one input: the sources of solved_0, solved_1 and so on."""
    named = tuple((f"solved_{at}", source) for at, source in enumerate(values))
    return Solved((Input(named, classes),), paths=1)


def situation(call: str, *setup: str) -> Situation:
    """Return a situation of the module `solved_subject`, as search would propose it."""
    return Situation("f", ("from solved_subject import *",), setup, call, EngineName.SEARCH)


def puzzle(
    call: str,
    lines: set[int],
    *types: str,
    setup: tuple[str, ...] = (),
    arcs: frozenset[tuple[int, int]] = frozenset(),
) -> Puzzle:
    """Return a puzzle about the project's subject, whose unknowns are solved_0 and so on."""
    unknowns = tuple(Unknown(f"solved_{at}", one) for at, one in enumerate(types))
    inside = lines | {source for source, _ in arcs}
    return Puzzle(
        segment="f",
        imports=(f"from {MODULE} import *",),
        setup=setup,
        call=call,
        unknowns=unknowns,
        lines=frozenset(lines),
        arcs=arcs,
        first_line=min(inside),
        last_line=max(inside),
    )


@contextmanager
def solver_of(project: Project, limits: SolverLimits = PATIENT) -> Iterator[CrossHairSolver]:
    """Start the solver's program on a project, with the CrossHair of our own environment."""
    about = SolverConfig(overlay="", **asdict(limits))
    argv = [sys.executable, str(PROGRAM), project.config().to_json(), about.to_json()]
    env = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(project.temp),
        "TMPDIR": str(project.temp),
        "PYTHONHASHSEED": "0",
    }

    def start() -> PlainProgram:
        program = PlainProgram(argv, {**env, **measuring(argv)})
        project.programs.append(program)
        return program

    solver = CrossHairSolver(start, limits)
    try:
        yield solver
    finally:
        solver.close()
