"""Properties and lengths are told where asking for them changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project, situation

from bot.domain.trial import ObservedEnd, ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Value
    from bot.languages.python.trial import PythonWorker

SUBJECT = """
from collections.abc import Mapping, Sequence
from functools import cached_property

class Till:
    def __init__(self, *coins):
        self._coins = list(coins)

    def put(self, coin):
        self._coins.append(coin)

    @property
    def total(self):
        return sum(self._coins)

    @property
    def is_empty(self):
        return not self._coins

    @property
    def _secret(self):
        return 1

    def __len__(self):
        return len(self._coins)

class Open(Till):
    def __init__(self, *coins):
        super().__init__(*coins)
        self.label = "open"

    @property
    def total(self):
        return max(self._coins)

class Odd:
    @property
    def fails(self):
        raise ValueError("odd")

    @property
    def never(self):
        while True:
            pass

    @property
    def opaque(self):
        return object()

    @cached_property
    def cached(self):
        return 1

    @property
    def fine(self):
        return 2

class Counting:
    def __init__(self):
        self._asked = 0

    @property
    def first(self):
        return 1

    @property
    def asked(self):
        self._asked += 1
        return self._asked

    @property
    def last(self):
        return 2

class Shown:
    def __init__(self, inside=1):
        self._inside = inside

    def __repr__(self):
        return f"<Shown {self._inside}>"

class Said(Shown):
    def __str__(self):
        return "said"

class Addressed(Shown):
    def __repr__(self):
        return object.__repr__(self)

class Both(Shown):
    size = property(lambda self: 3)

class Bag:
    def __init__(self, *held):
        self._held = held

    def __iter__(self):
        return iter(self._held)

    def __len__(self):
        return len(self._held)

class Named(Mapping):
    def __init__(self, **held):
        self._held = held

    def __getitem__(self, name):
        return self._held[name]

    def __iter__(self):
        return iter(self._held)

    def __len__(self):
        return len(self._held)

@Mapping.register
@Sequence.register
class Parsed:
    def __init__(self, *held, **named):
        self._held, self._named = held, named

    def __iter__(self):
        return iter(self._held)

    def items(self):
        return self._named.items()

    def __len__(self):
        return len(self._held)

class Endless:
    def __iter__(self):
        while True:
            yield 1

class Drawn(Bag):
    def __iter__(self):
        self._held = self._held[1:]
        return iter(self._held)

class Loud:
    @property
    def loud(self):
        print("here")
        return 1
"""


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PythonWorker]:
    with Project(tmp_path_factory.mktemp("looks"), SUBJECT).worker() as worker:
        yield worker


def fields(value: Value | None) -> dict[str, str]:
    assert value is not None
    return {name: inner.source for name, inner in value.fields}


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("Till(1, 2)", {"total": "3", "is_empty": "False", "len()": "2"}),
        ("Open(1, 2)", {"label": "'open'", "total": "2", "is_empty": "False", "len()": "2"}),
        ("Odd()", {"fine": "2"}),
        ("Counting()", {"first": "1"}),
        ("Loud()", {}),
        ("Parsed('a', 2)", {"list()": "['a', 2]"}),
        ("Parsed('a', 2, x=2)", {"list()": "['a', 2]", "dict()": "{'x': 2}"}),
        ("Shown()", {"repr()": "'<Shown 1>'"}),
        ("Said()", {"str()": "'said'"}),
        ("Shown({'a', 'b'})", {}),
        ("Shown(frozenset({('a', 1), ('b', 2)}))", {}),
        ("Shown({'a'})", {"repr()": "\"<Shown {'a'}>\""}),
        ("Shown({'a, b': {1: 2}, 'c': 3})", {"repr()": "\"<Shown {'a, b': {1: 2}, 'c': 3}>\""}),
        ("Addressed()", {}),
        ("Both()", {"size": "3"}),
        ("object()", {}),
        ("Bag(1, 'a')", {"list()": "[1, 'a']"}),
        ("Bag(*range(20))", {"list()": str(list(range(20)))}),
        ("Bag(*range(21))", {"len()": "21"}),
        ("Bag(object())", {"len()": "1"}),
        ("Drawn(1, 2)", {}),
        ("Endless()", {}),
        ("Named(a=1)", {"dict()": "{'a': 1}"}),
        ("Named(**{f'k{n}': n for n in range(21)})", {"len()": "21"}),
    ],
)
def test_what_an_object_answers_is_told(
    worker: PythonWorker, call: str, told: dict[str, str]
) -> None:
    (seen,) = worker.observe([situation(call)])

    assert seen.end is ObservedEnd.RETURNED
    assert fields(seen.value) == told
    assert (seen.value and seen.value.kind) == (ValueKind.OBJECT if told else ValueKind.OPAQUE)


def test_a_changed_receiver_tells_its_properties(worker: PythonWorker) -> None:
    (seen,) = worker.observe([situation("till.put(5)", "till = Till()")])

    ((name, till),) = seen.changed
    assert name == "till"
    assert fields(till) == {"total": "5", "is_empty": "False", "len()": "1"}


def test_asking_is_neither_counted_nor_shown(worker: PythonWorker) -> None:
    (seen,) = worker.observe([situation("Loud()")])

    assert seen.stdout == ""
    assert seen.lines == frozenset()
