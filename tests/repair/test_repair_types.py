"""Values of the wrong type: each is run broken, repaired, and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.counter import mended, picture

if TYPE_CHECKING:
    from fakes.counter import Counter

TYPES = {
    "a text for a path": (
        "argument converted",
        """
          from shop.cart import size_of
        + from pathlib import Path
        - size_of('a.txt')
        + size_of(Path('a.txt'))
        """,
    ),
    "a name of a text for a date": (
        "argument converted",
        """
          from shop.cart import Cart, checkout
        + from datetime import date
          day = '2024-01-31'
        - checkout(Cart('Ann'), day=day)
        + checkout(Cart('Ann'), day=date.fromisoformat(day))
        """,
    ),
    "a text for a member": (
        "argument converted",
        """
          from shop.cart import Cart, checkout
        - checkout(Cart('Ann'), 'green')
        + from shop.cart import Colour
        + checkout(Cart('Ann'), Colour.GREEN)
        """,
    ),
    "a value for an instance": (
        "argument made",
        """
          from shop.cart import checkout
        - checkout({'owner': 'Ann'})
        + from shop.cart import Cart
        + checkout(Cart('abc'))
        """,
    ),
    "an abstract class": (
        "fake made",
        """
          from shop.cart import Payer, settle
        + from shop.cart import Payer
        + class FakePayer(Payer):
        +     def pay(self, amount):
        +         return True
        - settle(Payer(), 3)
        + settle(FakePayer(), 3)
        """,
    ),
    "a number that cannot be indexed": (
        "argument replaced",
        """
          from shop.cart import first
        - first(5)
        + first([1, 2])
        """,
    ),
    "a number without a method": (
        "argument replaced",
        """
          from shop.cart import shout
        - shout(5)
        + shout('abc')
        """,
    ),
    "a number without a method nobody has": (
        "argument replaced",
        """
          from shop.cart import price_of
        - price_of(5)
        + from types import SimpleNamespace
        + price_of(SimpleNamespace(price=lambda *args, **kwargs: None))
        """,
    ),
}


@pytest.mark.parametrize(("rule", "text"), TYPES.values(), ids=TYPES)
def test_a_value_gets_the_right_type(shop: Counter, rule: str, text: str) -> None:
    broken, whole = picture(text)

    assert mended(shop, broken) == ([rule], whole)
