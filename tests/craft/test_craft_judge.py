"""Which assertions come of what a situation gave back and changed."""

from __future__ import annotations

import pytest
from fakes.judging import (
    approx,
    call,
    judged,
    literal,
    obj,
    raised,
    returned,
    statements,
)

from bot.domain.trial import Observation, Value, ValueKind, Verdict
from bot.languages.python.craft.craft import PythonCraft


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


def test_a_new_object_of_the_called_class_is_no_news() -> None:
    made = returned(Value(ValueKind.OBJECT, "shop.box.Box"))

    assert judged(call("Box(1)"), made).verdict is Verdict.HOLLOW
    assert statements(judged(call("half(1)"), made)) == ["assert isinstance(result, Box)"]


def test_a_local_of_the_setup_is_not_hidden() -> None:
    situation = call("half(result)", "result = 2")

    assert statements(judged(situation, returned(literal("1")))) == ["assert outcome == 1"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("half(2)", None),
        ("check(1)", None),
        ("quiet()", Verdict.HOLLOW),
        ("touch([])", Verdict.HOLLOW),
    ],
)
def test_none_counts_where_it_could_have_ended_otherwise(
    text: str, verdict: Verdict | None
) -> None:
    none = literal("None", "builtins.NoneType")

    assert judged(call(text), returned(none)).verdict is verdict


def test_what_changed_is_asserted_and_none_is_not() -> None:
    box = Value(
        ValueKind.OBJECT,
        "shop.box.Box",
        fields=(("size", literal("3")), ("lid", literal("None", "builtins.NoneType"))),
    )
    seen = returned(
        literal("None", "builtins.NoneType"),
        changed=(("items", literal("[1]")), ("box", box), ("_x", literal("1")), ("tmp_path", box)),
    )

    assert statements(judged(call("other(2)"), seen)) == [
        "assert items == [1]",
        "assert box.size == 3",
    ]


def test_fields_that_the_call_cannot_touch_are_not_asserted() -> None:
    source = """
class Box:
    def put(self, item):
        self.count += 1
        self.items[item] = self.size
        self._log()
    def _log(self):
        self.log.append("put")
        self._log()
"""
    craft = PythonCraft(module="shop.box", subject="src/shop/box.py", source=source)
    names = ("size", "count", "items", "log", "note")
    box = obj("shop.box.Box", **{name: literal("1") for name in names})
    seen = returned(None, changed=(("box", box),))

    found = craft.judge(call("box.put(1)", "box = Box()"), seen, [seen])

    assert statements(found) == [
        "assert box.count == 1",
        "assert box.items == 1",
        "assert box.log == 1",
    ]


@pytest.mark.parametrize(
    ("text", "setup", "verdict"),
    [
        ("main()", (), Verdict.FAILED),
        ("main(['-h'])", (), None),
        ("main()", ("monkeypatch.setattr('sys.argv', ['x'])",), None),
    ],
)
def test_an_exit_counts_only_where_the_command_line_is_pinned(
    text: str, setup: tuple[str, ...], verdict: Verdict | None
) -> None:
    assert judged(call(text, *setup), raised("builtins.SystemExit", "2")).verdict is verdict


def test_files_and_output_are_asserted() -> None:
    written = (("a.txt", "one\n"), ("b.log", "x" * 700), ("c", "at 0x7f00deadbeef"))
    seen = returned(None, written=written, stdout="done\n")

    assert statements(judged(call("half(2)"), seen)) == [
        "assert (tmp_path / 'a.txt').read_text(encoding='utf-8') == 'one\\n'",
        "assert (tmp_path / 'b.log').is_file()",
        "assert (tmp_path / 'c').is_file()",
        "assert capsys.readouterr().out == 'done\\n'",
    ]


def test_output_that_is_long_or_names_places_is_not_asserted() -> None:
    for text in ("x" * 700, "wrote /tmp/abc"):
        assert judged(call("half(2)"), returned(None, stdout=text)).verdict is Verdict.HOLLOW


@pytest.mark.parametrize(
    "other",
    [
        returned(literal("4")),
        returned(literal("3"), stdout="x"),
        returned(literal("3"), written=(("a", "b"),)),
        returned(literal("3"), changed=(("a", literal("1")),)),
    ],
)
def test_only_what_is_always_so_is_asserted(other: Observation) -> None:
    first = returned(
        literal("3"), stdout="y", changed=(("a", literal("2")),), written=(("a", "c"),)
    )

    found = statements(judged(call("half(2)"), first, other))

    assert found in (["assert result == 3"], [])


def test_what_always_differs_is_flaky() -> None:
    assert (
        judged(call("half(2)"), returned(literal("3")), returned(literal("4"))).verdict
        is Verdict.FLAKY
    )


def test_the_order_of_sets_and_keys_does_not_count() -> None:
    one, other = literal("[{1, 2}, {'a': 1, 'b': 2}]"), literal("[{2, 1}, {'b': 2, 'a': 1}]")

    assert judged(call("half(2)"), returned(one), returned(other)).verdict is None


def test_fields_that_differ_are_left_out() -> None:
    def box(size: str) -> Value:
        fields = (("size", literal(size)), ("lid", literal("1")))
        return Value(ValueKind.OBJECT, "shop.box.Box", fields=fields)

    assert statements(judged(call("half(2)"), returned(box("1")), returned(box("2")))) == [
        "assert isinstance(result, Box)",
        "assert result.lid == 1",
    ]


def test_a_part_of_a_long_value_needs_the_imports_of_that_part() -> None:
    imports = ("from shop.box import P", "from shop.box import Q", "import datetime")
    long = str(["x" * 70] * 20)
    value = Value(ValueKind.CONSTRUCTED, "builtins.dict", f"{{'a': P(1), 'b': Q({long})}}", imports)

    needed = [one.imports for one in judged(call("half(2)"), returned(value)).assertions]

    assert needed == [(), ("from shop.box import P",)]
