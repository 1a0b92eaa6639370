"""How fast work grows, told without a clock's absolute numbers: those differ between machines."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3


def growth(work: Callable[[int], object], *, small: int, large: int) -> float:
    """Return how many times as long the large work takes; of each the best of some rounds.

    Both are measured in turn, so that a busy moment of the machine meets both.
    """
    rounds = [(_seconds(work, small), _seconds(work, large)) for _ in range(ROUNDS)]
    return min(large_s for _, large_s in rounds) / min(small_s for small_s, _ in rounds)


def _seconds(work: Callable[[int], object], size: int) -> float:
    began = time.process_time()
    work(size)
    return time.process_time() - began
