from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import (
    ErrorSeen,
    Expectation,
    Observation,
    ObservedEnd,
    OracleOrigin,
    Situation,
    Value,
    ValueKind,
    Verdict,
)
from bot.languages.python.craft.contract import allows
from bot.languages.python.craft.craft import PythonCraft
from bot.languages.python.craft.syntax import expression

if TYPE_CHECKING:
    from bot.ports.language import Judgement

SOURCE = '''
def half(number: int) -> "int | None":
    """Halve.

    Raises:
        LookupError: it is odd.
    """
    if number % 2:
        raise LookupError("odd: %d" % number)
    return number // 2

def touch(items: list[int], name: str = "a", *, deep: bool = False) -> None:
    items.append(1)

def check(number):
    if number < 0:
        raise ValueError(number)

def quiet():
    def inner():
        return 1
    return

def _hidden(number: int) -> int:
    return 1 // number

class Box:
    def __init__(self, size: int):
        self.size = size
    def open(self, key: str) -> str:
        return {}[key]
'''
CRAFT = PythonCraft(module="shop.box", subject="src/shop/box.py", source=SOURCE)
B = "builtins"


def literal(source: str, type_name: str = "builtins.int") -> Value:
    return Value(ValueKind.LITERAL, type_name, source)


def call(
    text: str, *setup: str, segment: str = "half", said: Expectation | None = None
) -> Situation:
    return Situation(segment, (), setup, text, EngineName.SEARCH, expectation=said)


def returned(value: Value | None = None, **seen: object) -> Observation:
    observation = Observation(ObservedEnd.RETURNED, frozenset(), frozenset(), value=value)
    return replace(observation, **seen)  # type: ignore[arg-type]  # fields by name


def raised(
    name: str,
    message: str = "",
    *,
    explicit: bool = False,
    line: int = 9,
    mro: tuple[str, ...] = (),
) -> Observation:
    error = ErrorSeen(name, message, line, explicit, mro)
    return Observation(ObservedEnd.RAISED, frozenset(), frozenset(), error=error)


def stood_by(name: str, message: str = "", *mro: str) -> Observation:
    return raised(name, message, explicit=True, mro=mro)


def approx(source: str, type_name: str = "builtins.float") -> Value:
    return Value(ValueKind.APPROX, type_name, source)


def obj(type_name: str, **fields: Value) -> Value:
    return Value(ValueKind.OBJECT, type_name, fields=tuple(fields.items()))


def judged(situation: Situation, *seen: Observation) -> Judgement:
    return CRAFT.judge(situation, seen[0], seen[1:] or seen)


def statements(judgement: Judgement) -> list[str]:
    return [one for assertion in judgement.assertions for one in assertion.statements]


def documented(value: str | None = None, raises: str | None = None) -> Expectation:
    return Expectation(OracleOrigin.DOCUMENTED, "docstring of half", value, raises)


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
            ["assert len(list(result)) == 20"],
        ),
        (
            Value(ValueKind.CONSTRUCTED, "shop.box.P", "P(1)", ("from shop.box import P",)),
            ["assert result == P(1)"],
        ),
        (
            Value(ValueKind.CONSTRUCTED, "shop.box.P", f"P({['x' * 70] * 20})"),
            ["assert isinstance(result, P)"],
        ),
        (literal(repr("a" * 100), "builtins.str"), [
            "assert len(result) == 100",
            f"assert result.startswith({'a' * 40!r})",
        ]),
        (literal(repr(["b" * 70] * 20), "builtins.list"), [
            "assert len(result) == 20",
            f"assert result[0] == {'b' * 70!r}",
            f"assert result[-1] == {'b' * 70!r}",
        ]),
        (literal(repr([None, *["b" * 90] * 20]), "builtins.list"), [
            "assert len(result) == 21",
            "assert result[0] is None",
        ]),
        (literal(repr({"k": ["b" * 70] * 20}), "builtins.dict"), ["assert list(result) == ['k']"]),
        (
            literal(repr(dict.fromkeys(map(str, range(40)), "x")), "builtins.dict"),
            ["assert len(result) == 40"],
        ),
        (literal("{" + ", ".join(map(str, range(100, 130))) + "}", "builtins.set"), [
            "assert len(result) == 30"
        ]),
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


