"""Read a program's output as it comes and keep a bounded part of it."""

from __future__ import annotations

from collections import deque
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedReader

_CHUNK_BYTES = 65536

# A program that writes this many times what is kept is stopped: it would only
# burn time. Up to there it must not block on a full pipe.
_FLOOD_FACTOR = 256


class Drain:
    """A thread that empties a pipe, keeping its first or its last bytes."""

    def __init__(
        self,
        stream: BufferedReader,
        keep_bytes: int,
        *,
        last: bool = False,
        on_flood: Callable[[], None] | None = None,
    ) -> None:
        self._stream = stream
        self._keep_bytes = keep_bytes
        self._last = last
        self._on_flood = on_flood
        self._chunks: deque[bytes] = deque()
        self._kept = 0
        self._seen = 0
        self._thread = Thread(target=self._read, name="sandbox-drain", daemon=True)
        self._thread.start()

    @property
    def truncated(self) -> bool:
        """Say whether there was more than is kept."""
        return self._seen > self._keep_bytes

    @property
    def flooded(self) -> bool:
        """Say whether there was so much that the program had to end."""
        return self._on_flood is not None and self._seen > self._keep_bytes * _FLOOD_FACTOR

    def text(self, timeout_s: float) -> str:
        """Wait for the end of the pipe and return what is kept of it, as text.

        Returns what came so far where the pipe stays open past the timeout.
        """
        self._thread.join(timeout_s)
        kept = b"".join(self._chunks.copy())
        kept = kept[-self._keep_bytes :] if self._last else kept[: self._keep_bytes]
        return kept.decode("utf-8", "replace")

    def _read(self) -> None:
        with self._stream:
            while chunk := self._stream.read1(_CHUNK_BYTES):
                self._seen += len(chunk)
                self._keep(chunk)
                # Read on: a closed pipe would end the program before the launcher does.
                if self.flooded and self._on_flood:
                    self._on_flood()

    def _keep(self, chunk: bytes) -> None:
        if not self._last and self._kept >= self._keep_bytes:
            return
        self._chunks.append(chunk)
        self._kept += len(chunk)
        while self._last and self._kept - len(self._chunks[0]) >= self._keep_bytes:
            self._kept -= len(self._chunks.popleft())
