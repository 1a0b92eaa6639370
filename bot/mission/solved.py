"""A solver that remembers: no puzzle is solved twice, not even after a kill."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.codec import to_json
from bot.ports.solver import Solved

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.mission.recorded import Trials
    from bot.ports.solver import Puzzle, Solver

KEY_LENGTH = 40


class MissingSolver:
    """Implements ports.Solver where there is none: it finds nothing, and says why."""

    def __init__(self, why_not: str) -> None:
        self._why_not = why_not

    def solve(self, puzzle: Puzzle) -> Solved:  # noqa: ARG002 - whatever is asked
        """Return no inputs, and why."""
        return Solved((), note=f"the solver is missing: {self._why_not}")

    def close(self) -> None:
        """Do nothing: nothing was started."""


class RecordedSolver:
    """Implements ports.Solver over another one, which starts only when something new is asked.

    `seconds_left` is how long the mission may still propose: a solver that
    starts too late would only be stopped.
    """

    def __init__(
        self, start: Callable[[], Solver], trials: Trials, seconds_left: Callable[[], float]
    ) -> None:
        self._start = start
        self._trials = trials
        self._seconds_left = seconds_left
        self._solver: Solver | None = None

    def solve(self, puzzle: Puzzle) -> Solved:
        """Return what is remembered of a puzzle, or solve it now; late ones are not solved."""
        key = f"solve-{hashlib.sha256(to_json(puzzle).encode()).hexdigest()[:KEY_LENGTH]}"
        known = self._trials.recall(Solved, key)
        if known is not None:
            return known
        if self._seconds_left() <= 0:
            return Solved((), note="the mission's time was over")
        if self._solver is None:
            self._solver = self._start()
        solved = self._solver.solve(puzzle)
        self._trials.remember(key, solved)
        return solved

    def close(self) -> None:
        """End the real solver, if it was started. Idempotent."""
        if self._solver is not None:
            self._solver.close()
            self._solver = None
