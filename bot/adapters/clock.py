"""The machine's clock; nothing else in the program asks for the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """ports.Clock on this machine."""

    def now_iso(self) -> str:
        """Return the UTC time to the second, "2026-01-31T12:00:00Z"."""
        now = datetime.now(UTC)  # noqa: TID251 - this is the Clock port
        return now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def monotonic_s(self) -> float:
        """Return seconds that never run back."""
        return time.monotonic()

    def epoch_s(self) -> float:
        """Return the UTC time in seconds since 1970."""
        return time.time()

    def pause(self, seconds: float) -> None:
        """Wait."""
        time.sleep(max(0.0, seconds))  # noqa: TID251 - as above
