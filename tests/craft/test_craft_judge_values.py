"""Which assertions tell a value: each kind has its own, and some tell nothing."""

from __future__ import annotations

import pytest
from fakes.judging import (
    approx,
    call,
    judged,
    literal,
    obj,
    returned,
    statements,
)

from bot.domain.trial import Value, ValueKind, Verdict


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (literal("3"), ["assert result == 3"]),
        (literal("True", "builtins.bool"), ["assert result is True"]),
        (literal("None", "builtins.NoneType"), ["assert result is None"]),
        (Value(ValueKind.APPROX, "builtins.float", "0.5"), ["assert result == pytest.approx(0.5)"]),
        (approx("-0.5"), ["assert result == pytest.approx(-0.5)"]),
        (Value(ValueKind.APPROX, "builtins.float", "float('nan')"), ["assert math.isnan(result)"]),
        (
            Value(ValueKind.APPROX, "builtins.list", "[1, 2.5]"),
            ["assert result == pytest.approx([1, 2.5])"],
        ),
        (
            Value(ValueKind.APPROX, "builtins.dict", "{'a': [1.5, -2.0], 'b': {0.5: 'x'}}"),
            ["assert result == {'a': [pytest.approx(1.5), pytest.approx(-2.0)], 'b': {0.5: 'x'}}"],
        ),
        (Value(ValueKind.APPROX, "builtins.set", "{0.5}"), ["assert result == {0.5}"]),
        (
            Value(ValueKind.APPROX, "shop.box.P", "P(0.5)", ("from shop.box import P",)),
            ["assert result == P(0.5)"],
        ),
        (Value(ValueKind.ITERATED, "builtins.map", "[1, 2]"), ["assert list(result) == [1, 2]"]),
        (
            Value(ValueKind.ITERATED, "builtins.map", "[1.5]"),
            ["assert list(result) == [pytest.approx(1.5)]"],
        ),
        (
            Value(ValueKind.ITERATED, "builtins.map", str(["x" * 70] * 20)),
            [
                "result = list(result)\nassert len(result) == 20",
                f"assert result[0] == {'x' * 70!r}",
                f"assert result[-1] == {'x' * 70!r}",
                f"assert result[1] == {'x' * 70!r}",
                f"assert result[2] == {'x' * 70!r}",
            ],
        ),
        (
            Value(ValueKind.CONSTRUCTED, "shop.box.P", "P(1)", ("from shop.box import P",)),
            ["assert result == P(1)"],
        ),
        (
            Value(ValueKind.CONSTRUCTED, "shop.box.P", f"P({['x' * 70] * 20})"),
            ["assert isinstance(result, P)"],
        ),
        (
            Value(
                ValueKind.CONSTRUCTED,
                "builtins.dict",
                "{'a': P(1), 'b': Q(['" + "y" * 70 + "'] * 4), " + f"'c': {['x' * 70] * 20}" + "}",
                ("from shop.box import P", "from shop.box import Q"),
            ),
            ["assert list(result) == ['a', 'b', 'c']", "assert result['a'] == P(1)"],
        ),
        (literal(repr("a" * 100), "builtins.str"), [
            "assert len(result) == 100",
            f"assert result.startswith({'a' * 40!r})",
            f"assert result.endswith({'a' * 40!r})",
        ]),
        (literal(repr(["b" * 70] * 20), "builtins.list"), [
            "assert len(result) == 20",
            f"assert result[0] == {'b' * 70!r}",
            f"assert result[-1] == {'b' * 70!r}",
            f"assert result[1] == {'b' * 70!r}",
            f"assert result[2] == {'b' * 70!r}",
        ]),
        (literal(repr([None, *["b" * 90] * 20]), "builtins.list"), [
            "assert len(result) == 21",
            "assert result[0] is None",
        ]),
        (literal(repr({"k": ["b" * 90, *[3] * 20]}), "builtins.dict"), [
            "assert list(result) == ['k']",
            "assert len(result['k']) == 21",
            "assert result['k'][-1] == 3",
            "assert result['k'][1] == 3",
            "assert result['k'][2] == 3",
            "assert result['k'][3] == 3",
        ]),
        (Value(ValueKind.APPROX, "builtins.list", repr([0.5, *["b" * 70] * 20])), [
            "assert len(result) == 21",
            "assert result[0] == pytest.approx(0.5)",
            *[f"assert result[{at}] == {'b' * 70!r}" for at in (-1, 1, 2)],
        ]),
        (
            literal(repr(dict.fromkeys(map(str, range(40)), "x")), "builtins.dict"),
            ["assert len(result) == 40", *(f"assert result['{n}'] == 'x'" for n in range(4))],
        ),
        (literal("{" + ", ".join(map(str, range(100, 130))) + "}", "builtins.set"), [
            "assert len(result) == 30",
            "assert {100, 101, 102} <= result",
        ]),
        (literal(repr({"m" * 90}), "builtins.set"), ["assert len(result) == 1"]),
        (
            obj("shop.box.Box", row=Value(ValueKind.ITERATED, "a.map", str(["x" * 70] * 20))),
            ["assert isinstance(result, Box)", "assert len(list(result.row)) == 20"],
        ),
        (
            Value(
                ValueKind.OBJECT,
                "builtins.list",
                fields=(
                    ("len()", literal("2")),
                    ("[0]", obj("shop.lid.Lid", on=literal("1"))),
                    ("[1]", literal("None")),
                ),
            ),
            [
                "assert len(result) == 2",
                "assert isinstance(result[0], Lid)",
                "assert result[0].on == 1",
                "assert result[1] is None",
            ],
        ),
        (
            Value(
                ValueKind.OBJECT,
                "shop.box.Box",
                fields=(
                    ("size", literal("3")),
                    ("_private", literal("4")),
                    ("odd name", literal("5")),
                    ("lid", obj("shop.lid.Lid", on=literal("1"))),
                ),
            ),
            [
                "assert isinstance(result, Box)",
                "assert result.size == 3",
                "assert isinstance(result.lid, Lid)",
                "assert result.lid.on == 1",
            ],
        ),
    ],
)  # fmt: skip
def test_each_kind_of_value_has_its_assertions(value: Value, expected: list[str]) -> None:
    assert statements(judged(call("half(2)"), returned(value))) == expected


