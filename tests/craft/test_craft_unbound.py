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
EVERY_LINE = frozenset(range(1, 40))
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
    assert unbound_name(SOURCE, line, message, EVERY_LINE) == name


def test_a_source_that_does_not_parse_tells_nothing() -> None:
    assert unbound_name("def f(:", 1, told("f"), EVERY_LINE) == ""


@pytest.mark.parametrize(
    "elsewhere",
    [
        "from helpers import *",
        "exec(text, globals())",
        "globals()['missing'] = 1",
        "vars().update(missing=1)",
        "setattr(sys.modules[__name__], 'missing', 1)",
        "builtins.missing = 1",
    ],
)
def test_a_name_that_may_be_bound_unseen_is_no_finding(elsewhere: str) -> None:
    source = f"def f(x):\n    return missing(x)\n{elsewhere}\n"

    assert unbound_name(source, 2, told("missing"), EVERY_LINE) == ""


@pytest.mark.parametrize("name", ["_", "WindowsError", "ExceptionGroup", "str"])
def test_a_name_that_another_python_or_program_has_is_no_finding(name: str) -> None:
    assert unbound_name(f"def f(x):\n    return {name}(x)\n", 2, told(name), EVERY_LINE) == ""


def test_what_a_pattern_leaves_over_is_bound() -> None:
    source = "def f(x):\n    match x:\n        case {'a': 1, **rest}: pass\n    return rest\n"

    assert unbound_name(source, 4, UNSET.format("rest"), EVERY_LINE) == ""


def test_a_clause_that_did_not_run_unbinds_nothing() -> None:
    assert unbound_name(SOURCE, 19, UNSET.format("error"), frozenset({13, 14, 19})) == ""


def test_a_clause_of_an_inner_function_unbinds_nothing_outside() -> None:
    source = """\
def f(x):
    def inner():
        try:
            x()
        except ValueError as error:
            pass
    if inner():
        error = 1
    return error
"""

    assert unbound_name(source, 9, UNSET.format("error"), EVERY_LINE) == ""


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
