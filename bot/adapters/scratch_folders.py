"""Scratch folders that outlive their run: a killed process cannot remove its own.

Each run holds a lock inside its folder for as long as it lives, and a later run
removes the folders whose lock nobody holds. The kernel lets go of a lock when its
holder is gone, however it ended, and whatever process ids mean there: a folder
shared between containers is safe, and so is a process id that was given anew.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = "owner.lock"
SWEPT_MAX = 100
_UNFINISHED = f"{LOCK}.new"


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold a folder as this process's own; programs that it starts do not hold it too.

    Where the file system knows no locks, nothing is held, and nobody sweeps it.
    """
    unfinished = folder / _UNFINISHED
    descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(descriptor, f"{os.getpid()}\n".encode())
            # Under its name it is never seen without its lock.
            unfinished.rename(folder / LOCK)
        yield
    finally:
        os.close(descriptor)


def sweep(prefix: str) -> int:
    """Remove this user's claimed folders in the temporary folder that no process holds.

    Returns how many; a folder without a claim is left alone, for it may be at
    its very start.
    """
    top = Path(tempfile.gettempdir())
    found = sorted(path for path in top.glob(f"{prefix}*") if _is_own_folder(path))
    return sum(map(_removed, found[:SWEPT_MAX]))


def _is_own_folder(path: Path) -> bool:
    try:
        facts = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid()


def _removed(folder: Path) -> bool:
    """Remove a folder unless its owner lives; tell whether it is gone."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return not folder.exists()
