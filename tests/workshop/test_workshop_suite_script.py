"""The script's parts, in our own interpreter; test_workshop_measure.py and _ends.py run it all."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import coverage
import pytest

from bot.languages.python.suite.suite_run import SuitePlan
from bot.languages.python.worker import suite
from bot.languages.python.worker.suite import Plan, Recorder

OVERLAY = str(Path(coverage.__file__).parent.parent)


def plan(root: Path, **changes: object) -> Plan:
    settings: dict[str, object] = {field.name: () for field in fields(Plan)}
    settings |= {"root": str(root), "overlay": OVERLAY, "cache": "c", "events": "e"}
    return Plan(**{**settings, "report": str(root / "r.json"), **changes})  # type: ignore[arg-type]  # a test names what it changes


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    descriptor = os.open(tmp_path / "events", os.O_WRONLY | os.O_CREAT)
    yield Recorder(descriptor)
    os.close(descriptor)


def told(tmp_path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (tmp_path / "events").read_text().splitlines()]


def test_host_and_script_speak_of_the_same_plan() -> None:
    assert [f.name for f in fields(Plan)] == [f.name for f in fields(SuitePlan)]


def collector(nodeid: str) -> pytest.Collector:
    return SimpleNamespace(nodeid=nodeid)  # type: ignore[return-value]  # all that is looked at


def collected(outcome: Literal["passed", "failed"]) -> pytest.CollectReport:
    return pytest.CollectReport("b", outcome, "x" * 3000, [])


def test_starts_and_ends_are_told_at_once(recorder: Recorder, tmp_path: Path) -> None:
    recorder.pytest_collectstart(collector(""))
    recorder.pytest_collectstart(collector("test_a.py"))
    recorder.pytest_collectreport(collected("passed"))
    recorder.pytest_collectreport(collected("failed"))
    recorder.pytest_runtest_logstart("a::t")
    recorder.pytest_runtest_logfinish("a::t")

    assert told(tmp_path) == [
        {"collecting": "test_a.py"},
        {"ended": "b", "how": "error", "why": "x" * 2000},
        {"started": "a::t"},
        {"ended": "a::t", "how": "error"},
    ]


def phase(
    when: Literal["setup", "call", "teardown"],
    outcome: Literal["passed", "failed", "skipped"],
) -> pytest.TestReport:
    return pytest.TestReport("t", ("f", 0, "t"), {}, outcome, None, when)


def expected(report: pytest.TestReport) -> pytest.TestReport:
    """Mark a report as pytest does for xfail."""
    report.wasxfail = "reason"
    return report


@pytest.mark.parametrize(
    ("phases", "end"),
    [
        ([phase("setup", "passed"), phase("call", "passed")], "passed"),
        ([phase("setup", "failed")], "error"),
        ([phase("call", "failed"), phase("teardown", "passed")], "failed"),
        ([phase("call", "failed"), phase("teardown", "failed")], "error"),
        ([phase("setup", "skipped"), phase("teardown", "passed")], "skipped"),
        ([expected(phase("call", "skipped"))], "passed"),
    ],
)
def test_the_worst_phase_is_a_tests_end(
    recorder: Recorder, tmp_path: Path, phases: list[pytest.TestReport], end: str
) -> None:
    for report in phases:
        recorder.pytest_runtest_logreport(report)
    recorder.pytest_runtest_logfinish("t")

    assert told(tmp_path) == [{"ended": "t", "how": end}]


def test_the_path_holds_source_roots_then_root_and_not_our_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = str(Path(suite.__file__).parent)
    monkeypatch.setattr(sys, "path", [here, *sys.path])

    suite.prepare(plan(tmp_path, source_roots=("src", "."), sources=("/a[b].py",)))

    assert sys.path[:2] == [str(tmp_path / "src"), str(tmp_path)]
    assert here not in sys.path
    assert OVERLAY in sys.path


class FindsNothing:
    """An environment in which nothing is installed."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """Find nothing, whatever is asked for."""


def test_the_overlays_pytest_comes_last_and_only_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [path for path in sys.path if Path(path or ".").resolve() != Path(OVERLAY).resolve()]
    monkeypatch.setattr(sys, "path", others)
    monkeypatch.setattr(sys, "meta_path", [FindsNothing()])
    monkeypatch.delitem(sys.modules, "pytest")

    suite.prepare(plan(tmp_path))

    assert sys.path[-1] == OVERLAY


def test_a_path_matches_itself_whatever_is_in_its_name() -> None:
    assert suite.escaped("/a[1]/b*.py") == "/a?1?/b?.py"


def test_arguments_keep_options_and_leave_out_what_kills(tmp_path: Path) -> None:
    found = suite.arguments(
        plan(
            tmp_path,
            addopts=("-m", "x", "-p", "no:cov", "-p", "absent.y", "-p", "doctest", "-p"),
            paths=("tests",),
            ignored=("a.py",),
            deselected=("b.py::t",),
        )
    )

    assert found[-9:] == [
        "--ignore=a.py", "--deselect=b.py::t", "-m", "x", "-p", "no:cov", "-p", "doctest", "tests",
    ]  # fmt: skip
    assert "strict_config=false" in found


def test_the_script_runs_writes_and_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = tmp_path / "subject_of_script.py"
    code.write_text("def one():\n    return 1\n")
    given = plan(
        tmp_path,
        sources=(str(code),),
        events=str(tmp_path / "events"),
        cache=str(tmp_path / "cache"),
        exclude_lines=("never",),
    )
    (tmp_path / "plan.json").write_text(json.dumps(vars(given)))
    left: list[int] = []
    monkeypatch.setattr(suite, "_exit", left.append)
    monkeypatch.setattr(suite, "run_pytest", lambda *_: 0)
    monkeypatch.setattr(suite, "prepare", lambda *_: Measured())
    monkeypatch.chdir(tmp_path)

    suite.main(str(tmp_path / "plan.json"))

    assert left == [0]
    assert told(tmp_path) == [{"ran": 0}, {"reported": True}]
    assert json.loads((tmp_path / "r.json").read_text())["files"].keys() == {code.name}


class Measured(coverage.Coverage):
    """Coverage that does not start: the tests' own may be at work."""

    def __init__(self) -> None:
        super().__init__(branch=True, data_file=None, config_file=False, messages=False)

    def start(self) -> None:
        """Leave the tracer alone."""

    def stop(self) -> None:
        """Leave the tracer alone."""


def test_what_pytest_raises_is_told(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(*_: object, **__: object) -> int:
        raise SystemExit("enough")

    monkeypatch.setattr(pytest, "main", leave)

    assert suite.run_pytest(plan(tmp_path), recorder) == 3
    assert told(tmp_path) == [{"stopped": "SystemExit: enough"}]


def test_pytests_exit_code_is_returned(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pytest, "main", lambda *_, **__: pytest.ExitCode.NO_TESTS_COLLECTED)

    assert suite.run_pytest(plan(tmp_path), recorder) == 5
