"""Run one test file by the ready pytest, inside a trial's process, and report as it goes.

Progress goes out test by test, so that a trial that hangs or dies still tells
which test it was in.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Callable

from .errors_seen import clean
from .recorder import Recorder

if TYPE_CHECKING:
    from .boot import Stage
    from .protocol import Plain

LATE = ("parametrize", "params", "ids", "pytest_")
"""Words in a file of tests that pytest may have to ask for more after the import."""


def run_file(stage: Stage, path: str, tell: Callable[[Plain], None]) -> Plain:
    """Collect a file, run its tests and return the trial's last message, without coverage.

    The meter, which has started, sees what the file and its tests run, and little of pytest.
    The session is left unfinished: what plugins do at its end (summaries,
    reports) is no part of a trial, and the process is about to end anyway.
    """
    if stage.prepared is not None:
        recorder = stage.prepared.recorder
        recorder.meter, recorder.is_quick = stage.meter, _is_quick(path)
        stage.meter.pause()
        sys.addaudithook(recorder.hear)
    return run_again(stage, tell) if collect(stage, path, tell) else _ending(stage, 0.0)


def _is_quick(path: str) -> bool:
    """Tell that no values, names or fixtures of tests are computed after the import."""
    with open(path, encoding="utf-8", errors="replace") as file:
        source = file.read()
    return not any(word in source for word in LATE)


def collect(stage: Stage, path: str, tell: Callable[[Plain], None]) -> bool:
    """Collect the tests of one file; tell whether that worked."""
    prepared = stage.prepared
    if prepared is None or prepared.session is None:
        return False
    session, recorder = prepared.session, prepared.recorder
    recorder.tell = tell
    recorder.only = (path, os.path.realpath(path))
    # Config.args is what pytest collects; it was the tests' folder while getting ready.
    session.config.args = [path]
    session.config.option.maxfail = 0
    try:
        session.config.hook.pytest_collection(session=session)
    except BaseException as error:
        recorder.stopped(error)
    return not recorder.broken


def run_again(stage: Stage, tell: Callable[[Plain], None]) -> Plain:
    """Run what was collected, once more if it has run already; `tell` is told as it goes."""
    assert stage.prepared is not None
    assert stage.prepared.session is not None
    session, recorder = stage.prepared.session, stage.prepared.recorder
    recorder.begin(tell)
    session.testsfailed = 0
    began = time.perf_counter()
    try:
        session.config.hook.pytest_runtestloop(session=session)
    except BaseException as error:
        recorder.stopped(error)
    return _ending(stage, time.perf_counter() - began)


def _ending(stage: Stage, seconds: float) -> Plain:
    prepared = stage.prepared
    if prepared is None or prepared.session is None:
        return summary(Recorder(reverse=False), 0.0, prepared.note if prepared else "no pytest")
    return summary(prepared.recorder, seconds, "")


def summary(recorder: Recorder, seconds: float, trouble: str) -> Plain:
    """Write a run as the host reads it, coverage left empty."""
    return {
        "ends": [[name, end] for name, end in recorder.ends.items()],
        "lines": [],
        "arcs": [],
        "seconds": seconds,
        "broken": recorder.broken or bool(trouble),
        "timed_out": False,
        "note": clean(trouble or recorder.note),
    }
