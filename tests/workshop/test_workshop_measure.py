"""Whole suites, really run: each test starts an interpreter once or a few times."""

import json
import os
import subprocess
import sys
from pathlib import Path

import coverage
import pytest
from fakes.plain_program import PlainProgram
from fakes.plain_sandbox import PlainSandbox

from bot.codec import to_json
from bot.domain.coverage import Tally
from bot.domain.mission import Limits
from bot.domain.outcome import SandboxTier
from bot.domain.trial import TestEnd
from bot.errors import NothingRuns
from bot.languages.python.interpreter.environment import SubjectPython
from bot.languages.python.suite import suite_run
from bot.languages.python.suite.measure import measure, read_report
from bot.languages.python.suite.suite_run import suite_dir
from bot.languages.python.tree import find_tree
from bot.ports.language import Suite
from bot.ports.world import Ran, Request

OVERLAY = Path(coverage.__file__).parent.parent
PYTHON = SubjectPython(Path(sys.executable), "3", "ours", (), OVERLAY)

CODE = """\
import sys

def sign(x):
    if x > 0:
        return 1
    for _ in range(x, 0):
        if x < -5:  # pragma: no branch
            return -2
    try:
        return -1 if x else 0
    finally:
        print("done")

class C:
    def never(self):
        raise NotImplementedError

    def debug(self):  # pragma: no cover
        return 1
"""
TEST = """\
import pytest
from pkg.code import sign

def test_sign(): assert sign(1) == 1
def test_zero(): assert sign(0) == 0
"""


def project(root: Path, **texts: str) -> Path:
    """Write a package of two files, and more: "tests__test_a" is tests/test_a.py."""
    files = {"pkg/__init__.py": "", "pkg/code.py": CODE, "pkg/idle.py": CODE}
    files |= {name.replace("__", "/") + ".py": text for name, text in texts.items()}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def measured(root: Path, *, limits: Limits | None = None) -> Suite:
    return measure(find_tree(root, None), PYTHON, PlainSandbox(), limits or Limits())


def ends(suite: Suite) -> dict[str, str]:
    return {name: end.value for name, end in suite.ends.items()}


def by_hand(root: Path, tmp_path: Path) -> str:
    """Run `coverage run -m pytest` and `coverage json`, as a person would."""
    env = {"COVERAGE_FILE": str(tmp_path / "data"), "PATH": os.defpath, "COVERAGE_CORE": "ctrace"}
    run = [sys.executable, "-m", "coverage", "run", "--branch", "--source=pkg", "-m", "pytest"]
    subprocess.run([*run, "-p", "no:randomly"], cwd=root, env=env, check=True, capture_output=True)
    write = [sys.executable, "-m", "coverage", "json", "-o", str(tmp_path / "hand.json")]
    subprocess.run(write, cwd=root, env=env, check=True, capture_output=True)
    return (tmp_path / "hand.json").read_text()


@pytest.mark.parametrize(
    "settings",
    ["", "[report]\nexclude_also =\n    raise NotImplementedError\npartial_also = if x > 0\n"],
)
def test_a_measurement_equals_coverages_own(tmp_path: Path, settings: str) -> None:
    root = project(tmp_path / "root", tests__test_a=TEST)
    (root / ".coveragerc").write_text(settings)

    suite = measured(root)

    assert suite.report == read_report(by_hand(root, tmp_path))
    assert ends(suite) == {
        "tests/test_a.py::test_sign": "passed",
        "tests/test_a.py::test_zero": "passed",
    }
    assert suite.note == ""


def test_a_file_that_nothing_imports_counts_in_full_as_missing(tmp_path: Path) -> None:
    report = measured(project(tmp_path, tests__test_a=TEST)).report

    used, idle = report.file("pkg/code.py"), report.file("pkg/idle.py")
    assert used is not None
    assert idle == type(used)(
        "pkg/idle.py",
        frozenset(),
        used.executed | used.missing,
        frozenset(),
        used.executed_arcs | used.missing_arcs,
    )


def test_without_any_test_all_is_missing_and_arcs_are_known(tmp_path: Path) -> None:
    suite = measured(project(tmp_path))

    assert suite.ends == {}
    assert suite.report.lines.covered == 0
    assert suite.report.arcs == Tally(0, 8)


def test_a_file_that_does_not_parse_is_named_and_left_out(tmp_path: Path) -> None:
    suite = measured(project(tmp_path, pkg__broken="def (:\n", tests__test_a=TEST))

    assert suite.report.file("pkg/broken.py") is None
    assert suite.note == "does not parse, left out: pkg/broken.py"


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

    with pytest.raises(NothingRuns, match=r"within 3 s, during .*test_waits.*--suite-seconds"):
        measured(project(tmp_path, tests__test_b=endless), limits=Limits(suite_timeout_s=3))


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


