"""An error that pytest's own machinery raised says nothing of the subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project, situation

from bot.domain.trial import ObservedEnd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.languages.python.trial import PythonWorker

LOADING = """
def load(name):
    return __import__(name)

def checked(name):
    if not name.isidentifier():
        raise ValueError(name)
    return load(name)
"""


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PythonWorker]:
    with Project(tmp_path_factory.mktemp("loading"), LOADING).worker() as worker:
        yield worker


def test_an_error_of_pytests_import_hook_is_no_end_of_the_subject(worker: PythonWorker) -> None:
    (seen,) = worker.observe([situation("load('/.t.m.p./')")])

    assert seen.end is ObservedEnd.BROKEN
    assert "pytest's own error: ValueError" in seen.note


@pytest.mark.parametrize(
    ("call", "error"),
    [("checked('/')", "builtins.ValueError"), ("load('abc_d')", "builtins.ModuleNotFoundError")],
)
def test_the_subjects_errors_are_its_own(worker: PythonWorker, call: str, error: str) -> None:
    (seen,) = worker.observe([situation(call)])

    assert seen.end is ObservedEnd.RAISED
    assert seen.error is not None
    assert seen.error.type_name == error
