"""Imports that fail: each is run broken, repaired, and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.counter import mended, picture

if TYPE_CHECKING:
    from fakes.counter import Counter

IMPORTS = {
    "a module that is not there": (
        "import corrected",
        """
        - from shop.carts import Cart
        + from shop.cart import Cart
          Cart('Ann').limit
        """,
    ),
    "a subject without its package": (
        "import corrected",
        """
        - from cart import Cart as C
        + from shop.cart import Cart as C
        - import cart as c
        + import shop.cart as c
          c.Cart('Ann').limit
        """,
    ),
    "a package without the module": (
        "import corrected",
        """
        - import cart
        + import shop.cart as cart
          cart.first([1])
        """,
    ),
    "a module below a module": (
        "import corrected",
        """
        - import shop.cart.core
        + import shop.cart
          shop.cart.first([1])
        """,
    ),
    "a dotted name that is used": (
        "import corrected",
        """
        - import shop.carts
        + import shop.cart
        - shop.carts.first([1])
        + shop.cart.first([1])
        """,
    ),
    "two modules on one line": (
        "import corrected",
        """
        - import json, cart
        + import json
        + import shop.cart as cart
          json.loads('[]'), cart.first([1])
        """,
    ),
    "two modules on one line, under other names": (
        "import corrected",
        """
        - import json as j, cart as c
        + import json as j
        + import shop.cart as c
          j.loads('[]'), c.first([1])
        """,
    ),
    "an unused package": (
        "import corrected",
        """
        - import fancy_mocks
        - from fancy_mocks import a, b
          1 + 1
        """,
    ),
    "a name in the wrong module": (
        "import corrected",
        """
        - from shop.gateway import Gateway, Money
        + from shop.gateway import Gateway
        + from shop.money import Money
          Money(1).amount
        """,
    ),
    "a name misspelt in an import": (
        "import corrected",
        """
        - from shop.cart import frist as chek
        + from shop.cart import first as chek
          chek([1])
        """,
    ),
    "a module taken for its class": (
        "import swapped",
        """
        - import datetime
        + from datetime import datetime
          datetime(2024, 1, 31).year
        """,
    ),
    "a class taken for its module": (
        "import swapped",
        """
        - from datetime import datetime
        + import datetime
          datetime.timedelta(1).days
        """,
    ),
    "a class's method read from its module": (
        "import swapped",
        """
        - import datetime
        + from datetime import datetime
          datetime.fromisoformat('2024-01-31').day
        """,
    ),
}


@pytest.mark.parametrize(("rule", "text"), IMPORTS.values(), ids=IMPORTS)
def test_an_import_is_corrected(shop: Counter, rule: str, text: str) -> None:
    broken, whole = picture(text)

    assert mended(shop, broken) == ([rule], whole)
