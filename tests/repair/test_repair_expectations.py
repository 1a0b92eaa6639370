"""What was expected and did not happen is dropped; what a document says is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.counter import mended, picture, raised, seen, situation

from bot.domain.trial import Observation, ObservedEnd, OracleOrigin, Value, ValueKind
from bot.engines.repair.failure import failure_of, is_wrong
from bot.engines.repair.repair import repairs

if TYPE_CHECKING:
    from fakes.counter import Counter


def returned(source: str) -> Observation:
    return seen(ObservedEnd.RETURNED, value=Value(ValueKind.LITERAL, "?", source))


@pytest.mark.parametrize(
    ("expected", "raises"), [("3", None), (None, "ValueError")], ids=["value", "exception"]
)
def test_a_wrong_guess_is_dropped(shop: Counter, expected: str | None, raises: str | None) -> None:
    guessed = situation("1 + 1", expected=expected, raises=raises)

    found = repairs(guessed, returned("2"), shop.knowledge)

    assert [(one.rule, one.situation) for one in found] == [
        ("expectation dropped", situation("1 + 1"))
    ]


def test_the_word_of_a_document_is_kept(shop: Counter) -> None:
    told = situation("1 + 1", expected="3", origin=OracleOrigin.DOCUMENTED)

    assert repairs(told, returned("2"), shop.knowledge) == ()


def test_an_expected_exception_is_no_failure(shop: Counter) -> None:
    told = situation("Cart(1, 2, 3)", raises="TypeError")
    error = raised("TypeError", "Cart.__init__() takes from 2 to 3 positional arguments but 4 were")

    assert failure_of(told, error) is None
    assert repairs(told, error, shop.knowledge) == ()


WRONG = [("3", "2"), ("0.3", "0.31")]
UNCLEAR = {
    "the same value": ("[1, 2]", "[1,2]"),
    "nearly the same number": ("0.3", "0.30000000000000004"),
    "nothing to compare": ("Cart()", "2"),
    "nothing shown": ("3", ""),
}


@pytest.mark.parametrize(("expected", "source"), WRONG, ids=["value", "number"])
def test_a_guess_is_wrong_where_text_shows_it(expected: str, source: str) -> None:
    assert is_wrong(situation("f()", expected=expected).expectation, returned(source))


@pytest.mark.parametrize(("expected", "source"), UNCLEAR.values(), ids=UNCLEAR)
def test_a_guess_is_not_wrong_in_doubt(expected: str, source: str) -> None:
    assert not is_wrong(situation("f()", expected=expected).expectation, returned(source))


def test_a_guess_without_an_end_is_not_wrong() -> None:
    guess = situation("f()", expected="1").expectation

    assert not is_wrong(guess, seen(ObservedEnd.TIMED_OUT))
    assert not is_wrong(guess, seen(ObservedEnd.RETURNED))
    assert is_wrong(guess, raised("ValueError", "negative"))


def test_what_the_subject_raises_on_purpose_leaves_only_the_guess(shop: Counter) -> None:
    guessed = situation("picky(-1)", imports=("from shop.cart import picky",), expected="-1")

    found = repairs(guessed, shop.observe(guessed), shop.knowledge)

    assert [one.rule for one in found] == ["expectation dropped"]


def test_a_repair_that_changes_the_call_drops_what_was_expected(shop: Counter) -> None:
    told = situation(
        "Cart('Ann', 1, 2).limit",
        imports=("from shop.cart import Cart",),
        expected="1",
        origin=OracleOrigin.DOCUMENTED,
    )

    found = repairs(told, shop.observe(told), shop.knowledge)

    assert {(one.rule, one.situation.expectation) for one in found} == {("argument dropped", None)}


def test_a_repair_that_adds_an_import_keeps_what_was_expected(shop: Counter) -> None:
    told = situation("Cart('Ann').limit", expected="3", origin=OracleOrigin.DOCUMENTED)

    found = repairs(told, shop.observe(told), shop.knowledge)

    assert [(one.rule, one.situation.expectation) for one in found][:1] == [
        ("import added", told.expectation)
    ]


CHECKS = {
    "before the call": (
        "assertions dropped",
        """
          x = [1]
        - assert not len(x)
          x
        """,
    ),
    "inside a function": (
        "assertions dropped",
        """
          def f():
        -     assert 1 == 2
        +     pass
          f()
        """,
    ),
    "a block that does not raise": (
        "raises dropped",
        """
          import pytest
        - with pytest.raises(ValueError):
        -     x = 1
        + x = 1
          x
        """,
    ),
}


@pytest.mark.parametrize(("rule", "text"), CHECKS.values(), ids=CHECKS)
def test_checks_of_the_set_up_are_taken_out(shop: Counter, rule: str, text: str) -> None:
    broken, whole = picture(text)

    assert mended(shop, broken) == ([rule], whole)


@pytest.mark.parametrize(
    ("check", "call"),
    [("len(x) == 2", "len(x)"), ("2 == len(x)", "len(x)"), ("not x", "x"), ("x == 2", "x")],
)
def test_what_the_last_assertion_looks_at_becomes_the_call(
    shop: Counter, check: str, call: str
) -> None:
    found = shop.chain(situation(setup=("x = [1]", f"assert {check}")))

    assert [(one.rule, one.situation.setup, one.situation.call) for one in found] == [
        ("assertions dropped", ("x = [1]",), call)
    ]


def test_an_assertion_of_the_subject_is_its_own(shop: Counter) -> None:
    error = raised("AssertionError", "", line=7)

    assert repairs(situation("f()", setup=("assert f",)), error, shop.knowledge) == ()
