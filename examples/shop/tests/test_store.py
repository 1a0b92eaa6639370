from datetime import datetime

import pytest

from shop.cart import Line
from shop.money import Money
from shop.store import Order, OrderStore, StoreError


def test_round_trip(orders_file):
    store = OrderStore(orders_file)
    store.put(Order(1001, "ada", [Line("MUG", Money(1200), 2)], datetime(2025, 3, 4, 5, 6)))
    store.save()

    order = OrderStore(orders_file).load().get(1001)

    assert order.customer == "ada"
    assert order.total == Money(2400)


def test_missing_file_is_empty(orders_file):
    assert len(OrderStore(orders_file).load()) == 0


def test_damaged_file(orders_file):
    orders_file.write_text("{")

    with pytest.raises(StoreError, match="line 1"):
        OrderStore(orders_file).load()
