"""What happens inside a trial's process: arrange it, do the one job, report, leave.

The same code runs after a fork of the zygote and in a freshly spawned
interpreter. It never returns to the caller: it ends the process.
"""

from __future__ import annotations

import faulthandler
import os
import random
import shutil
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from . import processes
from .boot import Stage
from .facts import describe_module
from .left_behind import Watcher
from .observe import TMP_PATH, Observer, Task
from .protocol import Plain, dump_line, send
from .recorder import PASSED
from .records import BROKEN, Seen, plain_ran
from .suite_run import collect, run_again, run_file
from .switching import Edit, Switchboard

_exit = os._exit
EXIT_BROKEN_REPORT = 70
GLANCE, AGAIN = "glance", "again"
FOLDERS = {"TMPDIR": "tmpdir", "HOME": "home"}
"""Environment variables that name folders of a trial's own."""


@dataclass(frozen=True)
class Desk:
    """Where a trial works: its own folder, and the descriptor it reports to."""

    stage: Stage
    temp_dir: str
    result_fd: int
    switchboard: Switchboard | None
    watcher: Watcher | None = None

    def tell(self, plain: Plain) -> None:
        """Report the end of a step."""
        send(self.result_fd, b"+" + dump_line(plain))

    def mention(self, plain: Plain) -> None:
        """Report news from within a step."""
        send(self.result_fd, b"-" + dump_line(plain))

    def finish(self, plain: Plain) -> None:
        """Report the end."""
        send(self.result_fd, b"=" + dump_line(plain))


def perform(job: Plain, desk: Desk, output_fd: int, cpu_s: int) -> None:
    """Do the job in this process and end it; never returns."""
    try:
        _arrange(desk, output_fd, cpu_s)
        desk.finish(_JOBS[job["kind"]](job, desk))
        _exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        _exit(EXIT_BROKEN_REPORT)


def _arrange(desk: Desk, output_fd: int, cpu_s: int) -> None:
    """Give this process its own streams, session, limits, folders and randomness."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    processes.close_all_but((desk.result_fd,))
    limits = desk.stage.config.limits
    faulthandler.disable()
    processes.limit_child(cpu_s=cpu_s, memory_bytes=limits.memory_bytes_max)
    for name, folder in FOLDERS.items():
        os.environ[name] = os.path.join(desk.temp_dir, folder)
    tempfile.tempdir = None
    _seed()
    os.chdir(desk.stage.config.root)


def _seed() -> None:
    """Begin the sequences of chance anew.

    Equal within a worker; another worker's hash seed brings another sequence, so that
    a result that hangs on chance differs between them.
    """
    random.seed(os.environ.get("PYTHONHASHSEED", "0"))
    numpy_random = getattr(sys.modules.get("numpy"), "random", None)
    if numpy_random is not None:
        numpy_random.seed(int(os.environ.get("PYTHONHASHSEED") or 0) if _has_numeric_seed() else 0)


def _has_numeric_seed() -> bool:
    return os.environ.get("PYTHONHASHSEED", "").isdigit()


def _observe(job: Plain, desk: Desk) -> Plain:
    """Observe one situation after the other, mostly as long as none leaves anything behind."""
    situations = job["situations"]
    is_switched = _is_switched(job["mutant"], desk)
    is_watched = len(situations) > 1 and job["look"] != AGAIN
    watcher = _watcher(desk) if is_watched else None
    for place, situation in enumerate(situations):
        if not is_switched:
            desk.tell(Seen(BROKEN, note="the mutant cannot be tried").plain())
            continue
        if place > 0:
            _tidy(desk)
            if watcher is not None and not watcher.is_as_before():
                break
        observer = Observer(desk.stage, Path(desk.temp_dir), asks=job["look"] != GLANCE)
        desk.tell(observer.observe(Task.of(situation)).plain())
    return {}


def _watcher(desk: Desk) -> Watcher:
    watcher = desk.watcher or Watcher(desk.stage.config.package)
    watcher.begin(tuple(os.path.join(desk.temp_dir, name) for name in FOLDERS.values()))
    return watcher


def _tidy(desk: Desk) -> None:
    """Clear away what belongs to the situation before."""
    folder = os.path.join(desk.temp_dir, TMP_PATH)
    if os.path.isdir(folder):
        shutil.rmtree(folder)
    desk.stage.meter.clear()
    _seed()


def _facts(_: Plain, desk: Desk) -> Plain:
    return describe_module(desk.stage)


def _run_tests(job: Plain, desk: Desk) -> Plain:
    """Run a file with coverage; where it passes, run it under mutants in the same process."""
    meter = desk.stage.meter
    watcher = _watcher(desk) if job["mutants"] else None
    meter.start()
    with desk.stage.lookout as lookout:
        plain = run_file(desk.stage, job["path"], desk.mention)
    meter.stop()
    outside = {"broken": True, "note": lookout.note} if lookout.note else {}
    plain = {**plain, **plain_ran(meter.ran()), **outside}
    desk.tell(plain)
    if watcher is not None and _has_passed(plain):
        _tidy(desk)
        if watcher.is_as_before():
            _try_each(job, desk, watcher)
    return {}


def _run_mutants(job: Plain, desk: Desk) -> Plain:
    """Collect a file that passes as it is, and run it under one mutant after the other."""
    watcher = _watcher(desk)
    if collect(desk.stage, job["path"], desk.mention):
        _try_each(job, desk, watcher)
    return {}


def _try_each(job: Plain, desk: Desk, watcher: Watcher) -> None:
    """Try mutants as long as none leaves anything behind and fewer are noticed than enough.

    After one was noticed, the tests must pass again as they are: what made them fail
    must have been the mutant, and gone with it.
    """
    noticed = 0
    for place, mutant in enumerate(job["mutants"]):
        if place > 0:
            _tidy(desk)
            if not watcher.is_as_before():
                return
        if not _is_switched(mutant, desk):
            desk.tell({"applied": False})
            continue
        desk.mention({"applied": True})
        run = run_again(desk.stage, desk.mention)
        desk.tell({"applied": True, **run})
        if desk.switchboard is not None:
            desk.switchboard.restore()
        if not _has_passed(run):
            noticed += 1
            if noticed >= job["enough"] or not _passes_as_it_is(desk):
                return


def _passes_as_it_is(desk: Desk) -> bool:
    return _has_passed(run_again(desk.stage, lambda _: None))


def _has_passed(run: Plain) -> bool:
    return not run["broken"] and all(end == PASSED for _, end in run["ends"])


def _is_switched(mutant: Plain | None, desk: Desk) -> bool:
    """Put the mutant into this process, if there is one; tell whether the subject is as asked."""
    if mutant is None:
        return True
    return desk.switchboard is not None and desk.switchboard.switch(Edit(**mutant))


_JOBS: dict[str, Callable[[Plain, Desk], Plain]] = {
    "observe": _observe,
    "facts": _facts,
    "tests": _run_tests,
    "mutants": _run_mutants,
}
