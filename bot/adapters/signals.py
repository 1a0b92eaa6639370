"""Signals: asked to end, the program saves, cleans up and is gone within five seconds.

GitHub's runner sends SIGINT, SIGTERM 7.5 s later and SIGKILL 2.5 s after that.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

LEAVE_S = 4.5
EXIT_INTERRUPTED = 130
_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGINT and SIGTERM raise KeyboardInterrupt once, and end the process if that takes long.

    Further ones are ignored while it cleans up. For the main thread; what was
    set before is set again at the end.
    """
    before = {number: signal.signal(number, _leave) for number in _ENDING}
    alarm = signal.signal(signal.SIGALRM, _leave_now)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in {**before, signal.SIGALRM: alarm}.items():
            signal.signal(number, handler)


@contextmanager
def held() -> Iterator[None]:
    """Hold SIGINT and SIGTERM back inside; a process that is started there is born with them so."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def obey_parent() -> None:
    """Set up a child born while signals were held: SIGTERM ends it, and so does its parent's end.

    A terminal sends Ctrl-C to all; the child leaves that to its parent.
    """
    # A function and not SIG_IGN, which programs started from here would inherit.
    signal.signal(signal.SIGINT, _ignore)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGALRM, _leave_now)
    threading.Thread(target=_watch_parent, daemon=True).start()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    for number in _ENDING:
        signal.signal(number, _ignore)
    signal.setitimer(signal.ITIMER_REAL, LEAVE_S)
    raise KeyboardInterrupt


def _leave_now(_number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(EXIT_INTERRUPTED)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing."""


def _watch_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
