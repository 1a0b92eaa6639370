"""What documents and models expect, and what identifies an object."""

from __future__ import annotations

import pytest
from fakes.judging import (
    a_value,
    approx,
    call,
    documented,
    judged,
    literal,
    obj,
    raised,
    returned,
    statements,
)

from bot.domain.mission import EngineName
from bot.domain.trial import (
    Expectation,
    Observation,
    OracleOrigin,
    Situation,
    Value,
    ValueKind,
    Verdict,
)
from bot.languages.python.craft.craft import PythonCraft


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


def test_what_contradicts_its_document_only_at_times_is_no_finding() -> None:
    example = call("half(4)", said=documented("2"))

    found = judged(example, returned(literal("3")), returned(literal("2")))

    assert found.bugs == ()
    assert "2" not in {word for text in statements(found) for word in text.split()}


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

    assert found == ["assert box['a'] == 1", "assert len(box) == 2"]


def test_a_look_up_of_what_the_call_names_is_no_finding() -> None:
    for key in ("'a'", "a"):
        found = judged(call("box.open('a')", "box = Box(1)"), raised("builtins.KeyError", key))

        assert (found.verdict, found.bugs) == (None, ())
        assert found.assertions[0].raises == "KeyError"


@pytest.mark.parametrize("act", ["box.pop()", "box[7]", "box.items.popleft()"])
def test_taking_from_nothing_is_no_finding(act: str) -> None:
    found = judged(call(act, "box = Box(1)"), raised("builtins.IndexError", "list index"))

    assert (found.verdict, found.bugs) == (Verdict.FAILED, ())


def test_a_look_up_of_another_key_is_not_asserted() -> None:
    found = judged(call("box.open('a')", "box = Box(1)"), raised("builtins.KeyError", "'b'"))

    assert found.verdict is Verdict.FAILED


@pytest.mark.parametrize("act", ["read('USER')", "read()"])
def test_a_variable_that_the_environment_lacks_is_neither_asserted_nor_a_finding(act: str) -> None:
    source = "import os\n\ndef read(name='USER'):\n    return os.environ[name]\n"
    craft = PythonCraft(module="shop.box", subject="src/shop/box.py", source=source)
    seen = raised("builtins.KeyError", "'USER'", line=4)

    found = craft.judge(call(act, segment="read"), seen, (seen,))

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
