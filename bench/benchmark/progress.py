"""Say on standard error what is being done, since when, and about how long it will take."""

from __future__ import annotations

import sys
import time


class Progress:
    """Weighs the steps by their planned seconds; what was kept from before costs nothing."""

    def __init__(self, planned_s: float) -> None:
        self._started = time.monotonic()
        self._left_s = planned_s
        self._done_s = 0.0

    def step(self, what: str, planned_s: float = 0.0) -> None:
        """Say that a step begins which `planned_s` of the plan were meant for."""
        elapsed = time.monotonic() - self._started
        pace = max(1.0, elapsed / self._done_s) if self._done_s else 1.0
        left = f"about {clock(self._left_s * pace)} left"
        sys.stderr.write(f"[{clock(elapsed)}, {left}] {what}\n")
        self._left_s -= planned_s
        self._done_s += planned_s


def clock(seconds: float) -> str:
    """Write seconds as h:mm:ss."""
    whole = max(0, round(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
