"""Calls that do not fit: each is run broken, repaired, and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.counter import mended, picture

if TYPE_CHECKING:
    from fakes.counter import Counter

ARGUMENTS = {
    "a missing argument": (
        "argument added",
        """
          from shop.cart import Cart
        - Cart().owner
        + Cart('abc').owner
        """,
    ),
    "a missing argument by name": (
        "argument added",
        """
          from shop.cart import Cart
        - Cart('Ann').add_item('pen')
        + from decimal import Decimal
        + Cart('Ann').add_item('pen', price=Decimal('1.50'))
        """,
    ),
    "a missing argument with set-up": (
        "argument added",
        """
        + @tmp_path
          from shop.cart import size_of
        + path = tmp_path / "a.txt"
        - size_of()
        + size_of(path)
          1
        """,
    ),
    "a missing argument of a callable of the set-up": (
        "argument added",
        """
          def f(a):
              return a
        - f()
        + f(a=1)
        """,
    ),
    "a misspelt keyword": (
        "argument renamed",
        """
          from shop.cart import Cart
        - Cart(ownr='Ann').owner
        + Cart(owner='Ann').owner
        """,
    ),
    "a misspelt keyword that is passed on": (
        "argument renamed",
        """
          from shop.cart import labelled
        - labelled('Ann', limt=2)
        + labelled('Ann', limit=2)
        """,
    ),
    "an unknown keyword that is passed on": (
        "argument dropped",
        """
          from shop.cart import labelled
        - labelled('Ann', zzzz=2)
        + labelled('Ann')
        """,
    ),
    "a misspelt keyword that **kwargs takes": (
        "argument renamed",
        """
          from shop.cart import labelled
        - labelled(nam='Ann')
        + labelled(name='Ann')
        """,
    ),
    "keywords where there are none": (
        "argument dropped",
        """
        - [1].append(2, x=1)
        + [1].append(2)
        """,
    ),
    "a named argument that has no name and no place": (
        "argument dropped",
        """
          from shop.cart import only
        - only(1, 2, a=1)
        + only(1, 2)
        """,
    ),
    "more than is needed": (
        "argument dropped",
        """
          from shop.cart import banner
        - banner('Ann', 'wide', 1, 2)
        + banner('Ann')
        """,
    ),
    "more than a builtin needs": (
        "argument dropped",
        """
        - int('1', 'a', 'b')
        + int('1')
        """,
    ),
    "an unknown keyword": (
        "argument dropped",
        """
          from shop.cart import Cart
        - Cart('Ann', currency='EUR').owner
        + Cart('Ann').owner
        """,
    ),
    "too many arguments": (
        "argument dropped",
        """
          from shop.cart import Cart
        - Cart('Ann', 1, 2, 3).limit
        + Cart('Ann', 1).limit
        """,
    ),
    "too many arguments of something unknown": (
        "argument dropped",
        """
          s = 'abc'
        - s.upper(1)
        + s.upper()
        """,
    ),
    "too many arguments of a method of the set-up": (
        "argument dropped",
        """
          class A:
              def f(self, a):
                  return a
        - A().f(1, 2)
        + A().f(1)
        """,
    ),
    "arguments where there are none": (
        "argument dropped",
        """
          class A:
              pass
        - A(1, b=2).__class__.__name__
        + A().__class__.__name__
        """,
    ),
    "an argument without a position": (
        "argument given by name",
        """
          from shop.cart import Cart
        - Cart('Ann').add_item('pen', 2)
        + Cart('Ann').add_item('pen', price=2)
        """,
    ),
    "an argument without a name": (
        "argument given by position",
        """
          from shop.cart import only
        - only(a=1, b=2)
        + only(1, b=2)
        """,
    ),
    "an argument without a name of a builtin": (
        "argument given by position",
        """
        - [].append(x=1)
        + [].append(1)
        """,
    ),
    "an argument given twice": (
        "argument dropped",
        """
          from shop.cart import Cart
        - Cart('Ann', owner='Bob').owner
        + Cart('Ann').owner
        """,
    ),
    "an alias of the subject": (
        "argument dropped",
        """
          from shop.cart import Cart as c
        - c('a', 1, 2).limit
        + c('a', 1).limit
        """,
    ),
}


@pytest.mark.parametrize(("rule", "text"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_a_call_is_made_to_fit(shop: Counter, rule: str, text: str) -> None:
    broken, whole = picture(text)

    assert mended(shop, broken) == ([rule], whole)