@pytest.mark.parametrize(
    ("end", "verdict"),
    [
        (ObservedEnd.TIMED_OUT, Verdict.TIMED_OUT),
        (ObservedEnd.BROKEN, Verdict.BROKEN),
        (ObservedEnd.DIED, Verdict.FAILED),
        (ObservedEnd.RAISED, Verdict.BROKEN),
    ],
)
def test_other_ends_have_their_verdicts(end: ObservedEnd, verdict: Verdict) -> None:
    assert judged(call("half(2)"), Observation(end, frozenset(), frozenset())).verdict is verdict


def test_different_ends_are_flaky() -> None:
    assert (
        judged(call("half(2)"), returned(), raised("builtins.ValueError")).verdict is Verdict.FLAKY
    )
    found = judged(call("half(2)"), raised("builtins.ValueError"), raised("builtins.OSError"))
    assert found.verdict is Verdict.FLAKY


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (stood_by(f"{B}.ValueError", "no (1)"), ("ValueError", r"no \(1\)")),
        (raised("builtins.ValueError", "int() says no"), ("ValueError", "")),
        (raised("builtins.SystemExit", "2"), ("SystemExit", "2")),
        (raised(f"{B}.FileNotFoundError", mro=(f"{B}.OSError",)), ("FileNotFoundError", "")),
        (raised("json.decoder.JSONDecodeError", mro=(f"{B}.ValueError",)), ("JSONDecodeError", "")),
        (stood_by("shop.box.f.<locals>.E", "gone", "shop.box.Base"), ("Base", "gone")),
        (stood_by(f"{B}.ValueError", "first\nb"), ("ValueError", "first")),
        (stood_by(f"{B}.ValueError", "x" * 90), ("ValueError", "")),
        (stood_by(f"{B}.ValueError", "word " * 20), ("ValueError", "word " * 11 + "word")),
        (stood_by(f"{B}.ValueError", "lies at 0x7f00deadbeef"), ("ValueError", "lies at")),
    ],
)  # fmt: skip
def test_errors_that_the_subject_stands_by_are_asserted(
    error: Observation, expected: tuple[str, str]
) -> None:
    (assertion,) = judged(call("half(x)"), error).assertions

    assert (assertion.raises, assertion.match) == expected
    assert "import pytest" in assertion.imports
    assert assertion.origin is OracleOrigin.OBSERVED


def test_the_stable_start_of_messages_is_matched() -> None:
    one = raised("builtins.ValueError", "no room for 17 boxes", explicit=True)
    other = raised("builtins.ValueError", "no room for 18 boxes", explicit=True)

    assert judged(call("half(x)"), one, other).assertions[0].match == "no room for"


@pytest.mark.parametrize("name", ["LookupError"])
def test_an_error_of_the_docstring_is_documented(name: str) -> None:
    (assertion,) = judged(call("half(3)"), raised(f"builtins.{name}")).assertions

    assert assertion.origin is OracleOrigin.DOCUMENTED


def test_an_expected_error_keeps_its_origin() -> None:
    said = Expectation(OracleOrigin.EXPECTED, "the model", raises="shop.box.Base")
    seen = raised("shop.box.Child", mro=("shop.box.Child", "shop.box.Base"))

    assert judged(call("half(x)", said=said), seen).assertions[0].origin is OracleOrigin.EXPECTED


@pytest.mark.parametrize(
    "name",
    ["RecursionError", "MemoryError", "AssertionError", "AttributeError", "TypeError", "NameError"],
)
def test_other_errors_are_failures(name: str) -> None:
    found = judged(call("half(x)"), raised(f"builtins.{name}"))

    assert (found.verdict, found.assertions, found.bugs) == (Verdict.FAILED, (), ())


def test_an_error_that_no_test_can_name_is_a_failure() -> None:
    error = raised("shop.box.f.<locals>.E", explicit=True, mro=("builtins.Exception",))

    assert judged(call("half(x)"), error).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("text", "setup"),
    [
        ("half(4)", ()),
        ("half(number=4)", ()),
        ("touch([1, 2])", ()),
        ("touch([1], 'b', deep=True)", ()),
        ("box.open('a')", ("box = Box(1)",)),
        ("Box(1).open('a')", ()),
    ],
)
def test_an_internal_error_after_sound_input_is_a_suspected_bug(
    text: str, setup: tuple[str, ...]
) -> None:
    found = judged(call(text, *setup, segment="Box.open"), raised("builtins.KeyError", "'lid'"))

    assert found.verdict is Verdict.FAILED
    assert [bug.actual for bug in found.bugs] == ["raises KeyError: 'lid'"]
    assert found.bugs[0].expected == "no internal error"
    assert found.bugs[0].line == 9


