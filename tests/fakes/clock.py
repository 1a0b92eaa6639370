"""A clock that tests move by hand."""

from __future__ import annotations


class FakeClock:
    """ports.Clock; time passes only where somebody waits, and in `advance`."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now_iso(self) -> str:
        minutes, seconds = divmod(int(self._seconds), 60)
        return f"2026-01-31T12:{minutes:02d}:{seconds:02d}Z"

    def monotonic_s(self) -> float:
        return self._seconds

    def epoch_s(self) -> float:
        return 1_790_000_000 + self._seconds

    def pause(self, seconds: float) -> None:
        self.advance(max(0.0, seconds))

    def advance(self, seconds: float) -> None:
        self._seconds += seconds
