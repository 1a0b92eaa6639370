"""However a test or a whole suite ends, it is told, and costs the others nothing."""

from pathlib import Path

import pytest
from fakes.measured_suite import TEST, ends, measured, project

from bot.domain.mission import Limits
from bot.domain.tested import TestEnd
from bot.errors import NothingRuns
from bot.languages.python.suite import suite_run


def test_each_end_is_told_apart(tmp_path: Path) -> None:
    text = """\
import pytest
@pytest.fixture
def broken(): raise ValueError
@pytest.fixture
def late():
    yield
    raise ValueError
def test_ok(): pass
def test_fails(): assert 0
def test_set_up(broken): pass
def test_tear_down(late): pass
def test_both(late): assert 0
@pytest.mark.skip
def test_skipped(): pass
@pytest.mark.xfail
def test_expected(): assert 0
@pytest.mark.xfail(strict=True)
def test_surprising(): pass
"""
    suite = measured(project(tmp_path, tests__test_a=text, tests__test_b="import absent\n"))

    assert {name.rpartition(":")[2]: end for name, end in ends(suite).items()} == {
        "test_ok": "passed",
        "test_fails": "failed",
        "test_set_up": "error",
        "test_tear_down": "error",
        "test_both": "error",
        "test_skipped": "skipped",
        "test_expected": "passed",
        "test_surprising": "failed",
        "tests/test_b.py": "error",
    }
    assert len(suite.failing) == 6


@pytest.mark.parametrize("death", ["os._exit(0)", "os.kill(os.getpid(), 9)", "ctypes.string_at(0)"])
def test_a_test_that_takes_the_interpreter_down_costs_only_itself(
    tmp_path: Path, death: str
) -> None:
    deadly = f"import ctypes, os\ndef test_dies(): {death}\ndef test_after(): pass\n"

    suite = measured(project(tmp_path, tests__test_a=TEST, tests__test_b=deadly))

    assert ends(suite) == {
        "tests/test_a.py::test_sign": "passed",
        "tests/test_a.py::test_zero": "passed",
        "tests/test_b.py::test_dies": "error",
        "tests/test_b.py::test_after": "passed",
    }
    assert suite.note == "tests/test_b.py::test_dies ends the interpreter, left out"
    assert suite.report.lines.covered > 0


def test_a_file_that_dies_while_imported_is_left_out(tmp_path: Path) -> None:
    deadly = "import os\nos._exit(0)\n"

    suite = measured(project(tmp_path, tests__test_a=TEST, tests__test_b=deadly))

    assert ends(suite)["tests/test_b.py"] == "error"
    assert ends(suite)["tests/test_a.py::test_sign"] == "passed"


def test_a_suite_that_dies_everywhere_is_given_up(tmp_path: Path) -> None:
    deadly = (
        "import os, pytest\n@pytest.mark.parametrize('n', range(9))\ndef test_d(n): os._exit(3)\n"
    )

    with pytest.raises(NothingRuns, match="took the interpreter down 4 times"):
        measured(project(tmp_path, tests__test_b=deadly))


def test_a_suite_without_end_is_stopped_and_the_culprit_named(tmp_path: Path) -> None:
    endless = "import time\ndef test_waits(): time.sleep(60)\n"

    # Long enough for an interpreter to start on a busy machine, else nobody is the culprit.
    with pytest.raises(NothingRuns, match=r"within 8 s, during .*test_waits.*--suite-seconds"):
        measured(project(tmp_path, tests__test_b=endless), limits=Limits(suite_timeout_s=8))


def test_a_test_that_leaves_threads_or_stops_pytest_loses_nothing(tmp_path: Path) -> None:
    text = """\
import threading, time, pytest
def test_a():
    threading.Thread(target=time.sleep, args=(60,)).start()
def test_b():
    pytest.exit("enough")
"""
    suite = measured(project(tmp_path, tests__test_a=text))

    assert ends(suite) == {"tests/test_a.py::test_a": "passed"}


def test_a_conftest_that_leaves_is_noted(tmp_path: Path) -> None:
    root = project(tmp_path, conftest="raise SystemExit(1)\n", tests__test_a=TEST)

    suite = measured(root)

    assert suite.note == "pytest was stopped: SystemExit: 1"


def test_a_conftest_that_does_not_import_says_why(tmp_path: Path) -> None:
    with pytest.raises(NothingRuns, match=r"(?s)pytest cannot start.*no_such_module"):
        measured(project(tmp_path, conftest="import no_such_module\n", tests__test_a=TEST))


def test_ends_are_known_states() -> None:
    assert suite_run.Event(ended="t", how=TestEnd.PASSED).how == "passed"
