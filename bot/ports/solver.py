"""What finds inputs by solving: a call with typed unknowns goes in, values for them come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.domain.coverage import Arc


@dataclass(frozen=True)
class SolverLimits:
    """Where solving one puzzle ends. Counts decide; seconds and bytes only stop.

    `paths_max` executions are tried in all, `idle_max` in a row that find no new
    branch; one may take `choices_max` branches and `steps_max` instructions.
    `query_work_max` is what one question to the theorem prover may cost, and
    `work_max` all of a puzzle's, in its own units: a million take about a second.
    `path_s` and `puzzle_s` are seconds of processor time, `wall_s` of the clock.
    """

    paths_max: int = 80
    idle_max: int = 15
    choices_max: int = 4000
    steps_max: int = 200_000
    inputs_max: int = 24
    query_work_max: int = 500_000
    work_max: int = 3_000_000
    path_s: int = 4
    puzzle_s: int = 6
    wall_s: int = 40
    memory_bytes_max: int = 4 * 1024**3

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value < 1:
                raise ValueError(f"solver limit {name} must be at least 1, got {value}")


@dataclass(frozen=True)
class Unknown:
    """A value to find: `name` stands for it in a puzzle's text, `type` is an annotation's source.

    The source may use builtins, `typing`'s names, and `imported(module, qualname)` for a class.
    """

    name: str
    type: str


@dataclass(frozen=True)
class Puzzle:
    """A call with unknowns, as Python source, and what it should run.

    `imports`, `setup` and `call` are as in a situation. `lines` and `arcs` are
    all that the subject misses; inputs for those from `first_line` to
    `last_line` are asked for first: once all of them are found, the puzzle is solved.
    """

    segment: str
    imports: tuple[str, ...]
    setup: tuple[str, ...]
    call: str
    unknowns: tuple[Unknown, ...]
    lines: frozenset[int]
    arcs: frozenset[Arc]
    first_line: int
    last_line: int


@dataclass(frozen=True)
class Input:
    """One value for each unknown, by name, as source.

    `classes` are the (module, qualname) of classes and functions that the sources name.
    """

    values: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Solved:
    """What came of a puzzle; `note` says in a few words why there is not more, "" for no reason."""

    inputs: tuple[Input, ...]
    paths: int = 0
    note: str = ""


class Solver(Protocol):
    """Solves puzzles about one subject, one after the other."""

    def solve(self, puzzle: Puzzle) -> Solved:
        """Return inputs that should run what is missing, as found: nothing of them is proven."""
        ...

    def close(self) -> None:
        """End what was started. Idempotent."""
        ...
