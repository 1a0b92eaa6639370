"""Make the interpreter warm: pytest, coverage and the subject imported once.

The order of `sys.path` is what tests will see: source roots, the root, the
subject's environment, and the overlay last; coverage alone always comes from
the overlay, whose version is the one the host measures with.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field
from types import ModuleType
from typing import Callable

from . import other_build, processes
from .naming import Held, held_by_modules
from .outside import Lookout
from .protocol import Config
from .suite_config import Prepared
from .tracing import Meter, Ran

REASON_CHARS_MAX = 2000
FRAMES_SHOWN = 3


@dataclass
class Stage:
    """What trials start from. `error` is set where the subject cannot be imported.

    `held` is what the names of all modules stand for before any trial.
    """

    config: Config
    meter: Meter
    module: ModuleType | None = None
    imported: Ran = field(default_factory=Ran)
    prepared: Prepared | None = None
    error: str = ""
    threads: int = 1
    seconds: float = 0.0
    lookout: Lookout = field(default_factory=Lookout)
    held: Held = field(default_factory=dict)

    @property
    def can_fork(self) -> bool:
        """Tell whether a fork of this process is safe."""
        return self.threads == 1


def boot(config: Config, prepare: Callable[[Config], Prepared]) -> Stage:
    """Import everything; what fails is told in the stage, never raised.

    `prepare` makes pytest ready, conftest files included. It runs after the
    import of the subject, so that what the import executes is seen; a subject
    that only imports under its conftest gets a second try after it.
    """
    began = time.monotonic()
    sys.dont_write_bytecode = True
    os.chdir(config.root)
    _arrange_path(config)
    if config.other_build:
        other_build.set_up()
    stage = Stage(config, Meter(config.subject_path, config.exclude_lines))
    _import_subject(stage)
    stage.prepared = prepare(config)
    if stage.error:
        _import_subject(stage)
    _warm(stage)
    stage.threads = max(threading.active_count(), processes.count_threads())
    stage.seconds = time.monotonic() - began
    return stage


def _arrange_path(config: Config) -> None:
    if config.overlay:
        sys.path.insert(0, config.overlay)
    importlib.import_module("coverage")
    if config.overlay:
        sys.path.remove(config.overlay)
    roots = [os.path.join(config.root, part) for part in config.source_roots]
    wanted = list(dict.fromkeys(os.path.normpath(path) for path in (*roots, config.root)))
    sys.path[:] = [*wanted, *(path for path in sys.path if path not in wanted)]
    try:
        importlib.import_module("pytest")
    except ImportError:
        sys.path.append(config.overlay)
        importlib.import_module("pytest")


def _import_subject(stage: Stage) -> None:
    known = set(sys.modules)
    stage.error = ""
    stage.meter.start()
    try:
        stage.module = importlib.import_module(stage.config.module)
    except BaseException as error:
        stage.error = _reason(error)
        _forget(set(sys.modules) - known, stage.config.root)
    finally:
        stage.meter.stop()
    if not stage.error and not _is_subject(stage):
        found = getattr(stage.module, "__file__", None)
        stage.error = f"import {stage.config.module} finds {found}, not {stage.config.subject}"


def _forget(names: set[str], root: str) -> None:
    """Take the project's half-imported modules out again; libraries may stay."""
    for name in names:
        found = getattr(sys.modules[name], "__file__", None) or ""
        if os.path.realpath(found).startswith(os.path.realpath(root) + os.sep):
            del sys.modules[name]


def _is_subject(stage: Stage) -> bool:
    found = getattr(stage.module, "__file__", None)
    return found is not None and os.path.realpath(found) == stage.config.subject_path


def _reason(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_SHOWN:]
    places = " < ".join(f"{os.path.basename(f.filename)}:{f.lineno}" for f in reversed(frames))
    text = "".join(traceback.format_exception_only(type(error), error)).strip()
    return f"{text} (at {places})"[:REASON_CHARS_MAX]


def _warm(stage: Stage) -> None:
    """Do once what every fork would do again."""
    if stage.error:
        return
    stage.held = held_by_modules()
    stage.meter.prepare()
    stage.imported = stage.meter.ran()
    stage.meter.renew()
    stage.meter.start()
    stage.meter.stop()