def test_the_projects_options_hold_but_for_what_spoils_a_measurement(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        tests__test_a="import pytest\n@pytest.mark.slow\ndef test_a(): pass\ndef test_b(): pass\n",
        pkg__doc='def one():\n    """\n    >>> one()\n    1\n    """\n    return 1\n',
    )
    (root / "pytest.ini").write_text(
        "[pytest]\nmarkers = slow\nrequired_plugins = absent\n"
        "addopts = --cov=pkg -n 2 -p absent_plugin -x -m 'not slow' --doctest-modules\n"
    )

    suite = measured(root)

    assert ends(suite) == {"pkg/doc.py::pkg.doc.one": "passed", "tests/test_a.py::test_b": "passed"}


def test_options_of_an_absent_plugin_are_given_up_with_a_note(tmp_path: Path) -> None:
    root = project(tmp_path, tests__test_a=TEST)
    (root / "pytest.ini").write_text("[pytest]\naddopts = --of-some-plugin --strict-markers\n")

    suite = measured(root)

    assert len(suite.ends) == 2
    assert "addopts" in suite.note


def test_our_tests_are_run_even_outside_the_projects_testpaths(tmp_path: Path) -> None:
    root = project(tmp_path, tests__test_a=TEST, mine__test_b="def test_b(): pass\n")
    (root / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")

    suite = measure(find_tree(root, "mine"), PYTHON, PlainSandbox(), Limits())

    assert set(suite.ends) == {
        "mine/test_b.py::test_b",
        "tests/test_a.py::test_sign",
        "tests/test_a.py::test_zero",
    }


def test_names_that_are_no_text_stop_no_measurement(tmp_path: Path) -> None:
    root = project(tmp_path / "odd", tests__test_a=TEST)
    (root / os.fsdecode(b"tests/test_bad\xff.py")).write_text("def test_b(): pass\n")
    (root / os.fsdecode(b"pkg/bad\xff.py")).write_text("x = 1\n")
    os.mkfifo(root / "pkg/fifo.py")

    suite = measured(root)

    assert [file.path for file in suite.report.files] == [
        "pkg/__init__.py", "pkg/code.py", "pkg/idle.py",
    ]  # fmt: skip
    assert ends(suite)["tests/test_a.py::test_sign"] == "passed"
    assert "tests/test_bad?.py::test_b" in ends(suite)
    assert to_json(suite).encode()


def test_without_sources_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(NothingRuns, match="no Python source"):
        measured(tmp_path)


class LyingSandbox:
    """Runs nothing and leaves the files that a hostile suite could leave."""

    tier = SandboxTier.NONE

    def __init__(self, *, report: str | Path, events: str = '{"reported": true}') -> None:
        self._report = report
        self._events = events

    def run(self, request: Request) -> Ran:
        folder = Path(request.argv[-1]).parent
        (folder / "events.jsonl").write_text(self._events)
        if isinstance(self._report, Path):
            (folder / "report.json").symlink_to(self._report)
        else:
            (folder / "report.json").write_text(self._report)
        return Ran(0, "", "it said this", timed_out=False, truncated=False, seconds=0.0)

    def start(self, request: Request) -> PlainProgram:
        raise AssertionError(request)


def lie(root: Path, sandbox: LyingSandbox) -> Suite:
    return measure(find_tree(project(root), None), PYTHON, sandbox, Limits())


def test_files_we_did_not_ask_for_are_not_believed(tmp_path: Path) -> None:
    one = {"executed_lines": [1], "missing_lines": []}
    report = {"meta": {"format": 3}, "files": {"pkg/code.py": one, "elsewhere.py": one}}

    suite = lie(tmp_path, LyingSandbox(report=json.dumps(report)))

    assert [file.path for file in suite.report.files] == ["pkg/code.py"]


def test_a_report_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(NothingRuns, match="tampered"):
        lie(tmp_path, LyingSandbox(report="{}"))


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("{}")

    with pytest.raises(NothingRuns, match="cannot be started: it said this"):
        lie(tmp_path / "root", LyingSandbox(report=secret))


@pytest.mark.parametrize("events", ["", "nonsense\n{}\n[]\n" + '{"how": "odd"}\n'])
def test_without_events_nothing_ran(tmp_path: Path, events: str) -> None:
    with pytest.raises(NothingRuns, match="cannot be started: it said this"):
        lie(tmp_path, LyingSandbox(report="{}", events=events))


def test_a_pipe_or_a_flood_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = find_tree(project(tmp_path), None)
    suite_dir(tree).mkdir(parents=True)
    os.mkfifo(suite_dir(tree) / "pipe")
    (suite_dir(tree) / "flood").write_text("12345")
    monkeypatch.setattr(suite_run, "REPORT_BYTES_MAX", 4)

    assert suite_run.read_untrusted(suite_dir(tree) / "pipe", 10) == ""
    assert suite_run.read_untrusted(suite_dir(tree) / "flood", 4) == ""
    assert suite_run.read_untrusted(suite_dir(tree) / "flood", 5) == "12345"


def test_ends_are_known_states() -> None:
    assert suite_run.Event(ended="t", how=TestEnd.PASSED).how == "passed"
