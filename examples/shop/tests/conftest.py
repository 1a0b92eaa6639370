import pytest

from shop.cart import Cart
from shop.money import EUR, Money


@pytest.fixture
def cart():
    cart = Cart(EUR)
    cart.add("TEA-100", Money(450), quantity=3, tags=["tea"])
    cart.add("MUG", Money(1200))
    return cart


@pytest.fixture
def orders_file(tmp_path):
    return tmp_path / "orders.json"
