"""Projects unlike most: their conftest fails or is needed, a folder is missing, threads run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.worker_project import Project
from fakes.worker_tests import FILE, PASSING, SUBJECT

from bot.domain.mission import Limits
from bot.domain.tested import Mutant

if TYPE_CHECKING:
    from pathlib import Path


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
