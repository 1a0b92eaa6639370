"""Run trials: one process each, forked where that is safe, else spawned; clean up after each."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

from . import child
from .boot import Stage
from .checkout import Checkout
from .left_behind import Watcher
from .pace import Pace
from .processes import Ending, run_trial
from .protocol import Plain, dump_line
from .switching import Edit, Switchboard
from .warming import warm_up

SPAWN_SLOWNESS_MAX = 3
SPAWN_EXTRA_S = 5.0


class NotClean(Exception):
    """A trial left processes behind that do not die; the whole worker must go."""


@dataclass
class Trials:
    """Runs trials one after another and cleans up after each.

    `damage` is what the last one changed in the project; `passed` the test file that ran
    last, if all of it passed, and its seconds.
    """

    stage: Stage
    script: str
    argument: str
    checkout: Checkout
    base: str = field(default_factory=lambda: tempfile.mkdtemp(prefix="worker-"))
    switchboard: Switchboard | None = None
    watcher: Watcher | None = None
    damage: tuple[str, ...] = ()
    passed: tuple[str, float] | None = None
    _is_tidy: bool = False

    def settle(self) -> None:
        """Get ready to fork: what lives now is shared by all trials and never collected."""
        self.switchboard = make_switchboard(self.stage)
        if self.stage.can_fork and not self.stage.error:
            warm_up(self.stage, self._folder())
            self._is_tidy = True
            self.watcher = Watcher(self.stage.config.package)
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Remove the worker's own folder."""
        shutil.rmtree(self.base, ignore_errors=True)

    def run(self, job: Plain, pace: Pace, steps: int = 1) -> Ending:
        """Run one job in a process of its own, at this pace."""
        temp_dir = self._folder()
        if job.get("mutant") and self.switchboard is not None:
            self.switchboard.prepare(Edit(**job["mutant"]))
        slow_s = SPAWN_EXTRA_S + self.stage.seconds * SPAWN_SLOWNESS_MAX
        extra_s = 0.0 if self.stage.can_fork else slow_s
        cpu_s = int(pace.first_s * steps + extra_s) + 1

        def start(result_fd: int, output_fd: int) -> int:
            if self.stage.can_fork:
                return self._fork(job, temp_dir, (result_fd, output_fd), cpu_s)
            return self._spawn(job, temp_dir, (result_fd, output_fd), cpu_s)

        try:
            ending = run_trial(
                start,
                pace=Pace(pace.first_s + extra_s, pace.next_s),
                output_bytes_max=self.stage.config.limits.output_bytes_max,
                steps=steps,
            )
        finally:
            self._clear(temp_dir)
            self.damage = self.checkout.repair()
        if not ending.clean:
            raise NotClean("processes of a trial do not end")
        return ending

    def _folder(self) -> str:
        """Return the trial's folder with an empty one for each of FOLDERS in it."""
        temp_dir = os.path.join(self.base, "trial")
        if not self._is_tidy:
            os.makedirs(temp_dir)
            for name in child.FOLDERS.values():
                os.mkdir(os.path.join(temp_dir, name))
        self._is_tidy = False
        return temp_dir

    def _clear(self, temp_dir: str) -> None:
        """Remove the trial's folder, unless nothing was left in it: then the next may use it."""
        self._is_tidy = _is_untouched(temp_dir)
        if not self._is_tidy:
            shutil.rmtree(temp_dir, ignore_errors=True)

    def _fork(self, job: Plain, temp_dir: str, fds: tuple[int, int], cpu_s: int) -> int:
        pid = os.fork()
        if pid == 0:
            desk = child.Desk(self.stage, temp_dir, fds[0], self.switchboard, self.watcher)
            child.perform(job, desk, fds[1], cpu_s)
        return pid

    def _spawn(self, job: Plain, temp_dir: str, fds: tuple[int, int], cpu_s: int) -> int:
        order = {"job": job, "temp_dir": temp_dir, "fds": fds, "cpu_s": cpu_s}
        with open(os.path.join(temp_dir, "order.json"), "wb") as file:
            file.write(dump_line(order))
        started = subprocess.Popen(
            [sys.executable, self.script, self.argument, file.name], pass_fds=fds
        )
        # Its end is collected by id like a fork's; Popen must not do so too.
        started.returncode = 0
        return started.pid


def _is_untouched(temp_dir: str) -> bool:
    """Tell whether a trial's folder holds its empty folders, with the rights we gave them."""
    try:
        with os.scandir(temp_dir) as found:
            inner = [(entry.name, entry.stat(follow_symlinks=False).st_mode) for entry in found]
        names = set(child.FOLDERS.values())
        return (
            {name for name, _ in inner} == names
            and {mode for _, mode in inner} == {os.lstat(temp_dir).st_mode}
            and not any(os.listdir(os.path.join(temp_dir, name)) for name in names)
        )
    except OSError:
        return False


def make_switchboard(stage: Stage) -> Switchboard | None:
    """Look at the live functions; None where the subject did not import or parse."""
    if stage.error:
        return None
    try:
        return Switchboard(stage.config.subject_path)
    except (OSError, SyntaxError, ValueError):
        return None
