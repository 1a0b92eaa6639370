"""Measure a whole suite once, fresh, in the subject's interpreter and under the sandbox.

What comes back was written by code we do not trust: it is read with limits,
as a plain file, and believed only about the sources we asked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.coverage import Report
from bot.domain.tested import TestEnd
from bot.errors import NothingRuns, ReportError
from bot.languages.python.hints import pytest_hints
from bot.languages.python.request import private_dir
from bot.languages.python.suite.coverage_json import read_report
from bot.languages.python.suite.coverage_settings import coverage_settings
from bot.languages.python.suite.pytest_options import kept_options, plain_options
from bot.languages.python.suite.suite_run import SuitePlan, run_suite, suite_dir
from bot.languages.python.tree import settings_files, sources
from bot.ports.workshop import Suite

if TYPE_CHECKING:
    from bot.domain.mission import Limits
    from bot.languages.python.interpreter.environment import SubjectPython
    from bot.languages.python.suite.suite_run import SuiteRun
    from bot.languages.python.tree import Tree
    from bot.ports.world import Ran, Sandbox

__all__ = ["measure", "read_report"]

RUNS_MAX = 4
TEST_ID_CHARS_MAX = 1000
NAMED_MAX = 5
REASON_CHARS_MAX = 1500
_USAGE_ERROR = 4


def measure(tree: Tree, python: SubjectPython, sandbox: Sandbox, limits: Limits) -> Suite:
    """Run the suite and return its report and how each test ended.

    A test or file that takes the interpreter down is named, left out and
    recorded as an error, and the suite runs again, at most RUNS_MAX times.

    Raises:
        NothingRuns: no source, no measurement, or the suite took longer than its limit.
    """
    plan = _suite_plan(tree, python)
    ends: dict[str, TestEnd] = {}
    notes: list[str] = []
    for _ in range(RUNS_MAX):
        run = run_suite(plan, tree, python, sandbox, limits)
        if run.exit_code == _USAGE_ERROR and plan.addopts != plain_options(plan.addopts):
            notes.append("the project's addopts stop pytest here, run without most of them")
            plan = replace(plan, addopts=plain_options(plan.addopts))
            continue
        if run.report:
            return _suite(plan, run, ends, notes)
        if run.ran.timed_out:
            raise NothingRuns(_too_slow(run, limits))
        plan = _without_cause(plan, run, ends, notes)
    raise NothingRuns(f"the suite took the interpreter down {RUNS_MAX} times: {'; '.join(notes)}")


def unmeasured(
    paths: tuple[str, ...], tree: Tree, python: SubjectPython, sandbox: Sandbox, limits: Limits
) -> Report:
    """Count the statements and arcs of sources as coverage.py does, with nothing executed.

    No test runs. A file that does not parse is left out.

    Raises:
        NothingRuns: no measurement came out.
    """
    nothing = private_dir(tree) / "nothing"
    nothing.mkdir(parents=True, exist_ok=True)
    plan = replace(
        _suite_plan(tree, python),
        sources=tuple(str(tree.root / path) for path in paths),
        addopts=(),
        paths=(str(nothing),),
    )
    run = run_suite(plan, tree, python, sandbox, limits)
    if not run.report:
        raise NothingRuns(f"the statements cannot be counted: {_tail(run.ran)}")
    # A conftest.py may have imported some of them.
    return Report(tuple(file.never_imported() for file in _trusted_part(plan, run.report).files))


def _suite_plan(tree: Tree, python: SubjectPython) -> SuitePlan:
    files = settings_files(tree.root)
    settings, pytest = coverage_settings(files), pytest_hints(files)
    found = sources(tree)
    if not found:
        raise NothingRuns(
            f"no Python source was found below {', '.join(tree.source_roots)}; "
            "name the right folder with --root, or look at the project's coverage settings"
        )
    folder = suite_dir(tree)
    return SuitePlan(
        root=str(tree.root),
        source_roots=tree.source_roots,
        overlay=str(python.overlay),
        sources=tuple(str(tree.root / path) for path in found),
        exclude_lines=settings.exclude_lines,
        partial_branches=settings.partial_branches,
        addopts=kept_options(pytest.addopts),
        paths=_paths(tree, pytest.testpaths),
        ignored=(),
        deselected=(),
        cache=str(folder / "cache"),
        events=str(folder / "events.jsonl"),
        report=str(folder / "report.json"),
    )


def _paths(tree: Tree, testpaths: tuple[str, ...]) -> tuple[str, ...]:
    """Return what to collect: () lets pytest decide, unless it would miss our own tests."""
    ours = tree.root / tree.tests_dir
    told = [path for part in testpaths for path in tree.root.glob(part)]
    if not told or not ours.is_dir() or any(ours.is_relative_to(path) for path in told):
        return ()
    return tuple(str(path.relative_to(tree.root)) for path in (*sorted(told), ours))


def _suite(plan: SuitePlan, run: SuiteRun, ends: dict[str, TestEnd], notes: list[str]) -> Suite:
    report = _trusted_part(plan, run.report)
    for event in run.events:
        if event.ended:
            ends[event.ended[:TEST_ID_CHARS_MAX]] = event.how
    missing = sorted(
        {path.removeprefix(f"{plan.root}/") for path in plan.sources}
        - {file.path for file in report.files}
    )
    if missing:
        notes.append(f"does not parse, left out: {_named(missing)}")
    notes += [f"pytest was stopped: {event.stopped}" for event in run.events if event.stopped]
    if run.exit_code == _USAGE_ERROR and not ends:
        raise NothingRuns(f"pytest cannot start: {_tail(run.ran)}")
    return Suite(report, ends, "; ".join(notes))


def _trusted_part(plan: SuitePlan, text: str) -> Report:
    """Read the report; only sources that we asked for count."""
    asked = {path.removeprefix(f"{plan.root}/") for path in plan.sources}
    try:
        report = read_report(text)
    except ReportError as error:
        raise NothingRuns(
            f"the measurement is unreadable, was it tampered with? {error}"
        ) from error
    return Report(tuple(file for file in report.files if file.path in asked))


def _without_cause(
    plan: SuitePlan, run: SuiteRun, ends: dict[str, TestEnd], notes: list[str]
) -> SuitePlan:
    """Return the plan that leaves out what ended the run before its report.

    Raises:
        NothingRuns: nothing had begun, so that nothing can be left out.
    """
    cause = run.unfinished
    if cause is None:
        raise NothingRuns(f"the suite cannot be started: {_tail(run.ran)}")
    name = (cause.started or cause.collecting)[:TEST_ID_CHARS_MAX]
    ends[name] = TestEnd.ERROR
    notes.append(f"{name} ends the interpreter, left out")
    if cause.started:
        return replace(plan, deselected=(*plan.deselected, name))
    return replace(plan, ignored=(*plan.ignored, name))


def _too_slow(run: SuiteRun, limits: Limits) -> str:
    last = run.unfinished
    during = f", during {(last.started or last.collecting)[:TEST_ID_CHARS_MAX]}" if last else ""
    return (
        f"the suite did not end within {limits.suite_timeout_s} s{during}; "
        "give it more with --suite-seconds"
    )


def _tail(ran: Ran) -> str:
    """Return the end of what was printed, where a failure says why."""
    said = ran.stderr.strip() or ran.stdout.strip() or f"exit code {ran.exit_code}, nothing said"
    return said[-REASON_CHARS_MAX:]


def _named(paths: list[str]) -> str:
    rest = f" and {len(paths) - NAMED_MAX} more" if len(paths) > NAMED_MAX else ""
    return ", ".join(paths[:NAMED_MAX]) + rest
