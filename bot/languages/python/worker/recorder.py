"""A plugin of pytest that keeps how each test of a file ended, and when its code is measured."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable

from .errors_seen import clean
from .protocol import Plain

if TYPE_CHECKING:
    import pytest

NOTE_CHARS_MAX = 4000
TESTS_MAX = 2000

PASSED, FAILED, ERROR, SKIPPED, NOT_RUN = "passed", "failed", "error", "skipped", "not run"


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Recorder:
    """A pytest plugin that keeps how each test ended; `tell` sends progress out.

    `only` names the one file that is collected, in each way it may be written; () for all.
    `meter` rests while pytest works for itself, which takes most of a trial: it goes on
    for the file's import and each phase of a test. `is_quick` tells that nothing but the
    import can run code of the file while its tests are collected.
    """

    reverse: bool
    tell: Callable[[Plain], None] = lambda _: None
    ends: dict[str, str] = field(default_factory=dict)
    broken: bool = False
    note: str = ""
    only: tuple[str, ...] = ()
    meter: Any = None
    is_quick: bool = False

    def pytest_ignore_collect(self, collection_path: object) -> bool | None:
        """Pass by the neighbours of the one file: collecting them takes longer than running it."""
        here = str(collection_path)
        inside = here.rstrip(os.sep) + os.sep
        wanted = any(path == here or path.startswith(inside) for path in self.only)
        return None if wanted or not self.only else True

    def begin(self, tell: Callable[[Plain], None]) -> None:
        """Forget how the collected tests ended before."""
        self.tell = tell
        self.ends = dict.fromkeys(self.ends, NOT_RUN)
        self.note = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Take the order, reversed where that is asked for."""
        if self.reverse:
            items.reverse()
        for item in items[:TESTS_MAX]:
            self.ends[inner_id(item.nodeid)] = NOT_RUN
        self.tell({"tests": list(self.ends)})

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """Measure the file from the very start of its code: pytest's rewriting comes before."""
        if event == "exec" and getattr(arguments[0], "co_filename", "") in self.only:
            self._measure()

    def pytest_pycollect_makeitem(self) -> None:
        """Take note that the file is imported: its names are looked at."""
        if self.is_quick:
            self._rest()

    def pytest_runtest_setup(self) -> None:
        """Measure the set-up."""
        self._measure()

    def pytest_runtest_call(self) -> None:
        """Measure the test."""
        self._measure()

    def pytest_runtest_teardown(self) -> None:
        """Measure the tear-down."""
        self._measure()

    def pytest_runtest_logfinish(self) -> None:
        """Rest only now: what fixtures returned dies after the tear-down."""
        self._rest()

    def _measure(self) -> None:
        if self.meter is not None:
            self.meter.resume()

    def _rest(self) -> None:
        if self.meter is not None:
            self.meter.pause()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Notice a file that cannot be collected."""
        if report.failed:
            self.broken = True
            self._note(report.longreprtext)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell which test begins."""
        self.tell({"started": inner_id(nodeid)})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the end of one phase: set-up, call or tear-down."""
        # A report with a context is a subtest's: the test goes on.
        if report.when != "teardown" and not hasattr(report, "context"):
            self._rest()
        name = inner_id(report.nodeid)
        end = _end_of(report)
        if end in (FAILED, ERROR):
            self._note(report.longreprtext)
        is_first_trouble = self.ends.get(name) not in (FAILED, ERROR)
        if name in self.ends and is_first_trouble and (end != PASSED or report.when == "call"):
            self.ends[name] = end
        if report.when == "teardown":
            self.tell({"ended": name, "end": self.ends.get(name, NOT_RUN)})

    def pytest_internalerror(self, excrepr: object) -> None:
        """Keep what broke pytest itself."""
        self.broken = True
        self._note(str(excrepr))

    def stopped(self, error: BaseException) -> None:
        """Take what ended the session early: enough failures, a usage error, a SystemExit."""
        self._note(repr(error))
        self.broken = self.broken or not self.ends

    def _note(self, text: str) -> None:
        self.note = self.note or clean(text)[-NOTE_CHARS_MAX:]


def inner_id(nodeid: str) -> str:
    """Return a test's id inside its file: "test_a", "TestB::test_c[0]"."""
    return nodeid.partition("::")[2]


def _end_of(report: pytest.TestReport) -> str:
    if report.failed:
        return FAILED if report.when == "call" else ERROR
    return SKIPPED if report.skipped else PASSED
