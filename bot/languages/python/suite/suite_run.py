"""Run worker/suite.py under the sandbox once and read back what it wrote.

What comes back was written by code we do not trust: it is read with limits and
as a plain file only.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.codec import from_plain, to_plain
from bot.domain.tested import TestEnd
from bot.languages.python.request import WORKER_DIR, private_dir, python_request
from bot.ports.worker import Conditions
from bot.ports.world import Ran

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.mission import Limits
    from bot.languages.python.interpreter.environment import SubjectPython
    from bot.languages.python.tree import Tree
    from bot.ports.world import Sandbox

EVENTS_BYTES_MAX = 256 * 1024**2
REPORT_BYTES_MAX = 512 * 1024**2


@dataclass(frozen=True)
class SuitePlan:
    """What worker/suite.py is told; its `Plan` is the same, field by field."""

    root: str
    source_roots: tuple[str, ...]
    overlay: str
    sources: tuple[str, ...]
    exclude_lines: tuple[str, ...]
    partial_branches: tuple[str, ...]
    addopts: tuple[str, ...]
    paths: tuple[str, ...]
    ignored: tuple[str, ...]
    deselected: tuple[str, ...]
    cache: str
    events: str
    report: str


@dataclass(frozen=True)
class Event:
    """One line of the events file; exactly one of the fields is set, `how` and `why` with it."""

    collecting: str = ""
    started: str = ""
    ended: str = ""
    how: TestEnd = TestEnd.NOT_RUN
    why: str = ""
    ran: int | None = None
    stopped: str = ""
    reported: bool = False


@dataclass(frozen=True)
class SuiteRun:
    """One try at the whole suite: its events, and coverage's report, "" where there is none."""

    ran: Ran
    events: tuple[Event, ...]
    report: str

    @property
    def exit_code(self) -> int | None:
        """Return pytest's exit code; None where it did not come to one."""
        return next((event.ran for event in self.events if event.ran is not None), None)

    @property
    def unfinished(self) -> Event | None:
        """Return the last thing that began; None where nothing did."""
        begun = (event for event in reversed(self.events) if event.started or event.collecting)
        return next(begun, None)


def suite_dir(tree: Tree) -> Path:
    """Return the folder for what a run reads and writes beside the scratch copy."""
    return private_dir(tree) / "suite"


def run_suite(
    plan: SuitePlan, tree: Tree, python: SubjectPython, sandbox: Sandbox, limits: Limits
) -> SuiteRun:
    """Run the plan; its folder is made anew.

    Raises:
        SandboxError: the confinement could not be set up.
    """
    folder = suite_dir(tree)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = folder / "plan.json"
    request = python_request(
        python,
        tree,
        (str(WORKER_DIR / "suite.py"), str(config)),
        conditions=Conditions(),
        limits=limits,
        wall_s=limits.suite_timeout_s,
    )
    # ASCII: a path may hold bytes that are no UTF-8, which Python keeps as lone surrogates.
    config.write_text(json.dumps(to_plain(plan)), encoding="ascii")
    ran = sandbox.run(request)
    events = _events(read_untrusted(folder / "events.jsonl", EVENTS_BYTES_MAX))
    complete = any(event.reported for event in events)
    report = read_untrusted(folder / "report.json", REPORT_BYTES_MAX) if complete else ""
    return SuiteRun(ran, events, report)


def read_untrusted(path: Path, bytes_max: int) -> str:
    """Return a file that untrusted code wrote; "" where it is none, a link, a pipe, too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return ""
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return ""
        content = stream.read(bytes_max + 1)
    return content.decode("utf-8", errors="replace") if len(content) <= bytes_max else ""


def _events(text: str) -> tuple[Event, ...]:
    """Parse the events; a line that is none, such as a last half one, is left out.

    A test's name may hold lone surrogates, which no file of ours takes: "?" stands for them.
    """
    found = []
    for line in text.splitlines():
        try:
            plain = json.loads(line)
            written = json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")
            found += [from_plain(Event, json.loads(written))] if isinstance(plain, dict) else []
        except (ValueError, RecursionError):
            continue
    return tuple(found)
