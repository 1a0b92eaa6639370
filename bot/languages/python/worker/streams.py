"""Give a situation the standard streams that a test has under pytest."""

from __future__ import annotations

import io
import sys
from typing import TextIO


class Captured:
    """Standard output and error kept in memory, and a standard input that refuses to be read."""

    def __init__(self) -> None:
        self._out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
        self._err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
        self._before = (sys.stdin, sys.stdout, sys.stderr)

    def __enter__(self) -> None:
        sys.stdin, sys.stdout, sys.stderr = _unreadable(), self._out, self._err

    def __exit__(self, *_: object) -> None:
        sys.stdin, sys.stdout, sys.stderr = self._before

    def out(self) -> str:
        """Return what was printed so far; "" where the subject closed the stream."""
        try:
            self._out.flush()
            written = self._out.buffer
            return written.getvalue().decode("utf-8", "replace") if _is_memory(written) else ""
        except ValueError:
            return ""


def _is_memory(buffer: object) -> bool:
    return isinstance(buffer, io.BytesIO)


def _unreadable() -> TextIO:
    """Return the standard input that pytest gives to tests: reading raises OSError."""
    try:
        from _pytest.capture import DontReadFromInput
    except ImportError:
        return io.StringIO()
    stream: TextIO = DontReadFromInput()
    return stream