@pytest.mark.parametrize(
    "text",
    [
        "half('4')",
        "half(x)",
        "half(True)",
        "half(*[4])",
        "half(**{'number': 4})",
        "half(4, 5)",
        "half(other=4)",
        "touch(['a'])",
        "touch({1})",
        "check(1)",
        "_hidden(0)",
        "Box('a')",
        "unknown(1)",
        "box.size",
        "box.open('a')",
        "Box(x).open('a')",
        "f(1)(2)",
    ],
)
def test_an_internal_error_after_doubtful_input_is_no_finding(text: str) -> None:
    found = judged(call(text, segment=""), raised("builtins.TypeError"))

    assert (found.verdict, found.bugs) == (Verdict.FAILED, ())


@pytest.mark.parametrize(
    "setup", ["box = Box('a')", "box = Box(None)", "box = make()", "x = 1\nbox = Box(1)", "del x"]
)
def test_an_internal_error_of_a_doubtful_object_is_no_finding(setup: str) -> None:
    found = judged(call("box.open('a')", "box = Box(1)", setup), raised("builtins.KeyError"))

    assert found.bugs == ()


@pytest.mark.parametrize(
    ("annotation", "argument", "fits"),
    [
        ("float", "1", True),
        ("float", "1.5", True),
        ("int", "1.5", False),
        ("'str'", "'a'", True),
        ("'no type'", "'a'", False),
        ("Optional[int]", "None", True),
        ("Optional[int]", "'a'", False),
        ("typing.Union[int, str]", "'a'", True),
        ("int | None", "None", True),
        ("Sequence[int]", "(1, 2)", True),
        ("dict[str, int]", "{'a': 1}", True),
        ("dict[str, int]", "{'a': 'b'}", False),
        ("dict[str, int]", "{1: 2}", False),
        ("dict[str, int]", "{**x}", False),
        ("set[int]", "{1}", True),
        ("Custom", "1", False),
        ("Custom[int]", "1", False),
        ("int", "x", False),
    ],
)
def test_annotations_allow_only_what_is_plainly_of_the_type(
    annotation: str,
    argument: str,
    fits: bool,  # noqa: FBT001 - a row's last cell
) -> None:
    one, other = expression(annotation), expression(argument)

    assert one is not None
    assert other is not None
    assert allows(one, other) is fits


def test_an_error_before_the_subject_is_no_finding() -> None:
    assert judged(call("half(4)"), raised("builtins.KeyError", line=0)).bugs == ()


@pytest.mark.parametrize(
    ("expected", "value", "origin"),
    [
        ("2", literal("2"), OracleOrigin.DOCUMENTED),
        ("[1,2]", literal("[1, 2]"), OracleOrigin.DOCUMENTED),
        ("P(x=1)", literal("2"), OracleOrigin.OBSERVED),
        ("0.3", approx("0.30000000000000004"), OracleOrigin.DOCUMENTED),
        ("no python", literal("2"), OracleOrigin.OBSERVED),
        ("2", obj("shop.box.Box", a=literal("2")), OracleOrigin.OBSERVED),
    ],
)  # fmt: skip
def test_an_expected_value_that_agrees_gives_its_origin(
    expected: str, value: Value, origin: OracleOrigin
) -> None:
    found = judged(call("half(4)", said=documented(expected)), returned(value))

    assert {one.origin for one in found.assertions} == {origin}


