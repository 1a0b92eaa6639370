"""Run a project's whole suite once, in its own interpreter, and measure all sources.

A script: `python suite.py CONFIG`, where CONFIG names a JSON file (see Plan).
Runs on CPython 3.9 or newer with coverage and pytest and nothing else of ours.
Writes two files: events, one JSON line each as things happen, so that a suite
that dies says where; and coverage.py's own JSON report, when the run ended.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import coverage
    import pytest

WHY_CHARS_MAX = 2000
SEVERITY = ("passed", "skipped", "failed", "error")

# Bound before any test can replace them.
_write = os.write
_exit = os._exit  # threads that a suite left behind would keep a plain exit waiting


@dataclass(frozen=True)
class Plan:
    """What to run: paths absolute, except `paths`, `ignored`, `deselected` (from the root)."""

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


def main(config_path: str) -> None:
    """Run, report, and leave at once."""
    plan = Plan(**json.loads(Path(config_path).read_text(encoding="utf-8")))
    events = os.open(plan.events, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    recorder = Recorder(events)
    os.chdir(plan.root)
    measured = prepare(plan)
    measured.start()
    try:
        code = run_pytest(plan, recorder)
    finally:
        measured.stop()
    recorder.say(ran=code)
    write_report(measured, plan)
    recorder.say(reported=True)
    sys.stdout.flush()
    sys.stderr.flush()
    _exit(0)


def prepare(plan: Plan) -> coverage.Coverage:
    """Arrange `sys.path` as tests will see it, and make the measurement ready.

    The subject's source roots and root come first, its environment next;
    coverage is always the overlay's, pytest only where the environment has none.
    """
    script_dir = Path(__file__).resolve().parent
    sys.path[:] = [path for path in sys.path if Path(path).resolve() != script_dir]
    sys.path.insert(0, plan.overlay)
    from importlib.util import find_spec

    import coverage

    sys.path.remove(plan.overlay)
    roots = [str(Path(plan.root, part)) for part in plan.source_roots]
    sys.path[:0] = list(dict.fromkeys([*roots, plan.root]))
    if find_spec("pytest") is None:
        sys.path.append(plan.overlay)
    measured = coverage.Coverage(
        branch=True,
        data_file=None,
        config_file=False,
        include=[escaped(path) for path in plan.sources],
        messages=False,
    )
    # The report is asked for by file: matching against 10,000 patterns again took
    # 3 of 9 seconds for 1,500 files.
    measured.set_option("report:include", [])
    measured.set_option("run:disable_warnings", ["no-data-collected", "couldnt-parse"])
    measured.set_option("report:exclude_lines", list(plan.exclude_lines))
    measured.set_option("report:partial_branches", list(plan.partial_branches))
    return measured


def escaped(path: str) -> str:
    """Return the pattern that matches this path and nothing else.

    coverage.py's patterns know "?" but not how to escape; "[" would open a set.
    """
    return "".join("?" if character in "*?[]" else character for character in path)


def run_pytest(plan: Plan, recorder: Recorder) -> int:
    """Return pytest's exit code; 3 where it did not come to one."""
    import pytest

    try:
        return int(pytest.main(arguments(plan), plugins=[recorder]))
    except BaseException as error:
        recorder.say(stopped=f"{type(error).__name__}: {error}"[:WHY_CHARS_MAX])
        return 3


def arguments(plan: Plan) -> list[str]:
    """Return pytest's arguments: the project's own, less what would lose or reorder tests."""
    import pytest

    given = ["--continue-on-collection-errors", "--rootdir", plan.root, "-p", "no:randomly"]
    overrides = ["addopts=", "required_plugins=", "cache_dir=" + plan.cache]
    if int(pytest.__version__.split(".")[0]) >= 9:  # noqa: PLR2004 - where `strict` came
        overrides.append("strict_config=false")
    for override in overrides:
        given += ["-o", override]
    for path in plan.ignored:
        given.append("--ignore=" + path)
    for test in plan.deselected:
        given.append("--deselect=" + test)
    return [*given, *_loadable(plan.addopts), *plan.paths]


def _loadable(addopts: tuple[str, ...]) -> list[str]:
    """Drop `-p NAME` where the environment has no such plugin."""
    from importlib.metadata import distributions
    from importlib.util import find_spec

    kept: list[str] = []
    names = iter(addopts)
    points = {e.name for d in distributions() for e in d.entry_points if e.group == "pytest11"}
    for option in names:
        if option != "-p":
            kept.append(option)
            continue
        plugin = next(names, "")
        known = plugin in points or plugin.startswith("no:") or _is_builtin(plugin)
        if known or (plugin and find_spec(plugin.split(".")[0]) is not None):
            kept += ["-p", plugin]
    return kept


def _is_builtin(plugin: str) -> bool:
    from importlib.util import find_spec

    return plugin.isidentifier() and find_spec("_pytest." + plugin) is not None


class Recorder:
    """A pytest plugin that writes down what starts and how it ends, at once."""

    def __init__(self, events: int) -> None:
        self._events = events
        self._ends: dict[str, str] = {}

    def say(self, **event: object) -> None:
        """Write one event."""
        _write(self._events, json.dumps(event).encode("ascii") + b"\n")

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        """Say which file is being imported."""
        if collector.nodeid:
            self.say(collecting=collector.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Say what could not be collected, and why."""
        if report.failed:
            self.say(ended=report.nodeid, how="error", why=str(report.longrepr)[-WHY_CHARS_MAX:])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say which test runs."""
        self.say(started=nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of set-up, call, subtests and tear-down."""
        end: str = report.outcome
        if report.failed and report.when != "call":
            end = "error"
        if hasattr(report, "wasxfail") and report.skipped:
            end = "passed"  # it failed, as its author expects
        worst = self._ends.get(report.nodeid, end)
        self._ends[report.nodeid] = max(end, worst, key=SEVERITY.index)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Say how the test ended."""
        self.say(ended=nodeid, how=self._ends.pop(nodeid, "error"))


def write_report(measured: coverage.Coverage, plan: Plan) -> None:
    """Write coverage.py's JSON report of all sources, whether they ran or not."""
    data = measured.get_data()
    # Without any data there would be no branches: an empty measurement has them.
    data.add_arcs({path: [] for path in plan.sources[:1]})
    os.chdir(plan.root)
    measured.json_report(morfs=list(plan.sources), outfile=plan.report, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
