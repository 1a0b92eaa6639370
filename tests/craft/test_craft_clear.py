"""Tests tell more where arguments differ and where objects have a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import (
    Expectation,
    Observation,
    ObservedEnd,
    OracleOrigin,
    Situation,
    Value,
    ValueKind,
    Verdict,
)
from bot.languages.python.craft.craft import PythonCraft

SOURCE = """
class Param:
    def __init__(self, args, description, arg_name, count=1): ...

def mute(*objects): ...

def relay(_, __): ...
"""
CRAFT = PythonCraft(module="a", subject="a.py", source=SOURCE)
NONE = Observation(
    ObservedEnd.RETURNED,
    frozenset(),
    frozenset(),
    value=Value(ValueKind.LITERAL, "builtins.NoneType", "None"),
)
ONE = replace(NONE, value=Value(ValueKind.LITERAL, "builtins.int", "1"))


def found(call: str, *setup: str, seen: Observation = ONE) -> list[str]:
    situation = Situation("f", (), setup, call, EngineName.SEARCH)
    return ["; ".join((*one.setup, one.call)) for one in CRAFT.clearer(situation, seen)]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("Param('abc', 'abc', 'abc')", ["Param('args', 'description', 'arg_name')"]),
        ("Param(['abc'], 'abc', 'tea')", ["Param(['args'], 'description', 'tea')"]),
        ("a.Param('tea', 'abc', arg_name='abc')", [
            "a.Param('tea', 'description', arg_name='arg_name')",
        ]),
        ("g('abc', 'abc', 1, 1)", ["g('abc', 'def', 1, 2)"]),
        ("g(h('abc', 'abc'), 'abc')", ["g(h('abc', 'def'), 'abc')"]),
        ("g('abc', 1)", []),
        ("g('tea', 'tea')", []),
        ("Param('abc', 'abc', 'args')", ["Param('abc', 'description', 'args')"]),
        ("relay('abc', 'abc')", ["relay('abc', 'def')"]),
        ("g(lambda x: h('abc', 'abc'))", []),
        ("g(True, True)", []),
    ],
)  # fmt: skip
def test_arguments_that_stand_for_any_value_are_told_apart(call: str, expected: list[str]) -> None:
    assert found(call) == expected


def test_arguments_of_the_set_up_are_told_apart_too() -> None:
    assert found("p.args", "p = Param(['abc'], 'abc', 'tea')") == [
        "p = Param(['args'], 'description', 'tea'); p.args"
    ]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("mute(Register())", ["register = Register(); mute(register)"]),
        ("mute(Box(2), Box(3), 4)", [
            "box = Box(2); other_box = Box(3); mute(box, other_box, 4)",
        ]),
        ("mute(List())", ["other_list = List(); mute(other_list)"]),
        ("mute(make())", []),
        ("mute()", []),
        ("box", []),
    ],
)  # fmt: skip
def test_objects_that_a_call_may_change_get_a_name(call: str, expected: list[str]) -> None:
    assert found(call, seen=NONE) == expected


def test_a_name_of_the_set_up_is_not_taken_again() -> None:
    assert found("mute(Box())", "box = 1", seen=NONE) == [
        "box = 1; other_box = Box(); mute(other_box)"
    ]


def test_objects_stay_in_the_call_where_it_shows_something() -> None:
    changed = replace(NONE, changed=(("box", ONE.value or Value(ValueKind.OPAQUE, "")),))

    assert found("mute(Register())", seen=ONE) == []
    assert found("mute(Register())", seen=changed) == []


def test_a_documented_example_keeps_its_arguments() -> None:
    documented = Expectation(OracleOrigin.DOCUMENTED, "docstring of g", value="1")
    situation = Situation("g", (), (), "g('abc', 'abc')", EngineName.SEARCH, expectation=documented)

    assert list(CRAFT.clearer(situation, ONE)) == []


def test_variables_of_the_environment_are_set_back() -> None:
    left = replace(ONE, environ=(("KEY", False), ("PATH", True)))

    (restoring,) = found("load(['KEY=1'])", seen=left)
    assert restoring.split("; ") == [
        "monkeypatch.setenv('KEY', '')",
        "monkeypatch.delenv('KEY')",
        "monkeypatch.setenv('PATH', os.environ['PATH'])",
        "load(['KEY=1'])",
    ]


def test_no_test_comes_of_what_leaves_the_environment_changed() -> None:
    situation = Situation("f", (), (), "load(['KEY=1'])", EngineName.SEARCH)

    judgement = CRAFT.judge(situation, replace(ONE, environ=(("KEY", False),)), ())

    assert judgement.verdict is Verdict.FORBIDDEN
    assert "KEY" in judgement.note


def test_what_code_elsewhere_changed_of_an_object_is_asserted() -> None:
    source = "def mute(*objects):\n    for one in objects:\n        one.mute()\n"
    craft = PythonCraft(module="a", subject="a.py", source=source)
    true = Value(ValueKind.LITERAL, "builtins.bool", "True")
    register = Value(ValueKind.OBJECT, "b.Register", fields=(("is_muted", true),))
    seen = replace(NONE, changed=(("register", register),))
    situation = Situation(
        "mute", (), ("register = Register()",), "mute(register)", EngineName.SEARCH
    )

    judgement = craft.judge(situation, seen, (seen,))

    assert [one.statements for one in judgement.assertions] == [
        ("assert register.is_muted is True",)
    ]


def test_a_condition_that_spoke_of_the_old_arguments_goes() -> None:
    situation = Situation("g", (), (), "g(1, 1)", EngineName.SEARCH, condition="low is 1")

    assert [one.condition for one in CRAFT.clearer(situation, ONE)] == [""]


def test_a_documented_contradiction_is_told_although_no_test_comes_of_it() -> None:
    documented = Expectation(OracleOrigin.DOCUMENTED, "docstring of g", value="2")
    situation = Situation("g", (), (), "g('x')", EngineName.SEARCH, expectation=documented)
    seen = replace(ONE, environ=(("KEY", False),))

    judgement = CRAFT.judge(situation, seen, (seen,))

    assert judgement.verdict is Verdict.FORBIDDEN
    assert [bug.actual for bug in judgement.bugs] == ["returns 1"]
