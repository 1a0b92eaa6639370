"""A trial measures all that its file and tests run of the subject, whenever pytest calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project

if TYPE_CHECKING:
    from pathlib import Path

SUBJECT = """\
def label(value):
    if value > 3:
        return "big"
    return "small"


def numbers(count):
    yield from range(count)


class Kept:
    def __del__(self):
        label(9)


def retry(function):
    def twice(*args):
        function(*args)
        return label(9)
    return twice
"""
BIG, SMALL, COUNTED = {2, 3}, {2, 4}, {8}
HEAD = "import pytest, unittest\nfrom shop.subject import *\n"

CASES = {
    "module": ("label(9)\n\ndef test_a(): pass", BIG),
    "subtests": (
        (
            "class TestA(unittest.TestCase):\n"
            "    def test_a(self):\n"
            "        for value in (1, 2):\n"
            "            with self.subTest(value=value): label(value)\n"
            "        label(9)"
        ),
        BIG | SMALL,
    ),
    "decorated": (
        (
            "class TestA(unittest.TestCase):\n"
            "    @retry\n"
            "    def test_a(self):\n"
            "        with self.subTest(value=1): label(1)"
        ),
        BIG | SMALL,
    ),
    "generated values": (
        "@pytest.mark.parametrize('x', numbers(2))\ndef test_a(x): pass",
        COUNTED,
    ),
    "ids": ("@pytest.mark.parametrize('x', [9], ids=label)\ndef test_a(x): pass", BIG),
    "late values": (
        (
            "def test_a(x): pass\n\n"
            "def pytest_generate_tests(metafunc): metafunc.parametrize('x', [label(9)])"
        ),
        BIG,
    ),
    "fixture that dies": (
        "@pytest.fixture\ndef kept(): return Kept()\n\ndef test_a(kept): pass",
        BIG,
    ),
    "tear-down": (
        "@pytest.fixture\ndef kept():\n    yield\n    label(9)\n\ndef test_a(kept): pass",
        BIG,
    ),
    "condition": ("@pytest.mark.skipif('label(9) == 1')\ndef test_a(): pass", BIG),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("metering"), SUBJECT)


@pytest.mark.parametrize("case", CASES)
def test_whenever_it_runs_it_is_measured(case: str, project: Project) -> None:
    body, lines = CASES[case]

    with project.worker() as worker:
        run = worker.try_tests(f"{HEAD}\n{body}\n", "test_subject_missions.py")

    assert run.passed, run.note
    assert lines <= run.lines


def test_a_test_that_replaces_the_trace_function_hides_no_other(tmp_path: Path) -> None:
    source = (
        HEAD
        + """
import sys
from unittest import mock

PATCH = mock.patch("sys.gettrace", return_value=lambda *_: None)

def test_a():
    PATCH.start()

def test_b():
    PATCH.stop()
    label(1)

def test_c():
    label(9)
"""
    )
    with Project(tmp_path, SUBJECT).worker() as worker:
        run = worker.try_tests(source, "test_subject_missions.py")

    assert run.passed, run.note
    assert run.lines >= BIG | SMALL
