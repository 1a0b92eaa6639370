"""Tests for shop.till, written by coverage mission m-3f9a1c22.

They run 41 lines and 1 branch that no other test ran, and notice 22 of 25 sampled
mutants of those lines. Where no document says what is right, they pin what the code
does: change them when it should do otherwise.
"""
# coverage-missions: mission=m-3f9a1c22 engines=search seed=7 lines=41 arcs=1 killed=22/25

import pytest

from shop.till import Cart, Money, save, show


class FakeChannel:
    def send(self, count):
        return f'sent {count}'


def test_addition_returns_a_money():
    assert Money(1) + Money(2) == Money(cents=3, currency='EUR')


def test_money_addition_raises_value_error_cannot_add_usd_to_eur():
    with pytest.raises(ValueError, match='cannot add USD to EUR'):
        Money(1) + Money(2, 'USD')


def test_add_changes_cart_for_apple():
    cart = Cart()

    cart.add('apple')

    assert cart.items == {'apple': 1}


def test_cart_add_raises_value_error_when_quantity_is_0():
    cart = Cart()

    with pytest.raises(ValueError, match='quantity must be at least 1: 0'):
        cart.add('apple', 0)


def test_count_is_zero_for_a_new_cart():
    cart = Cart()

    assert cart.count == 0


def test_cart_count_is_12_after_add():
    cart = Cart()
    cart.add('apple', 12)

    assert cart.count == 12


def test_copy_returns_a_cart_for_cart_ann():
    cart = Cart('Ann')

    result = cart.copy()

    assert isinstance(result, Cart)
    assert result.owner == 'Ann'


def test_cart_names_returns_2_items_after_add():
    cart = Cart()
    cart.add('apple', 12)
    cart.add('pear')

    assert list(cart.names()) == ['apple', 'pear']


def test_notify_returns_sent_0_for_a_new_cart():
    cart = Cart()

    assert cart.notify(FakeChannel()) == 'sent 0'


def test_cart_notify_returns_sent_12():
    cart = Cart()
    cart.add('apple', 12)

    assert cart.notify(FakeChannel()) == 'sent 12'


def test_save_writes_cart_txt_after_add(tmp_path):
    cart = Cart()
    cart.add('apple', 12)

    save(cart, tmp_path / 'cart.txt')

    assert (tmp_path / 'cart.txt').read_text(encoding='utf-8') == 'apple: 12\n'


def test_show_prints_after_add(capsys):
    cart = Cart()
    cart.add('apple', 12)
    cart.add('pear')

    show(cart)

    assert capsys.readouterr().out == ' 12 x apple\n  1 x pear\n'
