"""Names that nobody binds: each is run broken, repaired, and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.counter import mended, picture

if TYPE_CHECKING:
    from fakes.counter import Counter

NAMES = {
    "a name of the subject": (
        "import added",
        """
        + from shop.cart import Cart
          Cart('Ann').owner
        """,
    ),
    "a name the subject imports": (
        "import added",
        """
        + from shop import money
          money.exchange(2)
        """,
    ),
    "a name the subject imports under another": (
        "import added",
        """
        + import math as maths
          maths.floor(2.5)
        """,
    ),
    "the subject itself": (
        "import added",
        """
        + from shop import cart
          cart.first([1])
        """,
    ),
    "the subject by its whole name": (
        "import added",
        """
        + import shop.cart
          shop.cart.first([1])
        """,
    ),
    "another module of the project": (
        "import guessed",
        """
        + from shop import gateway
          gateway.Gateway().__class__.__name__
        """,
    ),
    "the class of a module's name": (
        "import added",
        """
        + from datetime import datetime
          datetime(2024, 1, 31).year
        """,
    ),
    "a module of the standard library": (
        "import added",
        """
        + import json
          json.loads('[]')
        """,
    ),
    "a short name of a module": (
        "import added",
        """
        + import datetime as dt
          dt.date(2024, 1, 31).day
        """,
    ),
    "a name beside others that are bound": (
        "import added",
        """
        + from collections import Counter
          def f(a):
              try:
                  int(a)
              except ValueError as error:
                  text = str(error)
              match [a]:
                  case [one] as all_of_them:
                      return lambda b: (b, text, one, all_of_them)
          f('a')(Counter('a'))
        """,
    ),
    "a name of the standard library": (
        "import added",
        """
        + from itertools import chain
          list(chain([1], [2]))
        """,
    ),
    "a name of pytest": (
        "import guessed",
        """
        + from pytest import approx
          approx(1.0) == 1
        """,
    ),
    "a name of another module of the project": (
        "import guessed",
        """
        + from shop.money import Money
          Money(3).amount
        """,
    ),
    "a name another module of the project imports": (
        "import guessed",
        """
        + from decimal import Decimal as D
          D('1.5')
        """,
    ),
    "several names at once": (
        "import added",
        """
        + from shop.cart import Cart
        + from decimal import Decimal
          cart = Cart('Ann')
          cart.add_item('a', price=Decimal('1'))
        """,
    ),
    "a fixture": (
        "fixture added",
        """
        + @tmp_path
          len(list(tmp_path.glob('*.toml')))
        """,
    ),
    "a fixture that is not there": (
        "fixture dropped",
        """
        - @mocker
        - mocker.patch('shop.cart.charge')
          1 + 1
        """,
    ),
    "an argument without a value": (
        "value made",
        """
          from shop.cart import checkout
        + from shop.cart import Cart
        + cart = Cart("abc")
          checkout(cart)
        """,
    ),
    "an instance without a value": (
        "value made",
        """
        + from shop.cart import Cart
        + cart = Cart("abc")
          cart.owner
        """,
    ),
    "a name that was misspelt": (
        "name corrected",
        """
          basket = [1]
        - basked[0]
        + basket[0]
        """,
    ),
    "a name of the subject that was misspelt": (
        "name corrected",
        """
        + from shop.cart import rounded
        - rounder(2.5)
        + rounded(2.5)
        """,
    ),
}


@pytest.mark.parametrize(("rule", "text"), NAMES.values(), ids=NAMES)
def test_a_name_is_bound(shop: Counter, rule: str, text: str) -> None:
    broken, whole = picture(text)

    assert mended(shop, broken) == ([rule], whole)
