"""What a customer wants to buy, before it is priced."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Iterator

from shop.money import EUR, Currency, Money

MAX_LINES = 50
MAX_QUANTITY = 999


class CartError(Exception):
    """The cart cannot be changed that way."""


class CartFull(CartError):
    """There is no room for another line."""


class UnknownLine(CartError, KeyError):
    """The cart has no line of that article."""

    def __str__(self) -> str:
        return f"not in the cart: {self.args[0]}"


@dataclass(frozen=True)
class Line:
    """So many pieces of one article at one price."""

    sku: str
    price: Money
    quantity: int = 1
    tags: frozenset[str] = field(default_factory=frozenset)

    @property
    def total(self) -> Money:
        return self.price * self.quantity


class Cart:
    """Lines in the order in which they were added, all in one currency."""

    def __init__(self, currency: Currency = EUR, max_lines: int = MAX_LINES) -> None:
        self.currency = currency
        self.max_lines = max_lines
        self._lines: dict[str, Line] = {}
        self.note = ""

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines.values())

    def __contains__(self, sku: object) -> bool:
        return sku in self._lines

    def __getitem__(self, sku: str) -> Line:
        try:
            return self._lines[sku]
        except KeyError:
            raise UnknownLine(sku) from None

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self)

    @property
    def subtotal(self) -> Money:
        return Money.sum((line.total for line in self), self.currency)

    def add(self, sku: str, price: Money, quantity: int = 1, tags=()) -> Line:
        """Add pieces of an article; a second call for the same article adds up.

        The newer price wins, so that nobody pays yesterday's.
        """
        if quantity < 1:
            raise CartError(f"quantity must be at least 1, got {quantity}")
        if price.currency != self.currency:
            raise CartError(f"this cart is in {self.currency.code}, not {price.currency.code}")
        if price.minor < 0:
            raise CartError("a price cannot be negative")
        old = self._lines.get(sku)
        if old is None:
            if len(self._lines) >= self.max_lines:
                raise CartFull(f"a cart holds {self.max_lines} lines")
            line = Line(sku, price, quantity, frozenset(tags))
        else:
            line = replace(
                old, price=price, quantity=old.quantity + quantity, tags=old.tags | set(tags)
            )
        if line.quantity > MAX_QUANTITY:
            raise CartError(f"at most {MAX_QUANTITY} pieces of {sku}")
        self._lines[sku] = line
        return line

    def change(self, sku: str, quantity: int) -> None:
        """Set the quantity of a line; 0 removes it."""
        line = self[sku]
        if quantity < 0:
            raise CartError(f"quantity cannot be negative, got {quantity}")
        if quantity == 0:
            del self._lines[sku]
        elif quantity > MAX_QUANTITY:
            raise CartError(f"at most {MAX_QUANTITY} pieces of {sku}")
        else:
            self._lines[sku] = replace(line, quantity=quantity)

    def remove(self, sku: str) -> Line:
        """Take a line out and return it."""
        line = self[sku]
        del self._lines[sku]
        return line

    def merge(self, other: Cart) -> list[str]:
        """Take over another cart's lines, as after signing in; return what did not fit.

        Quantities are capped rather than refused: nobody should lose a cart
        for having put too much into it.
        """
        if other.currency != self.currency:
            raise CartError(f"cannot merge {other.currency.code} into {self.currency.code}")
        left_over = []
        for line in other:
            present = self._lines.get(line.sku)
            room = MAX_QUANTITY - (present.quantity if present else 0)
            if room <= 0:
                left_over.append(line.sku)
                continue
            try:
                self.add(line.sku, line.price, min(line.quantity, room), line.tags)
            except CartFull:
                left_over.append(line.sku)
        if other.note and other.note not in self.note:
            self.note = f"{self.note}\n{other.note}".strip()
        return left_over

    def tagged(self, tag: str) -> list[Line]:
        return [line for line in self if tag in line.tags]

    def clear(self) -> None:
        self._lines.clear()
        self.note = ""
