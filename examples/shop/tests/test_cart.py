import pytest

from shop.cart import Cart, CartError
from shop.money import USD, Money


def test_adding_the_same_article_adds_up(cart):
    line = cart.add("TEA-100", Money(500), quantity=2)

    assert line.quantity == 5
    assert line.price == Money(500)
    assert len(cart) == 2


def test_subtotal(cart):
    assert cart.subtotal == Money(2550)
    assert cart.pieces == 4


def test_other_currency_is_refused(cart):
    with pytest.raises(CartError, match="EUR"):
        cart.add("PEN", Money(100, USD))


def test_remove(cart):
    assert cart.remove("MUG").sku == "MUG"
    assert "MUG" not in cart


def test_empty():
    assert Cart().subtotal == Money(0)
