from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import Expectation, OracleOrigin, Situation
from bot.languages.python.craft.ablate import ABLATED_MAX
from bot.languages.python.craft.craft import PythonCraft

CRAFT = PythonCraft(module="a", subject="a.py", source="")


def situation(call: str, *setup: str) -> Situation:
    return Situation("f", (), setup, call, EngineName.SEARCH, condition="x is 1")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("f(1, 'é', sep='ü')", ["f(1, 'é')", "f(1, sep='ü')"]),
        ("f(a=1, b=2)", ["f(a=1)", "f(b=2)"]),
        ("f(g(1))", ["f()", "f(g())"]),
        ("f({'a': 1, 'b': 'a sentence that nobody asked for'})", ["f()", "f({'a': 1})"]),
        ("f({'a': 1, 'b': 2})", ["f()"]),
        ("age(born, today=date.max)", ["age(today=date.max)"]),
        ("age(1, date())", []),
        ("age(1, today)", []),
        ("age(1, now=1.5, seed=3)", ["age(now=1.5, seed=3)"]),
        ("age(1, datetime.date.today)", []),
        ("x.total", []),
        ("f(\n  1)", []),
        ("f(", []),
    ],
)
def test_a_call_is_tried_without_one_option_each(call: str, expected: list[str]) -> None:
    assert [one.call for one in CRAFT.ablated(situation(call))] == expected


def test_a_set_up_is_tried_without_one_statement_or_option_each() -> None:
    variants = list(CRAFT.ablated(situation("x.total", "x = Cart(1)", "x.add()")))

    assert [one.setup for one in variants] == [
        ("x = Cart(1)",),
        ("x = Cart()", "x.add()"),
    ]
    assert {one.condition for one in variants} == {""}


def test_what_pins_the_machine_and_the_act_itself_stay() -> None:
    one = situation("", "monkeypatch.setenv('A', 'b')", "x = Cart()", "x.add(1)")

    assert [each.setup[1:] for each in CRAFT.ablated(one)] == [
        ("x = Cart()", "x.add()"),
    ]


@pytest.mark.parametrize(
    ("setup", "call", "expected"),
    [
        (("x = 1",), "f(2)", [()]),
        (("x = 1",), "f(x)", []),
        (("x = 1",), "f(lambda: x)", [()]),
        (("x = 1",), "f(a or x)", [()]),
        (("x = 1", "y = x"), "f(y)", []),
        (("list = 1",), "f(list)", [()]),
        (("x = 1", "x = x + 1"), "f(x)", [("x = 1",)]),
        (("x = 1", "x = 2"), "f(x)", [("x = 1",), ("x = 2",)]),
        (("import x", "g()"), "f(x)", [("import x",)]),
        (("x = 1",), "f(", [()]),
        (("x = (",), "f(x)", [()]),
        (("x, y = g", "h = 1"), "f(y)", [("x, y = g",)]),
        (("def x():\n    return y", "y = 1"), "f(2)", [("def x():\n    return y",), ("y = 1",)]),
    ],
)
def test_a_statement_whose_name_is_needed_stays(
    setup: tuple[str, ...], call: str, expected: list[tuple[str, ...]]
) -> None:
    variants = [one for one in CRAFT.ablated(situation(call, *setup)) if one.call == call]

    assert [one.setup for one in variants if len(one.setup) < len(setup)] == expected


def test_a_name_that_was_imported_before_is_not_needed() -> None:
    one = replace(situation("x.f()", "x = 1"), imports=("from a import x",))

    assert [each.setup for each in CRAFT.ablated(one)] == [()]


def test_what_a_document_says_is_said_of_all_of_it() -> None:
    said = Expectation(OracleOrigin.DOCUMENTED, "docstring", "1")

    assert not list(CRAFT.ablated(replace(situation("f(1)", "g()"), expectation=said)))


def test_what_may_be_left_out_has_a_limit() -> None:
    options = ", ".join(f"a{n}=1" for n in range(ABLATED_MAX + 2))

    assert len(list(CRAFT.ablated(situation(f"f({options})")))) == ABLATED_MAX


def test_a_message_of_the_subject_is_taken_out_of_a_text_first() -> None:
    source = """
def f(text):
    if not text:
        raise ValueError(f"not a quantity: {text}, nor a price")
    return " - and - "
"""
    craft = PythonCraft(module="a", subject="a.py", source=source)
    spliced = situation("f('@not a quantity: @9')", "x = g('nor a price - and - ')", "y = '@'")

    found = [(one.setup, one.call) for one in craft.ablated(spliced)]

    assert found[0] == (spliced.setup, "f('@@9')")
    assert found[1] == (("x = g('nor a price')", "y = '@'"), spliced.call)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("f('not a quantity: ')", ["f()"]),
        ("f(f'a not a quantity: {x}')", ["f()"]),
        ("f('not a quantity:')", ["f()"]),
        ("f('a not a quantity: ',\n1)", []),
        ("f('a not a quantity: '", []),
    ],
)
def test_a_message_alone_and_texts_that_are_put_together_stay(
    call: str, expected: list[str]
) -> None:
    craft = PythonCraft(module="a", subject="a.py", source="X = 'not a quantity: '")

    assert [one.call for one in craft.ablated(situation(call))] == expected
