"""What a trial ran is what `coverage json` would say of it: lines and branches, to the last one."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import MODULE, SUBJECT, Project, situation

if TYPE_CHECKING:
    from pathlib import Path

TRICKY = '''
"""A module of everything that is hard to count."""

from __future__ import annotations

import asyncio
import contextlib
import functools


def twice(function):
    @functools.wraps(function)
    def inner(
        *args,
        **kwargs,
    ):
        function(*args, **kwargs)
        return function(
            *args,
            **kwargs,
        )

    return inner


@twice
@functools.lru_cache(
    maxsize=None,
)
def decorated(
    value,
    other=(
        1,
        2,
    ),
):
    """Say something."""
    return [
        part
        for part in other
        if part != value
    ]


class Shape:
    """A class body with branches."""

    if twice:
        sides = 3
    else:
        sides = 4

    names = {
        side: str(side)
        for side in range(2)
    }

    def area(self, size): return size * size

    @property
    def label(self):
        try:
            if self.sides > 3:
                return "many"
        finally:
            self.seen = True
        return (
            "few"
        )


@contextlib.contextmanager
def opened(flag):
    try:
        yield flag
    except ValueError:
        if flag:
            raise
    finally:
        pass


def managed(flag):
    with opened(flag) as found, \\
            contextlib.suppress(KeyError):
        if found:
            raise KeyError(found)
    return "after"


def loops(items):
    for item in items:
        if item < 0:
            continue
        while item:
            item -= 1
            if item == 5:
                break
        else:
            yield "down"
    else:
        yield "done"


def lambdas(value):
    pick = lambda x: (
        x + 1
        if x
        else 0
    )
    return pick(value), (lambda: None)()


async def waits(count):
    async def inner(n):
        if n:
            await asyncio.sleep(0)
        return n

    total = 0
    for number in range(count):
        total += await inner(number)
    async with guard() as g:
        total += g
    return [x async for x in numbers(count)], total


@contextlib.asynccontextmanager
async def guard():
    yield 1


async def numbers(count):
    for number in range(count):
        yield number


def chained(a, b):
    if a and (
        b
        or not a
    ):
        return 1
    elif b:
        return 2
    assert a or b, "neither"
    return (
        a
        if a
        else b
    )


def nested(depth):
    def inner():
        def innermost(): return depth
        return innermost()
    if depth: return inner()


def handlers(kind):
    try:
        try:
            if kind == 1:
                raise ValueError(
                    kind,
                )
            if kind == 2:
                raise KeyError(kind)
            if kind == 3:
                return "left"
        except ValueError as error:
            return str(error)
        finally:
            kind = -kind
    except (
        KeyError,
        IndexError,
    ):
        return "outer"
    else:
        return "else"


def ignored(value):  # pragma: no cover
    if value:
        return 1
    return 2


def unreached(value):
    if value:
        return value
    if TYPE_CHECKING:
        return 3
    while True:
        return 2


TYPE_CHECKING = False
'''

MATCHING = """
def matched(value):
    match value:
        case 1 | 2:
            return "small"
        case [first, *_] if first > 3:
            return (
                "list",
                first,
            )
        case {"key": found}:
            return found
        case str():
            pass
        case _:
            return "other"
    return "text"
"""

SITUATIONS = [
    "decorated(1)",
    "Shape().label",
    "Shape().area(2)",
    "managed(True)",
    "managed(False)",
    "list(loops([3, -1, 9]))",
    "list(loops([]))",
    "lambdas(0)",
    "asyncio.run(waits(3))",
    "asyncio.run(waits(0))",
    "chained(1, 0)",
    "chained(0, 2)",
    "chained(0, 0)",
    "chained(1, 1)",
    "nested(0)",
    "nested(2)",
    "handlers(0)",
    "handlers(1)",
    "handlers(2)",
    "handlers(3)",
    "ignored(1)",
    "unreached(0)",
    "matched(2)",
    "matched([4])",
    "matched([1])",
    "matched({'key': 1})",
    "matched('x')",
]
IMPORTS = ("import asyncio", "from shop.subject import *")


DRIVER = """
import json, os, sys
from coverage import Coverage

subject, imports, calls = json.loads(sys.argv[1])
for number, call in enumerate(calls):
    pid = os.fork()
    if pid == 0:
        measured = Coverage(branch=True, data_file=None, config_file=False, include=[subject])
        measured.start()
        scope = {}
        try:
            exec("\\n".join(imports), scope)
            eval(call, scope)
        except Exception:
            pass
        measured.stop()
        measured.json_report(outfile=f"report-{number}.json")
        os._exit(0)
    os.waitpid(pid, 0)
"""


def by_coverage_json(project: Project) -> list[tuple[frozenset[int], frozenset[tuple[int, int]]]]:
    """Run each call in a fresh import of the subject and read the reports of coverage.py."""
    order = json.dumps([str(project.root / SUBJECT), IMPORTS, SITUATIONS])
    env = {"PYTHONPATH": str(project.root / "src"), "COVERAGE_CORE": "ctrace"}
    subprocess.run([sys.executable, "-c", DRIVER, order], cwd=project.temp, env=env, check=True)
    found = []
    for number in range(len(SITUATIONS)):
        report = json.loads((project.temp / f"report-{number}.json").read_text())
        (file,) = report["files"].values()
        arcs = frozenset((source, target) for source, target in file["executed_branches"])
        found.append((frozenset(file["executed_lines"]), arcs))
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("coverage"), TRICKY + MATCHING)


def test_lines_and_arcs_of_a_trial_match_coverage_json(project: Project) -> None:
    differing = {}

    with project.worker() as worker:
        facts = worker.facts()
        seen = worker.observe([situation(call, imports=IMPORTS) for call in SITUATIONS])
    expected = by_coverage_json(project)
    for call, observation, (lines, arcs) in zip(SITUATIONS, seen, expected, strict=True):
        own_lines = facts.imported_lines | observation.lines
        own_arcs = facts.imported_arcs | observation.arcs
        if (own_lines, own_arcs) != (lines, arcs):
            differing[call] = (own_lines ^ lines, own_arcs ^ arcs)

    assert differing == {}


def test_a_trial_counts_only_what_ran_in_it(project: Project) -> None:
    with project.worker() as worker:
        first, second = worker.observe([situation("nested(2)"), situation("lambdas(1)")])

    assert first.lines
    assert second.lines
    assert not first.lines & second.lines


def test_set_up_counts_and_describing_does_not(tmp_path: Path) -> None:
    subject = """
class Thing:
    def __init__(self, size):
        self.size = size
    def __eq__(self, other):
        return self.size == other.size
def make():
    return 3
"""
    project = Project(tmp_path, subject)

    with project.worker() as worker:
        (seen,) = worker.observe([situation("Thing(size)", "size = make()")])

    assert seen.value is not None
    assert seen.value.source == "Thing(size=3)"
    assert seen.lines == {4, 8}


def test_the_subjects_own_exclusions_are_kept(project: Project) -> None:
    with project.worker() as worker:
        (seen,) = worker.observe([situation("ignored(1)")])

    assert seen.lines == frozenset()


def test_the_module_is_the_one_that_was_asked_for(project: Project) -> None:
    with project.worker() as worker:
        facts = worker.facts()

    assert (facts.module, facts.path) == (MODULE, SUBJECT)
