"""Which errors are asserted, which are failures, and which are findings."""

from __future__ import annotations

import pytest
from fakes.judging import B, call, judged, raised, returned, stood_by

from bot.domain.trial import Expectation, Observation, ObservedEnd, OracleOrigin, Verdict
from bot.languages.python.craft.contract import allows
from bot.languages.python.craft.syntax import expression


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


@pytest.mark.parametrize(("missing", "count"), [("a", 0), ("lid", 1)])
def test_an_attribute_that_the_call_asked_for_by_name_is_no_finding(
    missing: str, count: int
) -> None:
    message = f"'Box' object has no attribute '{missing}'"
    seen = raised("builtins.AttributeError", message)

    found = judged(call("box.open('a')", "box = Box(1)", segment="Box.open"), seen)

    assert found.verdict is Verdict.FAILED
    assert len(found.bugs) == count


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
