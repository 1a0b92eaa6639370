"""A test is named for what the branch asks that it takes, not for how its input is spelled."""

from __future__ import annotations

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import ErrorSeen, Observation, ObservedEnd, Situation, Value, ValueKind
from bot.languages.python.craft.craft import PythonCraft


def condition(test: str, call: str = "parse('-1x')") -> str:
    """Return what a name says of a call that enters the branch of this test."""
    source = (
        f"def parse(text, limit=1, *, sep=''):\n    if {test}:\n        return 1\n    return 2\n"
    )
    said = named(source, frozenset({2, 3}), call)
    return said.removeprefix("test_parse_returns_1").removeprefix("_")


def named(
    source: str, ran: frozenset[int], call: str = "parse('-1x')", segment: str = "parse"
) -> str:
    craft = PythonCraft(module="a", subject="a.py", source=source)
    one = Situation(segment, (), (), call, EngineName.SEARCH)
    value = Value(ValueKind.LITERAL, "builtins.int", "1")
    return craft.name(one, Observation(ObservedEnd.RETURNED, ran, frozenset(), value=value), ())


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("text is None", "when_text_is_none"),
        ("text is not None", "with_text"),
        ("text == ''", "when_text_is_empty"),
        ("text == 'all'", "when_text_is_all"),
        ("limit < 0", "when_limit_is_negative"),
        ("limit <= 0", "when_limit_is_not_positive"),
        ("not limit > 0", "when_limit_is_not_positive"),
        ("limit > 10", "when_limit_is_above_10"),
        ("limit >= MOST", "when_limit_is_at_least_most"),
        ("limit < -1", "when_limit_is_below_minus_1"),
        ("text in KNOWN", "when_text_is_in_known"),
        ("not text", "without_text"),
        ("sep", "with_sep"),
        ("isinstance(text, str)", "when_text_is_a_str"),
        ("not isinstance(text, int)", "when_text_is_not_an_int"),
        ("is_full(text)", "when_text_is_full"),
        ("not is_full(text)", "when_text_is_not_full"),
        ("text.isdigit()", "when_text_is_digit"),
    ],
)
def test_the_branch_that_is_taken_names_the_test(test: str, said: str) -> None:
    assert condition(test, "parse('-1x', 1, sep='-')") == said


@pytest.mark.parametrize("test", ["limit == 1", "limit < 9", "not sep"])
def test_what_the_call_does_not_give_names_no_test(test: str) -> None:
    assert condition(test) == "for_minus_1x"


@pytest.mark.parametrize(
    "test",
    ["text and limit", "len(text) == 3", "other is None", "text == f()", "check(text)", "text.a()",
     "isinstance(text, (int, str))", "isinstance(other, str)", "1 < limit < 3", "f(text, 1)"],
)  # fmt: skip
def test_a_question_that_cannot_be_said_shortly_names_no_test(test: str) -> None:
    assert condition(test) == "for_minus_1x"


@pytest.mark.parametrize(
    "source",
    [
        "def parse(text):\n    if text is None:\n        return 2\n    return 1\n",
        "def parse(text):\n    if text is None: return 1\n    return 1\n",
        "def parse(text):\n    for _ in text:\n        if text is None:\n            return 1\n",
    ],
    ids=["no", "one line", "loop"],
)
def test_only_a_question_that_was_surely_answered_with_yes_is_told(source: str) -> None:
    assert named(source, frozenset({2, 4})) == "test_parse_returns_1_for_minus_1x"


def test_the_innermost_of_the_last_answers_is_told() -> None:
    source = (
        "def parse(text, limit=1):\n"
        "    try:\n"
        "        if text is None:\n"
        "            return 2\n"
        "        elif limit:\n"
        "            with text:\n"
        "                if limit > 3:\n"
        "                    return 1\n"
        "    finally:\n"
        "        pass\n"
    )

    said = named(source, frozenset({3, 5, 6, 7, 8}), "parse('-1x', 4)")

    assert said == "test_parse_returns_1_when_limit_is_above_3"


def test_what_an_object_is_asked_of_itself_names_the_test() -> None:
    source = "class A:\n    def get(self):\n        if self.ready:\n            return 1\n"

    assert named(source, frozenset({3, 4}), "A().get()", "A.get") == "test_get_returns_1_with_ready"


def test_a_private_attribute_names_no_test() -> None:
    source = "class A:\n    def get(self):\n        if self._ready:\n            return 1\n"

    said = named(source, frozenset({3, 4}), "A().get()", "A.get")

    assert said == "test_get_returns_1_for_a_new_a"


def test_an_error_is_named_for_what_was_asked() -> None:
    source = "def parse(text):\n    if not is_string(text):\n        raise ValueError('no')\n"
    craft = PythonCraft(module="a", subject="a.py", source=source)
    one = Situation("parse", (), (), "parse([])", EngineName.SEARCH)
    error = ErrorSeen("builtins.ValueError", "no", 3, explicit=True)
    seen = Observation(ObservedEnd.RAISED, frozenset({2, 3}), frozenset(), error=error)

    assert craft.name(one, seen, ()) == "test_parse_raises_value_error_when_text_is_not_string"


REFUSING = """
def parse(text, limit=1):
    if limit < 0:
        limit = 2
    if text in KNOWN:
        return 1
    raise ValueError('no')
"""


def refused(source: str, *ran: int, line: int, explicit: bool = True) -> str:
    craft = PythonCraft(module="a", subject="a.py", source=source)
    one = Situation("parse", (), (), "parse('x', -5)", EngineName.SEARCH)
    error = ErrorSeen("builtins.ValueError", "no", line, explicit=explicit)
    seen = Observation(ObservedEnd.RAISED, frozenset(ran), frozenset(), error=error)
    return craft.name(one, seen, ()).removeprefix("test_parse_raises_value_error_")


def test_a_no_that_led_to_the_error_is_told() -> None:
    assert refused(REFUSING, 3, 5, 7, line=7) == "when_text_is_not_in_known"
    assert refused(REFUSING, 3, 4, 5, 7, line=7) == "when_text_is_not_in_known"


def test_a_no_is_not_told_of_an_error_that_came_from_elsewhere() -> None:
    assert refused(REFUSING, 3, 4, 5, 7, line=70) == "when_limit_is_negative"
    assert refused(REFUSING, 3, 5, 7, line=7, explicit=False) == "when_limit_is_minus_5"


def test_what_was_asked_before_the_last_question_did_not_decide_an_error() -> None:
    source = REFUSING.replace("text in KNOWN", "text in KNOWN and limit")

    assert refused(source, 3, 4, 5, 7, line=7) == "when_limit_is_minus_5"


def test_what_was_denied_and_holds_is_told_without_a_no() -> None:
    source = REFUSING.replace("text in KNOWN", "not is_full(text)")

    assert refused(source, 3, 5, 7, line=7) == "when_text_is_full"