@pytest.mark.parametrize(
    "value",
    [
        Value(ValueKind.OPAQUE, "shop.box.Box"),
        Value(ValueKind.OBJECT, "builtins.function"),
        literal("no python"),
        Value(ValueKind.APPROX, "builtins.float", "no python"),
        Value(ValueKind.ITERATED, "builtins.map", "no python"),
        literal("'<Box at 0x7f00deadbeef>'", "builtins.str"),
        literal("'/tmp/x/y'", "builtins.str"),
        literal("1799999999"),
        literal("'2031-01-02'", "builtins.str"),
        literal("'" + "x" * 30_000 + "'", "builtins.str"),
        None,
    ],
)
def test_what_tells_nothing_or_may_not_be_pinned_is_hollow(value: Value | None) -> None:
    assert judged(call("half(2)"), returned(value)).verdict is Verdict.HOLLOW


def test_a_year_that_the_situation_names_may_be_pinned() -> None:
    value = literal("'2031-01-02'", "builtins.str")

    assert statements(judged(call("half(2031)"), returned(value)))


def test_a_part_of_a_long_value_needs_the_imports_of_that_part() -> None:
    imports = ("from shop.box import P", "from shop.box import Q", "import datetime")
    long = str(["x" * 70] * 20)
    value = Value(ValueKind.CONSTRUCTED, "builtins.dict", f"{{'a': P(1), 'b': Q({long})}}", imports)

    needed = [one.imports for one in judged(call("half(2)"), returned(value)).assertions]

    assert needed == [(), ("from shop.box import P",)]
