"""Run one trial in one process and leave nothing of it behind.

A trial reports over a pipe of its own: a line that starts with "+" ends a step, one
with "-" tells news from within a step, the last line starts with "=". It is killed at
its deadline, and afterwards everything it started is killed too. Must never let a
trial see the protocol with the host.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import select
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

from .protocol import CHUNK_BYTES, LINE_BYTES_MAX

if TYPE_CHECKING:
    from .pace import Pace

SWEEPS_MAX = 2000
SWEEP_S_MAX = 5.0
POLL_S = 0.05
FILE_BYTES_MAX = 256 * 1024**2
PROCESSES_SCANNED_MAX = 100_000

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Ending:
    """How a trial's process ended.

    `final` is None where it ended without a last line; `steps` were done, `news` came
    from the one that was not.
    """

    final: bytes | None
    steps: tuple[bytes, ...]
    news: tuple[bytes, ...]
    timed_out: bool
    reason: str
    output: bytes
    clean: bool


# Looked up once: each trial would pay for it again.
_LIBC_PRCTL: Callable[..., int] = getattr(ctypes.CDLL(None), "prctl", lambda *_: -1)


def _prctl(option: int, value: int) -> bool:
    """Set a property of this process; tell whether the kernel and the C library could."""
    return _LIBC_PRCTL(option, value, 0, 0, 0) == 0


def guard_zygote() -> None:
    """Hide this process's descriptors from its children and adopt their orphans."""
    _prctl(_PR_SET_DUMPABLE, 0)
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def count_threads() -> int:
    """Count this process's threads; 1 where the system does not tell."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def limit_child(*, cpu_s: int, memory_bytes: int) -> None:
    """Set the limits of a trial's process; never raises a limit that is already lower."""
    os.setsid()
    _prctl(_PR_SET_DUMPABLE, 1)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for kind, wanted in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, FILE_BYTES_MAX),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (most, most))


def close_all_but(kept: tuple[int, ...]) -> None:
    """Close every descriptor above 2 that is not named."""
    low = 3
    for fd in (*sorted(kept), os.sysconf("SC_OPEN_MAX")):
        os.closerange(low, fd)
        low = fd + 1


class Watch:
    """Reads a trial's report and output until it is done, dead or late."""

    def __init__(self, pid: int, result_fd: int, output_fd: int, output_max: int) -> None:
        self._pid = pid
        self._result_fd = result_fd
        self._output_fd = output_fd
        self._output_max = output_max
        self._final: bytes | None = None
        self._steps: list[bytes] = []
        self._news: list[bytes] = []
        self._rest = b""
        self._size = 0
        self._output = b""

    @property
    def final(self) -> bytes | None:
        """Return the last line, if it came."""
        return self._final

    def run(self, pace: Pace, steps: int) -> tuple[bool, str]:
        """Wait for the end; return whether it was late, and how it ended in words."""
        poller = select.poll()
        for fd in (self._result_fd, self._output_fd):
            poller.register(fd, select.POLLIN)
        status: int | None = None
        told, began = 0, time.monotonic()
        timeout_s = pace.first_s
        deadline = began + timeout_s
        while self.final is None and status is None:
            if told < len(self._steps) < steps:
                now = time.monotonic()
                timeout_s = pace.next_s(now - began) if told == 0 else timeout_s
                told, deadline = len(self._steps), now + timeout_s
            left = deadline - time.monotonic()
            if left <= 0:
                return True, "the time limit passed"
            self._take(poller, poller.poll(min(left, POLL_S) * 1000))
            status = self._exit_status()
        # What a process wrote before it ended may still lie in the pipes.
        while status is not None and self._take(poller, poller.poll(0)):
            pass
        return False, "" if status is None else _describe(status)

    def _take(self, poller: select.poll, ready: list[tuple[int, int]]) -> bool:
        taken = False
        for fd, _ in ready:
            chunk = os.read(fd, CHUNK_BYTES)
            if not chunk:
                poller.unregister(fd)
            elif fd == self._output_fd:
                self._output += chunk[: max(0, self._output_max - len(self._output))]
            else:
                self._report(chunk)
            taken = taken or (bool(chunk) and fd == self._result_fd)
        return taken

    def _report(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > LINE_BYTES_MAX or self.final is not None:
            return
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            self._hear(line[:1], line[1:])

    def _hear(self, mark: bytes, line: bytes) -> None:
        if self._final is not None:
            return
        if mark == b"+":
            self._steps.append(line)
            self._news.clear()
        elif mark == b"-":
            self._news.append(line)
        elif mark == b"=":
            self._final = line

    def _exit_status(self) -> int | None:
        try:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
        except ChildProcessError:
            return 0
        return status if pid else None

    def ending(self, *, timed_out: bool, reason: str, clean: bool) -> Ending:
        """Sum up."""
        steps, news = tuple(self._steps), tuple(self._news)
        return Ending(self.final, steps, news, timed_out, reason, self._output, clean)


def _describe(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"it was ended by signal {os.WTERMSIG(status)}"
    return f"it ended with exit code {os.WEXITSTATUS(status)} before the trial was over"


def run_trial(
    start: Callable[[int, int], int], *, pace: Pace, output_bytes_max: int, steps: int = 1
) -> Ending:
    """Start a process, read its report, and kill all that is left of it.

    It may take so long for each of its steps, and tells the end of each.

    `start` gets the descriptors to write the report and the output to and
    returns the process's id; in the new process it never returns.
    """
    result_r, result_w = os.pipe()
    output_r, output_w = os.pipe()
    try:
        pid = start(result_w, output_w)
    finally:
        os.close(result_w)
        os.close(output_w)
    watch = Watch(pid, result_r, output_r, output_bytes_max)
    try:
        timed_out, reason = watch.run(pace, steps)
    finally:
        clean = end_all(pid)
        os.close(result_r)
        os.close(output_r)
    return watch.ending(timed_out=timed_out, reason=reason, clean=clean)


def end_all(pid: int) -> bool:
    """Kill a trial's group and every other descendant; tell whether none is left."""
    _kill(-pid)
    _kill(pid)
    _await_end(pid)
    deadline = time.monotonic() + SWEEP_S_MAX
    for _ in range(SWEEPS_MAX):
        if _reap_all():
            return True
        for victim in descendants():
            _kill(victim)
        if time.monotonic() > deadline:
            break
        select.select([], [], [], 0.001)
    return False


def _await_end(pid: int) -> None:
    """Wait for a killed child, where the kernel lets us, so that no one needs to look for it."""
    with contextlib.suppress(OSError, AttributeError):
        fd = os.pidfd_open(pid)
        poller = select.poll()
        poller.register(fd, select.POLLIN)
        poller.poll(SWEEP_S_MAX * 1000)
        os.close(fd)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def _reap_all() -> bool:
    """Collect ended children; tell whether no child is left, ended or not."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


def descendants() -> list[int]:
    """List the processes that came from this one, parents first; [] without /proc."""
    children: dict[int, list[int]] = {}
    for name in _process_names()[:PROCESSES_SCANNED_MAX]:
        parent = _parent_of(name)
        if parent is not None:
            children.setdefault(parent, []).append(int(name))
    found = list(children.get(os.getpid(), []))
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def _process_names() -> list[str]:
    try:
        return [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []


def _parent_of(name: str) -> int | None:
    try:
        with open(f"/proc/{name}/stat", "rb") as stat:
            # "pid (name) state ppid ...": the name may hold blanks and brackets.
            return int(stat.read().rpartition(b")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return None
