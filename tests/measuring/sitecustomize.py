"""Measure our own worker while it works: `make coverage` lets its interpreters start with this.

A worker's processes are forks that leave without cleaning up, killed as soon as
they have reported; so each saves what it ran just before its last line. What runs
while a trial itself is measured stays unseen: one thread has one tracer.
"""

import atexit
import contextlib
import os
import sys

FOLDER = "OWN_COVERAGE_FOLDER"
WORKER = "*/bot/languages/python/worker/*"


class Measurement:
    """Coverage of this process, begun anew in each of its forks, but not in theirs."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._write, self._exit = os.write, os._exit
        self._zygote = os.getpid()
        self._begin()
        atexit.register(self._save)
        os.write = self._write_and_save  # type: ignore[assignment]  # it takes bytes-like data
        os._exit = self._save_and_exit  # type: ignore[assignment]  # it does not return either
        os.register_at_fork(after_in_child=self._go_on)

    def _begin(self) -> None:
        from coverage import Coverage

        self._coverage = Coverage(
            branch=True,
            config_file=False,
            data_file=os.path.join(self._folder, ".coverage.worker"),
            data_suffix=True,
            include=[WORKER],
            messages=False,
        )
        self._coverage.set_option("run:disable_warnings", ["no-data-collected"])
        self._coverage.start()

    def _go_on(self) -> None:
        if os.getppid() == self._zygote:
            self._begin()

    def _save(self) -> None:
        # A hostile trial may have spoilt anything.
        with contextlib.suppress(Exception):
            self._coverage.stop()
            self._coverage.save()

    def _save_and_exit(self, code: int) -> None:
        self._save()
        self._exit(code)

    def _write_and_save(self, fd: int, data: memoryview) -> int:
        if bytes(data[:1]) == b"=":
            self._save()
        return self._write(fd, data)


if FOLDER in os.environ:
    sys.path.remove(os.path.dirname(os.path.abspath(__file__)))
    Measurement(os.environ[FOLDER])
