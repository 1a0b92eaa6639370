"""How long the steps of a trial may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Pace:
    """Seconds for a trial's first step, and for each further one by how long that took."""

    first_s: float
    next_s: Callable[[float], float]


def alike(timeout_s: float) -> Pace:
    """Give each step the same time."""
    return Pace(timeout_s, lambda _: timeout_s)
