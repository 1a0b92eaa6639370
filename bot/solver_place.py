"""Where the solver lies for the subject's interpreter, and what a mission gets of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import EnvironmentBroken
from bot.languages.python.interpreter.environment import solver_overlay
from bot.languages.python.solver import open_solver
from bot.mission.solved import MissingSolver, RecordedSolver
from bot.ports.solver import SolverLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.languages.python.interpreter.environment import SubjectPython
    from bot.languages.python.workshop import PythonWorkshop
    from bot.mission.recorded import Trials
    from bot.ports.solver import Solver
    from bot.ports.world import Console


@dataclass(frozen=True)
class SolverPlace:
    """The folder laid over the interpreter, None where it is missing; `why_not` says why."""

    overlay: Path | None = None
    why_not: str = "it was not asked for"


def find_solver(
    python: SubjectPython, *, cache_dir: Path, environ: Mapping[str, str], console: Console
) -> SolverPlace:
    """Lay the solver over an interpreter; where that fails, say so, for it can be done without."""
    try:
        return SolverPlace(solver_overlay(python, cache_dir=cache_dir, environ=environ), "")
    except EnvironmentBroken as error:
        console.warning("the solver is left out", why=str(error))
        return SolverPlace(None, str(error))


def mission_solver(
    place: SolverPlace,
    workshop: PythonWorkshop,
    subject: str,
    trials: Trials,
    seconds_left: Callable[[], float],
) -> Solver:
    """Return the solver of one mission; it starts at its first puzzle, if there is one."""
    overlay = place.overlay
    if overlay is None:
        return MissingSolver(place.why_not)
    return RecordedSolver(
        lambda: open_solver(workshop, overlay, subject, SolverLimits()), trials, seconds_left
    )
