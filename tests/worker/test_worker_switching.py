"""A mutant is in force in all live functions, or it is not applied at all."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import pytest

from bot.languages.python.worker import switching
from bot.languages.python.worker.switching import Edit, Switchboard

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

SOURCE = """\
import functools

LIMIT = 3

def plain(a, b=1):
    return a < b

def outer(n):
    def inner():
        return n + 1
    return inner

def given(a, /, b=-1, *rest, c="x", d=None):
    return a, b, c, d

def decorator(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args) * 2
    return wrapper

@decorator
def decorated(x):
    return x - 1

def outer_default():
    def inner(k=2):
        return k
    return inner()

class Thing:
    size = 4

    def method(self):
        return self.size + 5

    @property
    def label(self):
        return "a" + "b"

    @staticmethod
    def make():
        return [n for n in range(6)]

    @property
    def even(self):
        return (n for n in range(8) if n % 2 == 0)

    @staticmethod
    @functools.lru_cache
    def sized(n=1):
        return n

    @classmethod
    def named(cls):
        return cls.__name__ + "!"

cached = functools.lru_cache(lambda n: n * 7)
twins = (lambda: 8, lambda: 8)
"""


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    path = tmp_path / "switched.py"
    path.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("switched", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def edit(before: str, after: str, *, within: str) -> Edit:
    """Point at `before` inside the one line that holds `within`."""
    lines = SOURCE.splitlines()
    (number,) = (i for i, line in enumerate(lines) if within in line)
    column = lines[number].index(within) + within.index(before)
    return Edit(number + 1, column, column + len(before), before, after)


def board(module: ModuleType) -> Switchboard:
    assert module.__file__ is not None
    return Switchboard(module.__file__)


@pytest.mark.parametrize(
    ("before", "after", "within", "call", "expected"),
    [
        ("<", ">=", "a < b", "m.plain(2)", True),
        ("+", "-", "n + 1", "m.outer(3)()", 2),
        ("*", "+", ") * 2", "m.decorated(4)", 5),
        ("1", "2", "x - 1", "m.decorated(4)", 4),
        ("+", "-", "size + 5", "m.Thing().method()", -1),
        ('"b"', '"c"', '"a" + "b"', "m.Thing().label", "ac"),
        ("6", "2", "range(6)", "m.Thing.make()", [0, 1]),
        ('"!"', '"?"', '+ "!"', "m.Thing.named()", "Thing?"),
        ("7", "0", "n * 7", "m.cached(5)", 0),
        ("8", "9", "lambda: 8, ", "[twin() for twin in m.twins]", [9, 8]),
        ("[n for n in range(6)]", "None", "[n for n in range(6)]", "m.Thing.make()", None),
        (
            "(n for n in range(8) if n % 2 == 0)",
            "None",
            "(n for n in range(8) if n % 2 == 0)",
            "m.Thing().even",
            None,
        ),
        ("a", "lambda: a", "a < b", "m.plain(2)()", False),
    ],
)
def test_live_functions_change_where_they_are(
    module: ModuleType, before: str, after: str, within: str, call: str, expected: object
) -> None:
    switched = board(module).switch(edit(before, after, within=within))

    assert switched
    assert eval(call, {"m": module}) == expected


@pytest.mark.parametrize(
    ("before", "after", "within", "call", "expected"),
    [
        ("1", "2", "b=1", "m.plain(1)", True),
        ("-", "", "b=-1", "m.given(0)", (0, 1, "x", None)),
        ('"x"', '""', 'c="x"', "m.given(0)", (0, -1, "", None)),
        ("None", "True", "d=None", "m.given(0, d=3), m.given(0)[3]", ((0, -1, "x", 3), True)),
        ("1", "4", "sized(n=1)", "m.Thing.sized.__wrapped__()", 4),
        ("2", "3", "k=2", "m.outer_default()", 3),
    ],
)
def test_defaults_change_where_they_are_and_come_back(
    module: ModuleType, before: str, after: str, within: str, call: str, expected: object
) -> None:
    switchboard = board(module)
    unchanged = eval(call, {"m": module})

    assert switchboard.switch(edit(before, after, within=within))
    assert eval(call, {"m": module}) == expected
    switchboard.restore()
    assert eval(call, {"m": module}) == unchanged


def test_a_default_that_was_taken_away_since_is_not_applied(module: ModuleType) -> None:
    module.plain.__defaults__ = None

    assert not board(module).switch(edit("1", "2", within="b=1"))
    assert module.plain.__defaults__ is None


@pytest.mark.parametrize("given", [5, True, 1.0])
def test_a_default_that_was_given_otherwise_since_is_not_applied(
    module: ModuleType, given: object
) -> None:
    module.plain.__defaults__ = (given,)

    assert not board(module).switch(edit("1", "2", within="b=1"))
    assert module.plain.__defaults__ == (given,)


def test_a_named_default_that_was_given_otherwise_since_is_not_applied(module: ModuleType) -> None:
    module.given.__kwdefaults__ = {"d": 3}

    assert not board(module).switch(edit("None", "True", within="d=None"))
    assert module.given.__kwdefaults__ == {"d": 3}


def test_a_mutant_prepared_ahead_is_not_compiled_again(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    switchboard = board(module)
    switchboard.prepare(edit("<", ">=", within="a < b"))
    monkeypatch.setattr(switching, "compile", None, raising=False)

    assert module.plain(2) is not True
    assert switchboard.switch(edit("<", ">=", within="a < b"))
    assert module.plain(2) is True
    with pytest.raises(TypeError, match="NoneType"):
        switchboard.prepare(edit("+", "-", within="n + 1"))


def test_a_closure_made_before_changes_too(module: ModuleType) -> None:
    inner: Any = module.outer(10)

    switched = board(module).switch(edit("+", "-", within="n + 1"))

    assert switched
    assert inner() == 9


def test_identities_stay(module: ModuleType) -> None:
    held = module.Thing.method

    board(module).switch(edit("+", "-", within="size + 5"))

    assert module.Thing.method is held
    assert held(module.Thing()) == -1


@pytest.mark.parametrize(
    ("before", "after", "within"),
    [
        ("3", "4", "LIMIT = 3"),
        ("4", "5", "size = 4"),
        ("None", "print", "d=None"),
        ("n", "0", "return n + 1"),
        ("<", "><", "a < b"),
        ("wrapper", "lambda: 1", "return wrapper"),
        ("3", "(lambda: 3)()", "LIMIT = 3"),
        ("*", "*", ") * 2"),
    ],
)
def test_what_cannot_be_switched_is_not_applied(
    module: ModuleType, before: str, after: str, within: str
) -> None:
    switched = board(module).switch(edit(before, after, within=within))

    assert not switched
    assert module.plain(0)
    assert module.outer(1)() == 2
