"""Attributes that are not there: each is run broken, repaired, and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.counter import mended, picture

if TYPE_CHECKING:
    from fakes.counter import Counter

ATTRIBUTES = {
    "a misspelt method": (
        "attribute corrected",
        """
          from shop.cart import Cart
        - Cart('Ann').addItem('pen', price=2)
        + Cart('Ann').add_item('pen', price=2)
        """,
    ),
    "a misspelt attribute of an instance": (
        "attribute corrected",
        """
          from shop.cart import Cart
        - Cart('Ann').limits
        + Cart('Ann').limit
        """,
    ),
    "a misspelt attribute of a class above": (
        "attribute corrected",
        """
          from shop.cart import Hamper
        - Hamper('Ann').limits
        + Hamper('Ann').limit
        """,
    ),
    "a name made under a condition": (
        "attribute corrected",
        """
          from shop import money
        - money.DOUBEL
        + money.DOUBLE
        """,
    ),
    "a misspelt attribute of a class": (
        "attribute corrected",
        """
          from shop.cart import Cart
        - Cart.limit_mx
        + Cart.limit_max
        """,
    ),
    "a misspelt function of a module": (
        "attribute corrected",
        """
          from shop import money
        - money.exchang(2)
        + money.exchange(2)
        """,
    ),
    "a misspelt member": (
        "attribute corrected",
        """
          from shop.cart import Colour
        - Colour.Red.name
        + Colour.RED.name
        """,
    ),
    "a misspelt method of a text": (
        "attribute corrected",
        """
        - 'abc'.uper()
        + 'abc'.upper()
        """,
    ),
    "a name of another module": (
        "import added",
        """
          from shop import cart
        + from shop.money import Money
        - cart.Money(1).amount
        + Money(1).amount
        """,
    ),
    "an attribute of a fake": (
        "attribute added",
        """
          from shop.cart import price_of
          class Thing:
              pass
        +
        +     def price(self, *args, **kwargs):
        +         return None
          price_of(Thing())
        """,
    ),
    "an attribute of a namespace": (
        "attribute added",
        """
          from shop.cart import price_of
          from types import SimpleNamespace
        - price_of(SimpleNamespace(name='pen'))
        + price_of(SimpleNamespace(name='pen', price=lambda *args, **kwargs: None))
        """,
    ),
}


@pytest.mark.parametrize(("rule", "text"), ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_an_attribute_is_found(shop: Counter, rule: str, text: str) -> None:
    broken, whole = picture(text)

    assert mended(shop, broken) == ([rule], whole)
