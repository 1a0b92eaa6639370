"""Text that does not parse: each is run broken, repaired, and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.counter import mended, picture, situation

from bot.engines.repair.repair import repairs

if TYPE_CHECKING:
    from fakes.counter import Counter

TEXT = {
    "a set-up that breaks off": (
        "text cut",
        """
          x = 1
        - y = [2,
        - z = x
          x
        """,
    ),
    "a call that is a statement": (
        "text cut",
        """
        - y = 1 + 1
        + 1 + 1
        """,
    ),
    "a call that asserts": (
        "text cut",
        """
        - assert len([1]) == 1
        + len([1])
        """,
    ),
    "a call that breaks off": (
        "text cut",
        """
          len([1, 2])
        - len([1]
        """,
    ),
    "a line that imports nothing": (
        "text cut",
        """
        - import
        - from x import
          1 + 1
        """,
    ),
}


@pytest.mark.parametrize(("rule", "text"), TEXT.values(), ids=TEXT)
def test_text_is_cut(shop: Counter, rule: str, text: str) -> None:
    broken, whole = picture(text)

    assert mended(shop, broken) == ([rule], whole)


def test_a_call_that_is_no_expression_becomes_set_up(shop: Counter) -> None:
    broken = situation("for x in [1]: pass", setup=("x = 0",))

    found = repairs(broken, shop.observe(broken), shop.knowledge)

    assert [(one.situation.setup, one.situation.call) for one in found] == [
        (("x = 0", "for x in [1]:\n    pass"), "")
    ]
