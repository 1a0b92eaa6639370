"""What the host and the worker say to each other: JSON lines with a length cap.

Runs in the subject's interpreter (3.9 or newer, standard library only). The
functions of `os` that carry results are bound here at import, so that a subject
that patches `os` cannot silence its own trial.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any, Callable

LINE_BYTES_MAX = 16 * 1024**2
CHUNK_BYTES = 65_536

Plain = dict[str, Any]
"""A JSON object, as it crosses the pipe; parsed into a dataclass right at the border."""

_write = os.write
_read = os.read
_dumps = json.dumps


@dataclass(frozen=True)
class TrialLimits:
    """What one trial may use."""

    trial_timeout_s: int
    output_bytes_max: int
    memory_bytes_max: int


@dataclass(frozen=True)
class Config:
    """What the host tells the worker as its one argument; see WorkerConfig on the host's side."""

    root: str
    source_roots: tuple[str, ...]
    overlay: str
    subject: str
    module: str
    tests_dir: str
    exclude_lines: tuple[str, ...]
    limits: TrialLimits
    reverse_order: bool
    other_build: bool

    @property
    def subject_path(self) -> str:
        """Return the subject's real absolute path, as coverage.py names it."""
        return os.path.realpath(os.path.join(self.root, self.subject))

    @property
    def package(self) -> str:
        """Return the top package of the subject."""
        return self.module.partition(".")[0]

    @property
    def tests_path(self) -> str:
        """Return the absolute folder of the tests."""
        return os.path.join(self.root, self.tests_dir)


def parse_config(text: str) -> Config:
    """Read the worker's argument.

    Raises:
        KeyError, TypeError, ValueError: the host and the worker are of different versions.
    """
    plain = json.loads(text)
    limits = TrialLimits(**plain.pop("limits"))
    source_roots = tuple(plain.pop("source_roots"))
    exclude_lines = tuple(plain.pop("exclude_lines"))
    # Tracebacks and coverage name real paths, so everything here does.
    plain["root"] = os.path.realpath(plain["root"])
    return Config(source_roots=source_roots, exclude_lines=exclude_lines, limits=limits, **plain)


def dump_line(plain: Plain) -> bytes:
    """Write one message as one line of ASCII."""
    return _dumps(plain).encode("ascii") + b"\n"


def send(fd: int, line: bytes) -> None:
    """Write a whole line, however often the pipe fills up."""
    view = memoryview(line)
    while view:
        view = view[_write(fd, view) :]


class Lines:
    """Reads lines from a file descriptor."""

    def __init__(self, fd: int, read: Callable[[int, int], bytes] = _read) -> None:
        self._fd = fd
        self._read = read
        self._rest = b""

    def next(self) -> bytes | None:
        """Return the next line without its end; None at the end of the stream.

        Raises:
            ValueError: a line is longer than LINE_BYTES_MAX.
        """
        parts = [self._rest]
        size = len(self._rest)
        while b"\n" not in parts[-1]:
            chunk = self._read(self._fd, CHUNK_BYTES)
            if not chunk:
                return None
            parts.append(chunk)
            size += len(chunk)
            if size > LINE_BYTES_MAX:
                raise ValueError(f"a line is longer than {LINE_BYTES_MAX} bytes")
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line
