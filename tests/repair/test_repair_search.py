"""The search engine mends documented examples, and its factories serve the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.counter import parameter, raised, seen, situation

from bot.domain.facts import TypeFacts
from bot.domain.trial import ObservedEnd, OracleOrigin
from bot.engines.repair.rule import Filling
from bot.engines.search.supply import factory
from bot.engines.search.teach import Mender
from bot.engines.search.values import Values

if TYPE_CHECKING:
    from fakes.counter import Counter


def mender(shop: Counter) -> Mender:
    return Mender(shop.material, Values(shop.material.facts))


def test_an_example_without_its_import_is_mended_once(shop: Counter) -> None:
    told = situation("Cart('Ann').limit", expected="3", origin=OracleOrigin.DOCUMENTED)
    error, mends = shop.observe(told), mender(shop)

    first, again = mends.mended(told, error), mends.mended(told, error)

    assert first[0].imports == ("from shop.cart import Cart",)
    assert first[0].expectation == told.expectation
    assert again == []


def test_an_example_that_fails_otherwise_is_left_alone(shop: Counter) -> None:
    told = situation("x.uper()")

    assert (
        mender(shop).mended(told, raised("AttributeError", "'str' object has no attribute")) == []
    )
    assert mender(shop).mended(told, seen(ObservedEnd.RETURNED)) == []


def test_a_missing_argument_comes_from_the_factories_of_its_type(shop: Counter) -> None:
    broken = situation("checkout()", imports=("from shop.cart import checkout",))

    found = mender(shop).mended(broken, shop.observe(broken))

    assert [one.call for one in found] == ["checkout(Cart('abc'))", "checkout(Cart(''))"]
    assert all("from shop.cart import Cart" in one.imports for one in found)


def test_a_value_that_needs_a_name_gets_the_one_asked_for(shop: Counter) -> None:
    make = factory(Values(shop.material.facts))
    path = parameter("path", type=TypeFacts("pathlib.Path"))

    found = make(path, "place")

    assert found[0] == Filling(
        "place",
        (),
        ('place = tmp_path / "input.txt"', "place.write_text('abc\\n', encoding=\"utf-8\")"),
        ("tmp_path",),
    )
