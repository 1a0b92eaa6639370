"""Test files and mutants run as people's pytest would run them, one process each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project

from bot.domain.mission import Limits
from bot.domain.trial import Mutant, TestEnd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.languages.python.trial import PythonWorker

SUBJECT = """\
LIMIT = 3


def clamp(value, low, high):
    if value < low:
        return low
    return min(value, high)


def until(n):
    while n != 0:
        n -= 1
    return n
"""

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

FILE = "test_subject_missions.py"
PASSING = """
from shop.subject import clamp, until

def test_low(low):
    assert clamp(1, low, 5) == 2

def test_high():
    assert clamp(9, 0, 5) == 5

def test_until():
    assert until(2) == 0
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


def test_a_conftest_that_fails_is_told(tmp_path: Path) -> None:
    project = Project(tmp_path, SUBJECT, {"tests/conftest.py": "raise ValueError('no way')"})

    with project.worker() as worker:
        facts = worker.facts()
        run = worker.try_tests(PASSING, FILE)

    assert [function.qualname for function in facts.functions] == ["clamp", "until"]
    assert run.broken
    assert "no way" in run.note


def test_a_subject_that_needs_its_conftest_is_imported_after_it(tmp_path: Path) -> None:
    subject = "import os\nVALUE = os.environ['SHOP_MODE']\ndef mode(): return VALUE\n"
    conftest = "import os\nos.environ['SHOP_MODE'] = 'test'\n"
    project = Project(tmp_path, subject, {"tests/conftest.py": conftest})

    with project.worker() as worker:
        facts = worker.facts()

    assert facts.imported_lines == {1, 2, 3}


def test_tests_lie_elsewhere_where_the_folder_is_missing(tmp_path: Path) -> None:
    project = Project(tmp_path, SUBJECT)
    (project.root / "tests" / "README").unlink()
    (project.root / "tests").rmdir()

    with project.worker() as worker:
        run = worker.try_tests("def test_a(tmp_path): assert tmp_path.is_dir()\n", FILE)

    assert run.passed, run.note


def test_leftovers_of_an_ended_worker_are_removed(tmp_path: Path) -> None:
    project = Project(tmp_path, SUBJECT)
    leftover = project.root / "tests" / "test_old__trial.py"
    leftover.write_text("def test_old(): pass\n")

    with project.worker() as worker:
        worker.facts()

    assert not leftover.exists()


THREADED = """
import threading, time

STARTED = threading.Event()

def wait():
    STARTED.set()
    time.sleep(3600)

threading.Thread(target=wait, daemon=True).start()
STARTED.wait()

def double(n):
    return n * 2
"""


def test_a_subject_with_threads_is_tried_in_fresh_interpreters(tmp_path: Path) -> None:
    project = Project(tmp_path, THREADED)
    tests = "from shop.subject import double\ndef test_a(): assert double(2) == 4\n"
    line = THREADED.splitlines().index("    return n * 2") + 1

    with project.worker(limits=Limits(trial_timeout_s=1)) as worker:
        from fakes.worker_project import situation

        facts = worker.facts()
        seen, late, after = worker.observe(
            [situation("double(4)"), situation("wait()"), situation("double(5)")]
        )
        run = worker.try_tests(tests, FILE)
        (killed,) = worker.try_mutants(tests, FILE, [Mutant(line, 13, 14, "*", "-")])

    assert facts.threads_after_import == 2
    assert [function.qualname for function in facts.functions] == ["wait", "double"]
    assert seen.value is not None
    assert seen.value.source == "8"
    assert seen.lines == {line}
    assert late.end.value == "timed out"
    assert after.end.value == "returned"
    assert run.passed, run.note
    assert killed.killed_by == ("test_a",)