@pytest.mark.parametrize(
    ("said", "seen", "words"),
    [
        (documented("3"), returned(literal("2")), ("returns 3", "returns 2")),
        (documented(raises="OSError"), returned(literal("2")), ("raises OSError", "returns 2")),
        (
            documented(raises="OSError"),
            returned(Value(ValueKind.OPAQUE, "shop.box.Box")),
            ("raises OSError", "returns shop.box.Box"),
        ),
        (
            documented("3"),
            raised("builtins.KeyError", "'a'"),
            ("returns 3", "raises KeyError: 'a'"),
        ),
        (
            documented(raises="OSError"),
            raised("builtins.KeyError", "x" * 400),
            ("raises OSError", "raises KeyError: " + "x" * 283 + "..."),
        ),
        (
            documented("3"),
            raised("builtins.ValueError", "no", explicit=True),
            ("returns 3", "raises ValueError: no"),
        ),
    ],
)
def test_a_document_that_disagrees_is_a_suspected_bug_and_no_test(
    said: Expectation, seen: Observation, words: tuple[str, str]
) -> None:
    found = judged(call("half(4)", said=said), seen)

    assert found.assertions == ()
    assert [(bug.expected, bug.actual, bug.source) for bug in found.bugs] == [(*words, said.source)]


def test_a_models_wrong_guess_is_no_finding() -> None:
    guess = Expectation(OracleOrigin.EXPECTED, "the model", value="3")

    found = judged(call("half(4)", said=guess), returned(literal("2")))

    assert found.bugs == ()
    assert {one.origin for one in found.assertions} == {OracleOrigin.OBSERVED}


def test_a_documented_error_that_comes_is_asserted() -> None:
    said = documented(raises="LookupError")

    found = judged(call("half(3)", said=said), raised("builtins.LookupError", "odd", explicit=True))

    assert found.bugs == ()
    assert found.assertions[0].raises == "LookupError"


def test_without_source_it_judges_all_the_same() -> None:
    craft = PythonCraft(module="a", subject="a.py", source="def f(:")
    seen = returned(literal("3"))

    assert craft.judge(call("half(2)"), seen, [seen]).verdict is None


def a_value(type_name: str, **fields: str) -> Value:
    inner = tuple((name, literal(source)) for name, source in fields.items())
    return Value(ValueKind.OBJECT, type_name, fields=inner)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            a_value("shop.box.Box", size="3", note="None", items="[]", label="'x'"),
            ["isinstance(result, Box)", "result.size == 3", "result.label == 'x'"],
        ),
        (
            a_value("shop.box.Box", note="None", items="[]"),
            ["isinstance(result, Box)", "result.note is None", "result.items == []"],
        ),
        (
            a_value("argparse.ArgumentParser", prog="'a'", prefix_chars="'-'", usage="None"),
            ["isinstance(result, ArgumentParser)", "result.prog == 'a'"],
        ),
        (
            a_value("argparse.ArgumentParser", prefix_chars="'-'"),
            ["isinstance(result, ArgumentParser)", "result.prefix_chars == '-'"],
        ),
    ],
)
def test_an_object_is_told_by_the_fields_that_identify_it(
    value: Value, expected: list[str]
) -> None:
    made = Situation("half", ("from shop.box import half",), (), "half(y)", EngineName.SEARCH)

    found = statements(judged(made, returned(value)))

    assert found == [f"assert {text}" for text in expected]


def test_what_is_worked_out_of_an_object_is_asserted_after_a_change() -> None:
    box = a_value("shop.box.Box", **{"size": "3", "len()": "2", "['a']": "1", "_at": "1"})
    seen = returned(None, changed=(("box", box),))

    found = statements(judged(call("touch([])", "box = Box(3)", segment="touch"), seen))

    assert found == ["assert len(box) == 2", "assert box['a'] == 1"]


def test_a_look_up_of_what_the_call_names_is_no_finding() -> None:
    for key in ("'a'", "a"):
        found = judged(call("box.open('a')", "box = Box(1)"), raised("builtins.KeyError", key))

        assert (found.verdict, found.bugs) == (Verdict.FAILED, ())


def test_of_a_library_object_inside_another_only_the_first_field_is_told() -> None:
    pattern = a_value("re.Pattern", pattern="'^a'", flags="40", groups="3")
    box = Value(ValueKind.OBJECT, "shop.box.Box", fields=(("size", pattern),))
    seen = returned(None, changed=(("box", box),))

    found = statements(judged(call("fill(x)", "box = Box(3)", segment="other"), seen))

    assert found == ["assert box.size.pattern == '^a'"]


def test_a_systems_own_error_number_is_not_matched() -> None:
    message = "cannot read notes: [Errno 21] Is a directory: '.'"
    found = judged(call("half(x)"), raised("builtins.ValueError", message, explicit=True))

    assert found.assertions[0].match == "cannot read notes:"
