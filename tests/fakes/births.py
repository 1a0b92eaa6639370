"""What processes do in the tests of processes."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def double_or_die(number: int) -> int:
    if number < 0:
        os.kill(os.getpid(), -number)
    return 2 * number


def be_born(folder: Path, task: int) -> str:
    """Leave a file named by the process; task 0 waits for ever, others until it is born."""
    (folder / str(os.getpid())).touch()
    if task == 0:
        while True:
            signal.pause()
    while len(list(folder.iterdir())) < 2:
        pass
    return "born"


def ignore_the_end(folder: Path, task: int) -> str:
    """Be born, but let no signal end it that can be ignored."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return be_born(folder, task)
