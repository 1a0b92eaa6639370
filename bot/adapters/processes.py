"""Run tasks side by side, a fresh process each; when we leave, none of them stays.

A process that dies, for want of memory for example, loses its own task and no other.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, TypeVar, cast

from bot.adapters.signals import EXIT_INTERRUPTED, held, obey_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from multiprocessing.context import SpawnProcess

T = TypeVar("T")
R = TypeVar("R")

# Together less than signals.LEAVE_S, so that we outlive our children.
END_S = 3.5
KILLED_S = 0.5


@dataclass(frozen=True)
class Died:
    """A process that ended without an answer; `exit_code` is negative for a signal."""

    exit_code: int | None


def side_by_side(
    tasks: Sequence[T], act: Callable[[T], R], *, jobs: int
) -> Generator[tuple[int, R | Died]]:
    """Yield each task's index and what `act` made of it, in the order in which they end.

    `act`, tasks and answers are pickled. Close the iterator to end what still runs.
    """
    waiting = deque(enumerate(tasks))
    running: dict[Connection, tuple[int, SpawnProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                index, task = waiting.popleft()
                _start(running, index, act, task)
            for connection in wait(list(running)):
                assert isinstance(connection, Connection)
                index, process = running[connection]
                answer = _answer(connection, process)
                del running[connection]
                yield index, cast("R | Died", answer)  # what `act` of this very task returned
    finally:
        _end([process for _, process in running.values()])


def _start(
    running: dict[Connection, tuple[int, SpawnProcess]],
    index: int,
    act: Callable[[T], R],
    task: T,
) -> None:
    # Started by the first process otherwise, and it would let go of the signals held.
    resource_tracker.ensure_running()
    mine, theirs = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(target=_child, args=(theirs, act, task), daemon=True)
    with held():
        process.start()
        running[mine] = (index, process)
    theirs.close()


def _child(answers: Connection, act: Callable[[T], R], task: T) -> None:
    """Be the process of one task."""
    try:
        obey_parent()
        answers.send(act(task))
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)


def _answer(connection: Connection, process: SpawnProcess) -> object:
    """Read a process's answer and see it off."""
    try:
        answer: object = connection.recv()
        process.join(END_S)
    except (EOFError, OSError):
        process.join(END_S)
        answer = Died(process.exitcode)
    finally:
        connection.close()
        _end([process])
    return answer


def _end(processes: Sequence[SpawnProcess]) -> None:
    """Ask processes to end, and make those end that do not."""
    for process in processes:
        process.terminate()
    deadline_s = time.monotonic() + END_S
    for process in processes:
        process.join(max(0.0, deadline_s - time.monotonic()))
    for process in processes:
        process.kill()
        process.join(KILLED_S)
