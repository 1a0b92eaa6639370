"""An unconfined program to talk with: what the sandbox gives, without the sandbox."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TAIL_BYTES = 2000


class PlainProgram:
    """Implements ports.RunningProgram by a plain subprocess in its own session."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in stop()
        self._process = subprocess.Popen(
            list(argv),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=dict(env),
            start_new_session=True,
        )
        self._tail: str | None = None
        self._stopping = Lock()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def stdin(self) -> BinaryIO:
        assert self._process.stdin is not None
        return self._process.stdin  # type: ignore[return-value]  # typeshed says IO[bytes]

    @property
    def stdout(self) -> BinaryIO:
        assert self._process.stdout is not None
        return self._process.stdout  # type: ignore[return-value]  # typeshed says IO[bytes]

    def stop(self) -> str:
        # A watchdog and whoever reads may both find that it is time.
        with self._stopping:
            if self._tail is None:
                self._end()
                self._errors.seek(0)
                self._tail = self._errors.read()[-TAIL_BYTES:].decode("utf-8", "replace")
                self._errors.close()
            return self._tail

    def _end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                pass
