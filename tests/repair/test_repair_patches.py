"""Patches of the wrong name: each is run broken, repaired, and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.counter import mended, picture

if TYPE_CHECKING:
    from fakes.counter import Counter

PATCHES = {
    "a patch where the name is made": (
        "patch moved",
        """
          @monkeypatch
          from shop.cart import Cart
        - monkeypatch.setattr('shop.gateway.charge', lambda card, total: 'paid')
        + monkeypatch.setattr('shop.cart.charge', lambda card, total: 'paid')
          Cart('Ann').pay('visa')
        """,
    ),
    "a patch of an object where the name is made": (
        "patch moved",
        """
          @monkeypatch
          from shop.cart import Cart
          from shop import gateway
        - monkeypatch.setattr(gateway, 'charge', lambda card, total: 'paid')
        + monkeypatch.setattr('shop.cart.charge', lambda card, total: 'paid')
          Cart('Ann').pay('visa')
        """,
    ),
    "a patch of what the subject reads from a module": (
        "patch moved",
        """
          @monkeypatch
          from shop.cart import pause
        - monkeypatch.setattr('shop.cart.sleep', lambda seconds: None)
        + monkeypatch.setattr('shop.cart.time.sleep', lambda seconds: None)
          pause(3)
        """,
    ),
    "a patch of a module that is not there": (
        "patch moved",
        """
          @monkeypatch
        - monkeypatch.setattr('cart.charge', None)
        + monkeypatch.setattr('shop.cart.charge', None)
          1 + 1
        """,
    ),
    "a patch without a module": (
        "patch moved",
        """
          @monkeypatch
        - monkeypatch.setattr('charge', None)
        + monkeypatch.setattr('shop.cart.charge', None)
          1 + 1
        """,
    ),
    "a patch of a misspelt name": (
        "patch moved",
        """
          @monkeypatch
        - monkeypatch.setattr('shop.cart.charg', None)
        + monkeypatch.setattr('shop.cart.charge', None)
          1 + 1
        """,
    ),
    "a patch of a misspelt method": (
        "patch moved",
        """
          @monkeypatch
        - monkeypatch.setattr('shop.cart.Cart.addItem', None)
        + monkeypatch.setattr('shop.cart.Cart.add_item', None)
          1 + 1
        """,
    ),
    "a patch of a class without its module": (
        "patch moved",
        """
          @monkeypatch
        - monkeypatch.setattr('Cart.pay', None)
        + monkeypatch.setattr('shop.cart.Cart.pay', None)
          1 + 1
        """,
    ),
}


@pytest.mark.parametrize(("rule", "text"), PATCHES.values(), ids=PATCHES)
def test_a_patch_is_moved(shop: Counter, rule: str, text: str) -> None:
    broken, whole = picture(text)

    assert mended(shop, broken) == ([rule], whole)
