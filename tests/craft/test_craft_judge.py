"""Which assertions come of what a situation gave back and changed."""

from __future__ import annotations

import pytest
from fakes.judging import (
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
