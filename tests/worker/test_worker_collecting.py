"""Trials collect their own file and nothing else, in whatever way a project's hooks behave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project

if TYPE_CHECKING:
    from pathlib import Path

SUBJECT = """\
def clamp(value, low, high):
    if value < low:
        return low
    return min(value, high)
"""
FILE = "test_subject_missions.py"
PLAIN = """
from shop.subject import clamp

def test_high():
    assert clamp(9, 0, 5) == 5
"""


def test_neighbours_are_not_even_collected(tmp_path: Path) -> None:
    conftest = """\
def pytest_collect_file(file_path):
    if "neighbour" in file_path.name:
        raise ValueError("it was collected")
"""
    files = {"tests/conftest.py": conftest, "tests/test_neighbour.py": "", "tests/sub/a.py": ""}

    with Project(tmp_path, SUBJECT, files).worker() as worker:
        assert worker.try_tests(PLAIN, FILE).passed


def test_a_tests_folder_behind_a_link_is_collected(tmp_path: Path) -> None:
    project = Project(tmp_path, SUBJECT, {"real/README": ""})
    (project.root / "tests" / "README").unlink()
    (project.root / "tests").rmdir()
    (project.root / "tests").symlink_to("real")

    with project.worker() as worker:
        assert worker.try_tests(PLAIN, FILE).passed


SORTS = """\
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.cls.level)
"""
DROPS = """\
def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if item.cls]
"""
ENDS = """\
def pytest_collection_modifyitems(session, items):
    if not any("high" in item.name for item in items):
        session.shouldstop = "no tests"
"""
COUNTS = """\
SEEN = []

def pytest_collection_finish(session):
    SEEN.append(1)
    assert len(SEEN) == 1
"""
FIXTURES = """
import pytest

@pytest.fixture
def high():
    return 5
"""
GROUPED = """
from shop.subject import clamp

class TestClamp:
    level = 1

    def test_high(self, high):
        assert clamp(9, 0, high) == 5
"""


@pytest.mark.parametrize(
    "hook", [SORTS, DROPS, ENDS, COUNTS], ids=["sorts", "drops", "ends", "counts"]
)
@pytest.mark.parametrize("name", [FILE, "subject_missions_test.py"])
def test_hooks_meet_one_collection_of_one_file(hook: str, name: str, tmp_path: Path) -> None:
    with Project(tmp_path, SUBJECT, {"tests/conftest.py": FIXTURES + hook}).worker() as worker:
        run = worker.try_tests(GROUPED, name)

    assert run.passed, run.note


def test_what_a_tests_package_starts_belongs_to_one_trial(tmp_path: Path) -> None:
    package = "import tempfile, threading\nFOLDER = tempfile.mkdtemp()\nLOCK = threading.Lock()\n"
    package += "threading.Thread(target=LOCK.acquire, daemon=True).start()\n"
    source = """
import os
from . import FOLDER

def test_own():
    assert os.listdir(FOLDER) == []
    open(os.path.join(FOLDER, "a"), "w").close()
"""
    with Project(tmp_path, SUBJECT, {"tests/__init__.py": package}).worker() as worker:
        runs = [worker.try_tests(source, FILE) for _ in range(2)]

    assert [run.passed for run in runs] == [True, True], runs[0].note


def test_no_fixture_runs_before_the_first_trial(tmp_path: Path) -> None:
    conftest = """import os, pytest

@pytest.fixture(autouse=True, scope="session")
def count():
    os.environ["COUNT"] = os.environ.get("COUNT", "") + "I"
"""
    source = "import os\n\ndef test_once():\n    assert os.environ['COUNT'] == 'I'\n"

    with Project(tmp_path, SUBJECT, {"tests/conftest.py": conftest}).worker() as worker:
        assert worker.try_tests(source, FILE).passed


def test_tests_in_a_package_are_collected(tmp_path: Path) -> None:
    files = {"tests/__init__.py": "LEVEL = 3\n", "tests/tools.py": "LOW = 2\n"}
    source = PLAIN.replace("clamp\n", "clamp\nfrom . import LEVEL\nfrom .tools import LOW\n", 1)

    with Project(tmp_path, SUBJECT, files).worker() as worker:
        run = worker.try_tests(source, FILE)

    assert run.passed, run.note


def test_names_that_the_project_does_not_collect_are_found_all_the_same(tmp_path: Path) -> None:
    files = {"pytest.ini": "[pytest]\npython_files = check_*.py\n"}

    with Project(tmp_path, SUBJECT, files).worker() as worker:
        assert worker.try_tests(PLAIN, "check_subject.py").passed
        assert worker.try_tests(PLAIN, FILE).passed


def test_warnings_at_import_fail_as_the_project_wants(tmp_path: Path) -> None:
    files = {"pytest.ini": "[pytest]\nfilterwarnings = error\n"}
    warned = "import warnings\nwarnings.warn('old', DeprecationWarning)\n" + PLAIN

    with Project(tmp_path, SUBJECT, files).worker() as worker:
        run = worker.try_tests(warned, FILE)

    assert run.broken
    assert "old" in run.note
