"""Orders in one JSON file.

Format 3 is written; 1 and 2, from before currencies and before customers, are still read.
The file is replaced as a whole, so that a crash leaves the old one.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from shop.cart import Line
from shop.money import Money, currency

FORMAT = 3
STATES = ("open", "paid", "shipped", "cancelled")
NEXT_STATES = {"open": {"paid", "cancelled"}, "paid": {"shipped", "cancelled"}, "shipped": set(), "cancelled": set()}


class StoreError(Exception):
    """The orders cannot be read or written."""


@dataclass
class Order:
    """An order; `placed` is local time to the second."""

    number: int
    customer: str
    lines: list[Line] = field(default_factory=list)
    placed: datetime | None = None
    state: str = "open"

    @property
    def total(self) -> Money:
        unit = self.lines[0].price.currency if self.lines else currency("EUR")
        return Money.sum((line.total for line in self.lines), unit)

    def move_to(self, state: str) -> None:
        """Change the state: open, then paid, then shipped; cancelled until it is shipped."""
        if state not in STATES:
            raise ValueError(f"unknown state {state!r}, expected one of {', '.join(STATES)}")
        if state not in NEXT_STATES[self.state]:
            raise ValueError(f"order {self.number} is {self.state}, it cannot become {state}")
        self.state = state


def _line_from(raw: dict) -> Line:
    unit = currency(raw["currency"])
    return Line(raw["sku"], Money(raw["minor"], unit), raw["quantity"], frozenset(raw.get("tags", ())))


def _line_to(line: Line) -> dict:
    raw = {
        "sku": line.sku,
        "minor": line.price.minor,
        "currency": line.price.currency.code,
        "quantity": line.quantity,
    }
    if line.tags:
        raw["tags"] = sorted(line.tags)
    return raw


def migrate(raw):
    """Bring any known format to the newest.

    Raises:
        StoreError: the format is newer than ours, or the content is not of its format.
    """
    if isinstance(raw, list):  # format 1 was a bare list of orders in euros
        raw = {"format": 2, "currency": "EUR", "orders": raw}
    version = raw.get("format")
    if version == 2:
        unit = currency(raw.get("currency", "EUR"))
        orders = []
        for old in raw["orders"]:
            lines = []
            for sku, price, quantity in old["items"]:
                money = Money.of(price, unit)
                lines.append(
                    {"sku": sku, "minor": money.minor, "currency": unit.code, "quantity": quantity}
                )
            state = "paid" if old.get("paid") else "open"
            orders.append(
                {
                    "number": old["id"],
                    "customer": old.get("customer") or "unknown",
                    "lines": lines,
                    "placed": old.get("date"),
                    "state": state,
                }
            )
        raw = {"format": 3, "orders": orders}
        version = 3
    if version != FORMAT:
        raise StoreError(f"format {version!r} is not known, this is version {FORMAT}")
    return raw


class OrderStore:
    """All orders of one file, by number."""

    def __init__(self, path) -> None:
        self.path = Path(path)
        self._orders: dict[int, Order] = {}
        self.migrated = False

    def __len__(self) -> int:
        return len(self._orders)

    def load(self) -> OrderStore:
        """Read the file; a missing one holds no orders.

        Raises:
            StoreError: the file is no JSON or of an unknown format.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            self._orders = {}
            return self
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"cannot read {self.path.name}: {error}") from error
        try:
            raw = json.loads(text)
        except json.JSONDecodeError as error:
            raise StoreError(f"{self.path.name} is damaged in line {error.lineno}") from error
        current = migrate(raw)
        self.migrated = current is not raw
        self._orders = {}
        for item in current["orders"]:
            placed = datetime.fromisoformat(item["placed"]) if item["placed"] else None
            order = Order(
                item["number"],
                item["customer"],
                [_line_from(line) for line in item["lines"]],
                placed,
                item.get("state", "open"),
            )
            if order.number in self._orders:
                raise StoreError(f"order {order.number} is there twice")
            self._orders[order.number] = order
        return self

    def save(self) -> None:
        raw = {"format": FORMAT, "orders": []}
        for order in self.all():
            raw["orders"].append(
                {
                    "number": order.number,
                    "customer": order.customer,
                    "lines": [_line_to(line) for line in order.lines],
                    "placed": order.placed.isoformat(timespec="seconds") if order.placed else None,
                    "state": order.state,
                }
            )
        partial = self.path.with_name(self.path.name + ".part")
        try:
            partial.write_text(json.dumps(raw, indent=2) + "\n", encoding="utf-8")
            os.replace(partial, self.path)
        except OSError as error:
            raise StoreError(f"cannot write {self.path.name}: {error}") from error

    def all(self) -> list[Order]:
        return [self._orders[number] for number in sorted(self._orders)]

    def get(self, number: int) -> Order:
        if number not in self._orders:
            raise StoreError(f"no order {number}")
        return self._orders[number]

    def put(self, order: Order) -> None:
        self._orders[order.number] = order

    def next_number(self) -> int:
        return max(self._orders, default=1000) + 1

    def find(self, customer=None, state=None, since=None):
        """Orders that meet every condition given, newest first; undated ones come last."""
        found = []
        for order in self.all():
            if customer is not None and order.customer.lower() != customer.lower():
                continue
            if state is not None and order.state != state:
                continue
            if since is not None and (order.placed is None or order.placed < since):
                continue
            found.append(order)
        return sorted(found, key=lambda o: (o.placed is not None, o.placed or datetime.min), reverse=True)
