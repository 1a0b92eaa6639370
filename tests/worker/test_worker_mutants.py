"""Mutants that share a process with the tests they are tried on, in a real worker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project

from bot.domain.tested import Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.languages.python.trial import PythonWorker

SUBJECT = '''\
"""State, loops and endings that a mutant may spoil for the next one."""
import os
from pathlib import Path

KNOWN = {}


def square(n):
    if n not in KNOWN:
        KNOWN[n] = n * n
    return KNOWN[n]


def count_down(n):
    while n > 0:
        n -= 1
    return n


def leave(n):
    if n < 0:
        os._exit(3)
    return n


def grow(n, by=2):
    return n + by


def note(n):
    if n < -1:
        Path("README").write_text("spoilt")
    return n + 1
'''
FILE = "test_subject.py"


def mutant(before: str, after: str, *, within: str) -> Mutant:
    lines = SUBJECT.splitlines()
    [number] = (i for i, line in enumerate(lines) if within in line)
    column = lines[number].index(within) + within.index(before)
    return Mutant(number + 1, column, column + len(before), before, after)


def a_test(body: str) -> str:
    return f"from shop.subject import *\n\n\ndef test_a():\n    assert {body}\n"


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PythonWorker]:
    folder: Path = tmp_path_factory.mktemp("mutants")
    project = Project(folder, SUBJECT, {"README": "whole"})
    with project.worker() as worker:
        yield worker


NOTICED, NOT_NOTICED = ("test_a",), ()


@pytest.mark.parametrize(
    ("body", "mutants", "ends"),
    [
        pytest.param(
            "square(3) == 9",
            [
                mutant("*", "+", within="n * n"),
                mutant("not in", "in", within="n not in KNOWN"),
                mutant("*", "**", within="n * n"),
                mutant("*", "//", within="n * n"),
            ],
            [NOTICED, NOTICED, NOTICED, NOTICED],
            id="a cache that the one before filled",
        ),
        pytest.param(
            "count_down(3) == 0",
            [
                mutant(">", ">=", within="n > 0"),
                mutant("-=", "+=", within="n -= 1"),
                mutant("1", "2", within="n -= 1"),
                mutant("0", "0 ", within="n > 0"),
            ],
            [NOTICED, NOTICED, NOTICED, None],
            id="one that never ends",
        ),
        pytest.param(
            "leave(3) == 3",
            [mutant("<", ">", within="n < 0"), mutant("<", "<=", within="n < 0")],
            [NOTICED, NOT_NOTICED],
            id="one that takes the process down",
        ),
        pytest.param(
            "note(3) == 4",
            [mutant("-1", "9", within="n < -1"), mutant("+", "-", within="n + 1")],
            [NOT_NOTICED, NOTICED],
            id="one that changes the project",
        ),
    ],
)
def test_each_mutant_is_judged_as_if_it_were_alone(
    worker: PythonWorker, body: str, mutants: list[Mutant], ends: list[tuple[str, ...] | None]
) -> None:
    together = worker.try_tests(a_test(body), FILE, mutants, enough=len(mutants)).mutants
    alone = [worker.try_mutants(a_test(body), FILE, [one])[0] for one in mutants]

    assert list(together) == alone
    assert [one.killed_by if one.applied else None for one in together] == ends


def test_a_default_is_noticed_as_the_very_mutant_that_was_asked(worker: PythonWorker) -> None:
    default = replace(mutant("2", "3", within="by=2"), body_line=1)

    run = worker.try_tests(a_test("grow(1) == 3"), FILE, [default])
    [again] = worker.try_mutants(a_test("grow(1, by=4) == 5"), FILE, [default])

    assert [(one.mutant, one.killed_by) for one in run.mutants] == [(default, ("test_a",))]
    assert (again.mutant, again.applied, again.killed_by) == (default, True, ())
