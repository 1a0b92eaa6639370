"""Methods that are called without an instance: each is run broken, repaired, and run again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.counter import mended, picture, raised, situation

from bot.engines.repair.repair import repairs

if TYPE_CHECKING:
    from fakes.counter import Counter

RECEIVERS = {
    "through its class": (
        "receiver made",
        """
          from shop.cart import Cart
        - Cart.add_item('pen', price=1)
        + cart = Cart("abc")
        + cart.add_item('pen', price=1)
        """,
    ),
    "through its class with too few arguments": (
        "receiver made",
        """
          from shop.cart import Cart
        - Cart.names()
        + cart = Cart("abc")
        + cart.names()
        """,
    ),
    "through its class with another's instance": (
        "receiver made",
        """
          from shop.cart import Cart, Receipt
          receipt = Receipt(1)
        - Cart.rename(receipt)
        + cart = Cart("abc")
        + cart.rename(receipt)
        """,
    ),
    "where the variable is taken": (
        "receiver made",
        """
          from shop.cart import Cart
          cart = 1
        - Cart.names()
        + cart_ = Cart("abc")
        + cart_.names()
        """,
    ),
    "by its bare name": (
        "receiver found",
        """
        + from shop.cart import Cart
        - names()
        + cart = Cart("abc")
        + cart.names()
        """,
    ),
    "of the class, by its bare name": (
        "receiver found",
        """
        + from shop.cart import Cart
        - parse('a,b')
        + Cart.parse('a,b')
        """,
    ),
    "a property by its bare name": (
        "receiver found",
        """
        + from shop.cart import Cart
        - total()
        + cart = Cart("abc")
        + cart.total
        """,
    ),
    "as self": (
        "value made",
        """
        + from shop.cart import Cart
        + self = Cart("abc")
          self.names()
        """,
    ),
}


@pytest.mark.parametrize(("rule", "text"), RECEIVERS.values(), ids=RECEIVERS)
def test_a_method_gets_an_instance(shop: Counter, rule: str, text: str) -> None:
    broken, whole = picture(text)

    assert mended(shop, replace(broken, segment="Cart.names")) == ([rule], whole)


def test_a_method_that_several_classes_have_is_that_of_the_segment(shop: Counter) -> None:
    broken, error = situation("pay('visa')"), raised("NameError", "name 'pay' is not defined")

    anywhere = repairs(broken, error, shop.knowledge)
    inside = repairs(replace(broken, segment="Cart.add_item"), error, shop.knowledge)

    assert anywhere == ()
    assert inside[0].situation.setup == ('cart = Cart("abc")',)


def test_an_instance_before_the_arguments_is_a_receiver(shop: Counter) -> None:
    broken = situation("Cart.rename(Cart('Ann'))", imports=("from shop.cart import Cart",))

    found = repairs(broken, shop.observe(broken), shop.knowledge)

    assert [one.rule for one in found] == ["argument added"]


@pytest.mark.parametrize(
    ("callee", "qualname"),
    [
        ("Cart.__init__", "Cart"),
        ("Cart.names", "Cart.names"),
        ("checkout", "checkout"),
        ("names", None),
        ("Far.names", None),
    ],
)
def test_a_message_names_a_callable(shop: Counter, callee: str, qualname: str | None) -> None:
    found = shop.knowledge.callable_of(callee)

    assert (found.qualname if found else None) == qualname
