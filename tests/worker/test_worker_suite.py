"""Test files and mutants run as people's pytest would run them, one process each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project
from fakes.worker_tests import FILE, PASSING, SUBJECT

from bot.domain.tested import Mutant, TestEnd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.languages.python.trial import PythonWorker

CONFTEST = """
import pytest

@pytest.fixture
def low():
    return 2
"""

INI = """
[pytest]
addopts = --cov=shop --strict-markers -n 4 -x --maxfail=1
markers = slow: takes long
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    files = {"tests/conftest.py": CONFTEST, "pytest.ini": INI}
    return Project(tmp_path_factory.mktemp("suite"), SUBJECT, files)


@pytest.fixture(scope="module")
def worker(project: Project) -> Iterator[PythonWorker]:
    with project.worker() as worker:
        yield worker


def test_a_passing_file_tells_its_tests_and_what_ran(worker: PythonWorker) -> None:
    run = worker.try_tests(PASSING, FILE)

    assert run.passed, run.note
    assert [name for name, _ in run.ends] == ["test_low", "test_high", "test_until"]
    assert run.lines == {5, 6, 7, 11, 12, 13}
    assert run.arcs == {(5, 6), (5, 7), (11, 12), (11, 13)}


def test_each_end_is_told_by_its_name(worker: PythonWorker) -> None:
    run = worker.try_tests(
        """
import pytest

class TestGroup:
    def test_inside(self):
        pass

@pytest.mark.parametrize("n", [0, 1])
def test_some(n):
    assert n

@pytest.fixture
def bad():
    raise ValueError("no fixture")

@pytest.fixture
def late():
    yield
    raise ValueError("late")

def test_bad(bad):
    pass

def test_late(late):
    pass

def test_skipped():
    pytest.skip("not now")

@pytest.mark.xfail
def test_expected():
    assert False

@pytest.mark.slow
def test_marked():
    pass
""",
        FILE,
    )

    assert dict(run.ends) == {
        "TestGroup::test_inside": TestEnd.PASSED,
        "test_some[0]": TestEnd.FAILED,
        "test_some[1]": TestEnd.PASSED,
        "test_bad": TestEnd.ERROR,
        "test_late": TestEnd.ERROR,
        "test_skipped": TestEnd.SKIPPED,
        "test_expected": TestEnd.SKIPPED,
        "test_marked": TestEnd.PASSED,
    }
    assert not run.passed
    assert "assert 0" in run.note


@pytest.mark.parametrize(
    "source",
    ["import nothing_like_this", "def test_a(:", "import sys\nsys.exit(2)", "raise Exception('x')"],
)
def test_a_file_that_does_not_collect_is_broken(worker: PythonWorker, source: str) -> None:
    run = worker.try_tests(source, FILE)

    assert run.broken
    assert not run.passed
    assert run.note


def test_a_test_that_never_ends_is_named(worker: PythonWorker) -> None:
    source = "def test_a():\n    pass\ndef test_b():\n    while True: pass\ndef test_c(): pass\n"

    run = worker.try_tests(source, FILE)

    assert run.timed_out
    assert run.ends == (
        ("test_a", TestEnd.PASSED),
        ("test_b", TestEnd.NOT_RUN),
        ("test_c", TestEnd.NOT_RUN),
    )
    assert "test_b" in run.note


def test_a_test_that_ends_the_process_is_named(worker: PythonWorker) -> None:
    run = worker.try_tests("import os\ndef test_a():\n    os._exit(0)\n", FILE)

    assert not run.passed
    assert "in test_a" in run.note


def test_a_test_that_changes_the_project_is_broken(project: Project, worker: PythonWorker) -> None:
    run = worker.try_tests("def test_a():\n    open('left.txt', 'w').write('x')\n", FILE)

    assert run.broken
    assert "left.txt" in run.note
    assert not (project.root / "left.txt").exists()


def test_the_file_is_gone_afterwards_and_nothing_of_the_projects_was_touched(
    project: Project, worker: PythonWorker
) -> None:
    own = project.root / "tests" / FILE
    own.write_text("def test_own(): pass\n")

    run = worker.try_tests("def test_tried(): pass\n", FILE)

    assert [name for name, _ in run.ends] == ["test_tried"]
    assert own.read_text() == "def test_own(): pass\n"
    own.unlink()
    assert sorted(path.name for path in own.parent.iterdir()) == ["README", "conftest.py"]


def test_the_order_can_be_reversed(project: Project) -> None:
    with project.worker(reverse=True) as worker:
        run = worker.try_tests(PASSING, FILE)

    assert [name for name, _ in run.ends] == ["test_until", "test_high", "test_low"]


def mutant(before: str, after: str, *, within: str) -> Mutant:
    lines = SUBJECT.splitlines()
    (number,) = (i for i, line in enumerate(lines) if within in line)
    column = lines[number].index(within) + within.index(before)
    return Mutant(number + 1, column, column + len(before), before, after)


def test_mutants_tell_who_noticed_them(worker: PythonWorker) -> None:
    mutants = [
        mutant("<", ">", within="value < low"),
        mutant("<", "<=", within="value < low"),
        mutant("min", "max", within="min(value"),
        mutant("-=", "+=", within="n -= 1"),
        mutant("3", "4", within="LIMIT = 3"),
    ]

    runs = worker.try_mutants(PASSING, FILE, mutants)

    assert [run.mutant for run in runs] == mutants
    assert [(run.applied, run.killed_by) for run in runs] == [
        (True, ("test_low", "test_high")),
        (True, ()),
        (True, ("test_high",)),
        (True, ("test_until",)),
        (False, ()),
    ]


def test_no_mutant_is_tried_with_tests_that_fail_without_it(worker: PythonWorker) -> None:
    runs = worker.try_mutants(
        "def test_a(): assert False", FILE, [mutant("<", ">", within="value < low")]
    )

    assert [run.applied for run in runs] == [False]


def test_no_mutants_are_no_work(worker: PythonWorker) -> None:
    assert worker.try_mutants(PASSING, FILE, []) == []
