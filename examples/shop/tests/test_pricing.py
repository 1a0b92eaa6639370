from datetime import date

from shop.money import Money
from shop.pricing import BulkDiscount, PercentOff, Window, checkout, shipping_for

AUTUMN = PercentOff(10, window=Window(date(2025, 9, 1), date(2025, 11, 30)), label="autumn")


def test_plain_checkout(cart):
    price = checkout(cart)

    assert price.subtotal == Money(2550)
    assert price.total == Money(2950)


def test_percent_off(cart):
    price = checkout(cart, [PercentOff(10)])

    assert price.discount == Money(255)


def test_the_autumn_offer_is_running(cart):
    assert checkout(cart, [AUTUMN]).discounts == (("autumn", Money(255)),)


def test_bulk_tiers():
    rule = BulkDiscount(((10, 5), (50, 10)))

    assert rule.percent_for(3) == 0
    assert rule.percent_for(12) == 5
    assert rule.percent_for(99) == 10


def test_shipping():
    assert shipping_for(Money(1000), 2) == Money(400)
    assert shipping_for(Money(6000), 2) == Money(0)
