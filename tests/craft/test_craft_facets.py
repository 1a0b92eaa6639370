from __future__ import annotations

import ast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mission import EngineName
from bot.domain.trial import (
    Observation,
    ObservedEnd,
    OracleOrigin,
    Situation,
    Value,
    ValueKind,
    Verdict,
)
from bot.languages.python.craft.craft import PythonCraft
from bot.languages.python.craft.facets import FACETS_MAX, facets

UUIDS = [UUID(int=0x1234567812344678A234567812345678 + n) for n in range(3)]
HEX = ["07afc3e9115d2b8c46", "f0e1d2c3b4a5968778", "00deadbeef11223344"]


def told(values: list[object], call: str = "make()") -> list[str]:
    seen = [Value(ValueKind.LITERAL, type(one).__name__, repr(one)) for one in values]
    found = facets(seen, "result", call, OracleOrigin.OBSERVED)
    return [statement.removeprefix("assert ") for one in found for statement in one.statements]


@pytest.mark.parametrize(
    ("values", "call", "expected"),
    [
        ([str(one) for one in UUIDS], "make()", ["str(UUID(result)) == result"]),
        ([one.hex for one in UUIDS], "make()", ["UUID(result).hex == result"]),
        (HEX, "make(9)", ["len(result) == 18", 'set(result) <= set("0123456789abcdef")']),
        (["1234567890" * 2, "9876543210" * 3], "make()", ["result.isdigit()"]),
        (["a1Zxg3q9" * 3, "k2Lmn4Pq" * 3], "make(24)", ["len(result) == 24", "result.isalnum()"]),
        (["abcdwxyz" * 8, "ZYXWabcd" * 9], "make()", ["result.isalpha()"]),
        (["ab", "cd", "ef"], "make(2)", ["len(result) == 2"]),
        (["lhelo", "olleh"], "shuffle('hello')", ["sorted(result) == sorted('hello')"]),
        (["b", "a"], "choose(['a', 'b', 'c'])", ["result in ['a', 'b', 'c']"]),
        ([2, 1], "choose((1, 2))", ["result in (1, 2)"]),
        ([[2, 1], [1, 2]], "shuffle(items)", ["sorted(result) == [1, 2]"]),
        ([("b", "a"), ("a", "b")], "shuffle(items)", ["sorted(result) == ['a', 'b']"]),
        ([b"ab", b"cd"], "make(2)", ["isinstance(result, bytes)", "len(result) == 2"]),
        ([[1, 2], [3, 4]], "sample(2)", ["isinstance(result, list)", "len(result) == 2"]),
        (
            [{"id": 1, "ok": True, "n": "a"}, {"id": 2, "ok": True, "n": "a"}],
            "make()",
            ["list(result) == ['id', 'ok', 'n']", "result['ok'] is True", "result['n'] == 'a'"],
        ),
    ],
)  # fmt: skip
def test_the_form_of_differing_values_is_asserted(
    values: list[object], call: str, expected: list[str]
) -> None:
    assert told(values, call) == expected


@pytest.mark.parametrize(
    ("values", "call"),
    [
        ([1, 2], "make()"),
        ([1.5, 2.5], "make(1)"),
        (["ab", "cd"], "make()"),
        (["12", "34"], "make()"),
        (["a", "b"], "make(1)"),
        (["ab", "c"], "make(2)"),
        (["é" * 60, "è" * 60], "make()"),
        (["a-" * 60, "b-" * 60], "make()"),
        (["abcdwxyz" * 4, "abcdwxyz" * 5], "make()"),
        (["ab" * 90, "ba" * 90], "make()"),
        (["éabcdefg" * 30, "ab" * 90], "make()"),
        (["", "a" * 90], "make()"),
        ([1, "a"], "make()"),
        ([[1, "a"], ["a", 1]], "make()"),
        ([[1], [2]], "make()"),
        ([list(range(90)), list(range(90))[::-1]], "make()"),
        ([{"a": 1}, {"b": 1}], "make()"),
        ([{}, {1: 2}], "make()"),
        ([True, 1], "choose([1])"),
        (["0" * 36, "1" * 36], "not parsed ("),
        (["z" * 4 + "-" * 32, "y" * 4 + "-" * 32], "make()"),
        (["-" * 36, "0" * 4 + "-" * 32], "make()"),
        ([{1}, {2}], "make(-x, f'{y}', [z])"),
        (["a"], "make()"),
        (["ab", "ba"], "make('xyz')"),
    ],
)
def test_nothing_is_said_without_evidence(values: list[object], call: str) -> None:
    assert told(values, call) == []


def test_only_literals_have_facets() -> None:
    odd = [
        Value(ValueKind.OPAQUE, "shop.X"),
        Value(ValueKind.LITERAL, "builtins.int", "(("),
        Value(ValueKind.LITERAL, "builtins.set", "set(x)"),
        None,
    ]

    for one in odd:
        assert facets([one, one], "result", "make()", OracleOrigin.OBSERVED) == ()


def test_what_stands_in_a_temporary_place_is_not_asserted() -> None:
    values: list[object] = [{"at": "/tmp/a", "n": 1}, {"at": "/tmp/a", "n": 2}]

    assert told(values) == ["list(result) == ['at', 'n']"]


@given(st.lists(st.one_of(st.text(max_size=50), st.lists(st.integers())), min_size=2, max_size=5))
def test_a_facet_holds_for_every_value_seen(values: list[object]) -> None:
    statements = told(values, f"make({values[0]!r}, 3)")

    assert len(statements) <= FACETS_MAX
    for one in values:
        for text in statements:
            assert eval(text, {"result": one, "UUID": UUID})


CRAFT = PythonCraft(module="shop.ids", subject="src/shop/ids.py", source="def fresh(size): ...\n")


def seen(value: object) -> Observation:
    shown = Value(ValueKind.LITERAL, f"builtins.{type(value).__name__}", repr(value))
    return Observation(ObservedEnd.RETURNED, frozenset(), frozenset(), value=shown)


def test_a_value_that_differs_is_not_in_the_name() -> None:
    situation = Situation("fresh", (), (), "fresh(5)", EngineName.SEARCH)
    judgement = CRAFT.judge(situation, seen("abcde"), [seen("vwxyz")])

    assert [one.statements for one in judgement.assertions] == [("assert len(result) == 5",)]
    assert CRAFT.name(situation, seen("abcde"), ()) == "test_fresh_returns_text_for_5"


def test_a_differing_value_without_a_form_is_flaky() -> None:
    situation = Situation("fresh", (), (), "fresh(5)", EngineName.SEARCH)

    assert CRAFT.judge(situation, seen(3), [seen(4)]).verdict is Verdict.FLAKY


def test_statements_of_facets_parse() -> None:
    for values in (HEX, [str(one) for one in UUIDS], [b"ab", b"cd"]):
        for text in told([*values], "make(2, 9)"):
            ast.parse(text)
