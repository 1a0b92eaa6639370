"""What a process takes on just before it becomes the confined program."""

# ruff: noqa: PTH116, PTH120, PTH123, PTH208 - importing pathlib costs every program 8 ms

from __future__ import annotations

import os
import resource
import signal
import stat
from typing import TYPE_CHECKING

from bot.adapters.sandbox import kernel
from bot.adapters.sandbox.spec import FILES_MAX, NOBODY

if TYPE_CHECKING:
    from bot.adapters.sandbox.spec import Spec

_CAP_DAC_READ_SEARCH = 2

# Where memory runs out, the kernel should end the untrusted program, not the bot.
_OOM_SCORE_ADJ = "500"

_UMASK = 0o022


def set_limits(spec: Spec, *, processes: int | None) -> None:
    """Set the limits of this process and its children.

    `processes` counts the whole uid; None leaves that limit to a later step.
    """
    _lower(resource.RLIMIT_AS, spec.memory_bytes)
    _lower(resource.RLIMIT_FSIZE, spec.file_bytes)
    _lower(resource.RLIMIT_NOFILE, FILES_MAX)
    _lower(resource.RLIMIT_CORE, 0)
    if processes is not None:
        _lower(resource.RLIMIT_NPROC, processes)


def _lower(limit: int, wanted: int) -> None:
    hard = resource.getrlimit(limit)[1]
    least = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(limit, (least, least))


def tasks_of(uid: int) -> int:
    """Count the processes and threads of a uid, as RLIMIT_NPROC does.

    The limit is on the uid, not on the program: what its other programs use
    at the start is added to what this one may have.
    """
    count = 0
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            count += _tasks(f"/proc/{entry}", uid)
    return count


def _tasks(folder: str, uid: int) -> int:
    try:
        return len(os.listdir(f"{folder}/task")) if os.stat(folder).st_uid == uid else 0
    except OSError:  # it has ended meanwhile
        return 0


def closed_folder(paths: list[str]) -> str:
    """Return the outermost folder on the way to these paths that "nobody" cannot enter, or ""."""
    folders = {os.path.dirname(os.path.realpath(path)) for path in paths}
    for folder in sorted(folders):
        steps = folder.strip("/").split("/")
        for count in range(1, len(steps) + 1):
            step = "/" + "/".join(steps[:count])
            about = os.stat(step)
            if about.st_uid != NOBODY and not about.st_mode & stat.S_IXOTH:
                return step
    return ""


def drop_uid(closed: str = "") -> None:
    """Become "nobody" for good.

    Where a folder is `closed` to that uid, the right to read and enter
    whatever permissions forbid is kept: for use below Landlock only, whose
    list still holds.

    Raises:
        OSError: this process may not change its uid, or has no such right to keep.
    """
    if closed:
        kernel.keep_capabilities()
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    if not closed:
        return
    try:
        kernel.set_capabilities(1 << _CAP_DAC_READ_SEARCH)
        kernel.raise_ambient(_CAP_DAC_READ_SEARCH)
    except OSError as error:
        why = f"uid {NOBODY} cannot enter {closed}: allow it (chmod o+x) or move what is below"
        raise PermissionError(error.errno, why) from error


def expect_to_die() -> None:
    """Volunteer this process for the kernel's out-of-memory choice."""
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write(_OOM_SCORE_ADJ)


def reset_signals() -> None:
    """Give every signal its default again: Python ignores some, and exec keeps that."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        if signal.getsignal(number) is not signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.umask(_UMASK)
