"""Name the files that trials put beside the project's own tests, and take them away again."""

from __future__ import annotations

import contextlib
import os

TRIAL_SUFFIX = "__trial.py"


def remove_leftovers(folder: str) -> None:
    """Remove test files of a worker that was ended in the middle of a trial."""
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        if name.endswith(TRIAL_SUFFIX):
            remove_file(os.path.join(folder, name))


def remove_file(path: str) -> None:
    """Remove a file if it is there and we may."""
    with contextlib.suppress(OSError):
        os.unlink(path)
