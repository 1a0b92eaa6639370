"""Whole suites, measured as coverage.py would; most tests start an interpreter, once or more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.measured_suite import PYTHON, TEST, ends, measured, project
from fakes.plain_sandbox import PlainSandbox

from bot.codec import to_json
from bot.domain.coverage import Tally
from bot.domain.mission import Limits
from bot.errors import NothingRuns
from bot.languages.python.suite.measure import measure, read_report
from bot.languages.python.tree import find_tree


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
