"""The command line: `shop add`, `shop list`, `shop move`, `shop report`."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from shop import __version__
from shop.cart import Cart, CartError
from shop.config import ConfigError, load
from shop.money import CURRENCIES, Money, MoneyFormatError
from shop.report import summary, table
from shop.store import Order, OrderStore, StoreError


def parse_item(text: str) -> tuple[str, int, str]:
    """Read "SKU[:QUANTITY]@PRICE".

    >>> parse_item("TEA-100:12@4.50")
    ('TEA-100', 12, '4.50')
    >>> parse_item("MUG@9")
    ('MUG', 1, '9')
    """
    article, at, price = text.partition("@")
    if not at or not price:
        raise argparse.ArgumentTypeError(f"no price in {text!r}, expected SKU[:QUANTITY]@PRICE")
    sku, _, quantity = article.partition(":")
    if not sku:
        raise argparse.ArgumentTypeError(f"no article in {text!r}")
    try:
        return sku, int(quantity or 1), price
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a quantity: {quantity!r}") from None


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shop", description="Orders of a small shop.")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--config", default="shop.toml")
    parser.add_argument("--store", help="the orders' file, else the setting `store`")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="record an order")
    add.add_argument("customer")
    add.add_argument("items", nargs="+", type=parse_item)
    listing = commands.add_parser("list", help="show orders")
    listing.add_argument("--customer")
    listing.add_argument("--state")
    move = commands.add_parser("move", help="change an order's state")
    move.add_argument("number", type=int)
    move.add_argument("state")
    commands.add_parser("report", help="show the turnover")
    return parser


def add_order(store: OrderStore, customer, items, unit, now) -> Order:
    cart = Cart(unit)
    for sku, quantity, price in items:
        cart.add(sku, Money.parse(price, default=unit), quantity)
    order = Order(store.next_number(), customer, list(cart), now)
    store.put(order)
    return order


def main(argv=None) -> int:
    args = build_parser().parse_args(argv)
    try:
        settings = load(args.config)
        unit = CURRENCIES[settings.currency]
        store = OrderStore(args.store or settings.store).load()
        if args.command == "add":
            now = datetime.now().replace(microsecond=0)
            order = add_order(store, args.customer, args.items, unit, now)
            store.save()
            print(f"order {order.number}: {order.total}")
        elif args.command == "list":
            found = store.find(customer=args.customer, state=args.state)
            rows = [(order.number, order.customer, order.state, order.total) for order in found]
            print(table(rows, ("number", "customer", "state", "total")))
        elif args.command == "move":
            store.get(args.number).move_to(args.state)
            store.save()
        else:
            print(summary(store.all(), settings.vat_percent, unit))
    except (CartError, ConfigError, MoneyFormatError, StoreError, ValueError) as error:
        print(f"shop: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
