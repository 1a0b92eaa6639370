"""One conversation with one running worker: lines out, lines in, each waited for with a limit."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from typing import TYPE_CHECKING

from bot.errors import BotError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.ports.world import RunningProgram

HELLO_WAIT_S = 60
PART_WAIT_S = 2.0
GRACE_S = 20
LOOK_S = 0.1
SPAWN_SLOWNESS_MAX = 4
LINE_BYTES_MAX = 32 * 1024**2
REASON_CHARS_MAX = 200
_FOLDERS = re.compile(r"(?<![\w.~/-])/(?:[^\s/:'\"]+/)+")


class WorkerGone(Exception):
    """The program ended, fell silent, or said what no worker says."""


class Refused(Exception):
    """The worker cannot do anything with this subject; the message is the reason."""


class Conversation:
    """Talks with one program until it is stopped; after an exception it is of no more use."""

    def __init__(self, program: RunningProgram) -> None:
        self._program = program
        self._extra_s = float(GRACE_S)
        self._silent = False
        self._watchdog = _Watchdog(self._hush)

    def hello(self) -> None:
        """Wait until the subject is imported.

        Raises:
            Refused: the program ended or hung before that.
        """
        try:
            greeting = self._line(HELLO_WAIT_S)
            self._extra_s += SPAWN_SLOWNESS_MAX * float(str(greeting["spawn_s"]))
        except (WorkerGone, KeyError, ValueError) as error:
            raise Refused(f"the interpreter ended while it imported: {error}") from error

    def send(self, request: Mapping[str, object]) -> None:
        """Send one request.

        Raises:
            WorkerGone: nobody reads any more.
        """
        try:
            self._program.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            self._program.stdin.flush()
        except (OSError, ValueError) as error:
            raise WorkerGone(self._last_words()) from error

    def answer(self, wait_s: float) -> object:
        """Return the next answer of a request.

        Raises:
            WorkerGone: none came in time.
            Refused: the subject stands in the way.
        """
        line = self._line(wait_s)
        if "error" in line:
            raise Refused(str(line["error"]))
        if "answer" not in line:
            raise WorkerGone("the worker broke off its answers")
        return line["answer"]

    def end(self) -> None:
        """Take the end of the answers.

        Raises:
            WorkerGone: something else came.
        """
        if "done" not in self._line(0):
            raise WorkerGone("the worker said more than it was asked")

    def part(self) -> None:
        """Let the program clean up behind itself, then end it."""
        with contextlib.suppress(OSError, ValueError):
            self._program.stdin.close()
        with contextlib.suppress(WorkerGone):
            self._extra_s = PART_WAIT_S
            self._line(0)
        self.stop()

    def stop(self) -> str:
        """End the program; return the tail of what it printed as errors."""
        self._watchdog.leave()
        return self._program.stop()

    def _line(self, wait_s: float) -> dict[str, object]:
        with self._watchdog.awaiting(wait_s + self._extra_s):
            try:
                text = self._program.stdout.readline(LINE_BYTES_MAX + 1)
            except (OSError, ValueError):
                text = b""
        if not text.endswith(b"\n"):
            raise WorkerGone(self._last_words())
        return _parse(text)

    def _hush(self) -> None:
        self._silent = True
        # This is the watchdog's thread; why the program ended is told by who reads from it.
        with contextlib.suppress(BotError):
            self._program.stop()

    def _last_words(self) -> str:
        words = _last_line(self._program.stop())
        reason = "it was silent for too long" if self._silent else "the worker ended"
        return f"{reason}: {words}" if words else reason


class _Watchdog:
    """Barks once if something that is awaited does not come; one thread for all waits.

    It looks at a deadline every LOOK_S, for setting one must cost next to nothing.
    """

    def __init__(self, bark: Callable[[], None]) -> None:
        self._bark = bark
        self._deadline: float | None = None
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    @contextlib.contextmanager
    def awaiting(self, wait_s: float) -> Iterator[None]:
        """Bark if the block takes longer than that."""
        self._deadline = time.monotonic() + wait_s
        try:
            yield
        finally:
            self._deadline = None

    def leave(self) -> None:
        """Never bark again."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_S):
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                self._bark()
                return


def _last_line(printed: str) -> str:
    """Return what a traceback ends with, less the folders it names: they are this machine's."""
    lines = printed.strip().splitlines()
    return _FOLDERS.sub("", lines[-1].strip())[:REASON_CHARS_MAX] if lines else ""


def _parse(text: bytes) -> dict[str, object]:
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WorkerGone("the worker said what is no JSON") from error
    if not isinstance(plain, dict):
        raise WorkerGone("the worker said something else than an object")
    return plain
