"""Objects that a module holds under a name, and patterns that it holds or compiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project, situation

from bot.domain.trial import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.languages.python.trial import PythonWorker

SUBJECT = """
import re
from shop.zones import UTC, Zone

MISSING = object()
_HIDDEN = object()
WORD = re.compile("[a-z]+")
BOTH = [re.compile("a|b"), re.compile("c d", re.VERBOSE)]
BYTES = re.compile(b"a")

class Reader:
    NUMBER = re.compile("[0-9]{2}")

def find(name):
    return {"utc": UTC, "missing": MISSING, "hidden": _HIDDEN, "other": Zone(1)}[name]

def pair():
    return (UTC, MISSING)

class Bag:
    def __init__(self):
        self._items = []

    def __len__(self):
        return len(self._items)

BAG = Bag()

def put(item):
    BAG._items.append(item)
    return BAG

current = None
result = object()

def connect():
    global current
    current = Zone(2)
    return current

def own():
    return result

def match(text):
    return bool(re.match("x{3}" + "y+", text))
"""
ZONES = """
class Zone:
    def __init__(self, hours):
        self._hours = hours

UTC = Zone(0)
"""


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PythonWorker]:
    files = {"src/shop/zones.py": ZONES}
    with Project(tmp_path_factory.mktemp("named"), SUBJECT, files).worker() as worker:
        yield worker


@pytest.mark.parametrize(
    ("call", "source", "imports"),
    [
        ("find('utc')", "UTC", ("from shop.subject import UTC",)),
        ("find('missing')", "MISSING", ("from shop.subject import MISSING",)),
        (
            "pair()",
            "(UTC, MISSING)",
            ("from shop.subject import UTC", "from shop.subject import MISSING"),
        ),
    ],
)
def test_an_object_that_has_a_name_is_told_by_it(
    worker: PythonWorker, call: str, source: str, imports: tuple[str, ...]
) -> None:
    (seen,) = worker.observe([situation(call)])

    assert seen.value is not None
    assert (seen.value.kind, seen.value.source) == (ValueKind.CONSTRUCTED, source)
    assert seen.value.imports == imports


@pytest.mark.parametrize("name", ["hidden", "other"])
def test_an_object_without_a_public_name_is_opaque(worker: PythonWorker, name: str) -> None:
    (seen,) = worker.observe([situation(f"find({name!r})")])

    assert seen.value is not None
    assert seen.value.kind is ValueKind.OPAQUE


def test_a_name_that_the_situation_bound_to_something_else_is_not_used(
    worker: PythonWorker,
) -> None:
    imports = ("from shop.subject import find",)
    (seen,) = worker.observe([situation("find('missing')", "MISSING = 1", imports=imports)])

    assert seen.value is not None
    assert seen.value.kind is ValueKind.OPAQUE


def test_a_name_that_came_to_stand_for_it_later_is_not_used(worker: PythonWorker) -> None:
    (seen,) = worker.observe([situation("connect()")])

    assert seen.value is not None
    assert seen.value.kind is ValueKind.OPAQUE


def test_what_a_named_object_holds_by_now_is_told(worker: PythonWorker) -> None:
    (seen,) = worker.observe([situation("put(1)")])

    assert seen.value is not None
    assert (seen.value.source, seen.value.imports) == ("BAG", ("from shop.subject import BAG",))
    assert [(name, value.source) for name, value in seen.value.fields] == [("len()", "1")]


def test_a_name_that_tests_give_to_something_else_is_not_used(worker: PythonWorker) -> None:
    imports = ("from shop.subject import own",)
    (seen,) = worker.observe([situation("own()", imports=imports)])

    assert seen.value is not None
    assert seen.value.kind is ValueKind.OPAQUE


def test_the_facts_name_the_patterns(worker: PythonWorker) -> None:
    assert dict(worker.facts().patterns) == {
        "WORD": ("[a-z]+",),
        "BOTH": ("a|b", "(?x)c d"),
        "NUMBER": ("[0-9]{2}",),
    }


def test_a_pattern_that_is_compiled_meanwhile_is_told(worker: PythonWorker) -> None:
    first, second = worker.observe([situation("match('xxxy')"), situation("find('utc')")])

    assert first.patterns == ("x{3}y+",)
    assert second.patterns == ()
