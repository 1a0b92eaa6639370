"""A name that can have no value is a finding, whatever the call was given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.judging import call, raised

from bot.domain.trial import ErrorSeen, Verdict
from bot.languages.python.craft.craft import PythonCraft
from bot.languages.python.craft.unbound import unbound_name

SOURCE = """\
try:
    import fast
except ImportError:
    pass

def lost(x):
    return missing(x)

def optional(x):
    return fast(x)

def late(x):
    try:
        x()
    except ValueError as error:
        pass
    else:
        error = None
    return error

def inside(x):
    try:
        x()
    except ValueError as error:
        error = None
        return error

def some(x):
    if x:
        found = 1
    return found

class Box:
    def open(self):
        raise Wrong("no")
"""
UNSET = "cannot access local variable '{}' where it is not associated with a value"


def told(name: str) -> str:
    return f"name '{name}' is not defined"


@pytest.mark.parametrize(
    ("line", "message", "name"),
    [
        (7, told("missing"), "missing"),
        (7, told("other"), ""),
        (10, told("fast"), ""),
        (19, UNSET.format("error"), "error"),
        (19, "local variable 'error' referenced before assignment", "error"),
        (26, UNSET.format("error"), ""),
        (31, UNSET.format("found"), ""),
        (35, told("Wrong"), "Wrong"),
        (3, told("ImportError"), ""),
        (7, "no name at all", ""),
    ],
)
def test_a_name_is_unbound_where_nothing_can_bind_it(line: int, message: str, name: str) -> None:
    assert unbound_name(SOURCE, line, message) == name


def test_a_source_that_does_not_parse_tells_nothing() -> None:
    assert unbound_name("def f(:", 1, told("f")) == ""


CRAFT = PythonCraft(module="shop.box", subject="src/shop/box.py", source=SOURCE)


def test_it_is_a_finding_where_it_stands() -> None:
    error = ErrorSeen("builtins.NameError", told("Wrong"), 35, explicit=True)
    seen = replace(raised("builtins.NameError"), error=error)

    found = CRAFT.judge(call("box.open()", "box = Box()"), seen, (seen,))

    (bug,) = found.bugs
    assert found.verdict is Verdict.FAILED
    assert (bug.segment, bug.line, bug.expected) == ("Box.open", 35, "a value for Wrong")
    assert bug.actual == "raises NameError: name 'Wrong' is not defined"


def test_what_a_patch_took_away_is_no_finding() -> None:
    error = ErrorSeen("builtins.NameError", told("missing"), 7, explicit=False)
    seen = replace(raised("builtins.NameError"), error=error)
    patched = replace(call("lost(1)"), fixtures=("monkeypatch",))

    assert CRAFT.judge(patched, seen, (seen,)).bugs == ()
