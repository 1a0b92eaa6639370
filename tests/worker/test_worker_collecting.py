"""One trial's file is collected from its folder, and collecting leaves nothing behind."""

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


def test_nothing_of_the_sample_stays(tmp_path: Path) -> None:
    source = """
import os, sys

def test_no_trace():
    here = os.path.dirname(__file__)
    assert not [name for name in os.listdir(here) if "sample" in name]
    assert not [name for name in sys.modules if "test_sample" in name]
    assert sys.path.count(here) == 1
"""

    with Project(tmp_path, SUBJECT).worker() as worker:
        run = worker.try_tests(source, FILE)

    assert run.passed, run.note
    assert [name for name, _ in run.ends] == ["test_no_trace"]


SORTS = """\
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.cls.level)
"""
DROPS = """\
def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if item.cls]
"""
REFUSES = """\
def pytest_pycollect_makemodule(module_path):
    assert "sample" not in module_path.name
"""


@pytest.mark.parametrize("hook", [SORTS, DROPS, REFUSES], ids=["sorts", "drops", "refuses"])
def test_a_hook_that_takes_no_sample_costs_time_alone(hook: str, tmp_path: Path) -> None:
    grouped = PLAIN.replace("def test_high():", "class TestA:\n  level = 1\n  def test_high(self):")

    with Project(tmp_path, SUBJECT, {"tests/conftest.py": hook}).worker() as worker:
        run = worker.try_tests(grouped, FILE)

    assert run.passed, run.note


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
