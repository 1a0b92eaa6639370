"""What the host tells the solver's program, besides the worker's config."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SolverConfig:
    """What the host tells the solver's program besides the worker's config.

    `overlay` is the absolute folder with CrossHair for this interpreter; the
    limits are those of bot.ports.solver.SolverLimits.
    """

    overlay: str
    paths_max: int
    idle_max: int
    choices_max: int
    steps_max: int
    inputs_max: int
    query_work_max: int
    work_max: int
    path_s: int
    puzzle_s: int
    wall_s: int
    memory_bytes_max: int
