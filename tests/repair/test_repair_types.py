"""Values of the wrong type: each is run broken, repaired, and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.counter import mended, picture

from bot.domain.facts import TypeFacts
from bot.engines.repair.convert import fits

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
    "a negative number for an instance": (
        "argument made",
        """
          from shop.cart import checkout
        + from shop.cart import Cart
        - checkout(-1)
        + checkout(Cart('abc'))
        """,
    ),
    "a text with values in it for an instance": (
        "argument made",
        """
          from shop.cart import checkout
        + from shop.cart import Cart
          number = len('a')
        - checkout(f'{number}')
        + checkout(Cart('abc'))
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


FITS = {
    "the same": ("str", TypeFacts("builtins.str"), True),
    "a number for a wider one": ("int", TypeFacts("builtins.float"), True),
    "a number for a narrower one": ("float", TypeFacts("builtins.int"), False),
    "a text for a number": ("str", TypeFacts("builtins.int"), False),
    "a list by its old name": ("list", TypeFacts("typing.List"), True),
    "a list for a mapping by its old name": ("list", TypeFacts("typing.Dict"), False),
    "anything for nothing known": ("str", TypeFacts(), True),
    "a value of a literal type": ("str", TypeFacts("typing.Literal", (), ("'a'",)), True),
    "anything for an object": ("str", TypeFacts("builtins.object"), True),
    "anything for a type nobody knows": ("str", TypeFacts("far.away.Thing"), True),
    "a member of a union": ("int", TypeFacts("typing.Union", (TypeFacts("builtins.int"),)), True),
    "None where it may be": ("NoneType", TypeFacts("typing.Optional", ()), True),
    "a text where None may be": (
        "str",
        TypeFacts("typing.Union", (TypeFacts("builtins.NoneType"), TypeFacts("datetime.date"))),
        False,
    ),
    "a text for a class of the subject": ("str", TypeFacts("shop.cart.Cart"), False),
    "a text for a class of the same name": ("str", TypeFacts("far.away.Cart"), True),
    "a text for a path": ("str", TypeFacts("pathlib.Path"), False),
}


@pytest.mark.parametrize(("kind", "declared", "fit"), FITS.values(), ids=FITS)
def test_a_value_fits_in_doubt(shop: Counter, kind: str, declared: TypeFacts, *, fit: bool) -> None:
    assert fits(kind, declared, shop.knowledge) is fit
