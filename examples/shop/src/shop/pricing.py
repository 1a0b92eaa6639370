"""From a cart to what is to be paid: pricing rules and how they combine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Protocol, Sequence

from shop.cart import Cart, Line
from shop.money import Money


class Stacking(Enum):
    """How several rules that apply to one cart combine."""

    ALL = "all"
    BEST = "best"
    FIRST = "first"


class Rule(Protocol):
    """Anything that can say how much a cart gets cheaper."""

    label: str

    def discount(self, cart: Cart, on: date) -> Money: ...


@dataclass(frozen=True)
class Window:
    """The days on which something is valid, both ends included; None is open."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"window ends {self.end} before it starts {self.start}")

    def __contains__(self, day: date) -> bool:
        if self.start is not None and day < self.start:
            return False
        return self.end is None or day <= self.end

    def days_left(self, today: date) -> int | None:
        """Count the days until it ends, 0 on the last day; None where it never ends."""
        if self.end is None:
            return None
        return max(0, (self.end - today).days)


class DatedRule(ABC):
    """A rule that holds on some days only."""

    label = "discount"
    window = Window()

    def discount(self, cart: Cart, on: date) -> Money:
        if on not in self.window or not len(cart):
            return Money(0, cart.currency)
        return self._discount(cart)

    @abstractmethod
    def _discount(self, cart: Cart) -> Money: ...


@dataclass(frozen=True)
class PercentOff(DatedRule):
    """So many percent off everything, or off the lines that carry a tag."""

    percent: int
    tag: str | None = None
    window: Window = field(default_factory=Window)
    label: str = "percent off"

    def __post_init__(self) -> None:
        if not 0 < self.percent <= 100:
            raise ValueError(f"percent must be 1 to 100, got {self.percent}")

    def _discount(self, cart: Cart) -> Money:
        if self.tag is None:
            return cart.subtotal.percent(self.percent)
        lines = cart.tagged(self.tag)
        return Money.sum((line.total for line in lines), cart.currency).percent(self.percent)


@dataclass(frozen=True)
class BulkDiscount(DatedRule):
    """Percent off a line by its quantity: tiers of (from so many pieces, percent)."""

    tiers: tuple[tuple[int, int], ...]
    window: Window = field(default_factory=Window)
    label: str = "bulk"

    def percent_for(self, quantity: int) -> int:
        """Return the percentage of the highest tier that is reached, else 0.

        >>> rule = BulkDiscount(((10, 5), (50, 10)))
        >>> rule.percent_for(9)
        0
        >>> rule.percent_for(10)
        5
        >>> rule.percent_for(60)
        10
        """
        percent = 0
        for pieces, tier_percent in sorted(self.tiers):
            if quantity > pieces:
                percent = tier_percent
        return percent

    def _discount(self, cart: Cart) -> Money:
        return Money.sum(
            (line.total.percent(self.percent_for(line.quantity)) for line in cart), cart.currency
        )


@dataclass(frozen=True)
class BuyXPayY(DatedRule):
    """Three for the price of two, and the like, within one article."""

    buy: int
    pay: int
    skus: frozenset[str] = frozenset()
    window: Window = field(default_factory=Window)
    label: str = "buy x pay y"

    def __post_init__(self) -> None:
        if not 0 < self.pay < self.buy:
            raise ValueError(f"pay must be 1 to {self.buy - 1}, got {self.pay}")

    def free_pieces(self, quantity: int) -> int:
        return quantity // self.buy * (self.buy - self.pay)

    def _applies(self, line: Line) -> bool:
        return not self.skus or line.sku in self.skus

    def _discount(self, cart: Cart) -> Money:
        saved = Money(0, cart.currency)
        for line in cart:
            if self._applies(line):
                saved += line.price * self.free_pieces(line.quantity)
        return saved


@dataclass(frozen=True)
class Price:
    """What is to be paid, and why."""

    subtotal: Money
    discounts: tuple[tuple[str, Money], ...]
    shipping: Money

    @property
    def discount(self) -> Money:
        return Money.sum((amount for _, amount in self.discounts), self.subtotal.currency)

    @property
    def total(self) -> Money:
        return self.subtotal - self.discount + self.shipping


def shipping_for(subtotal: Money, pieces: int, express: bool = False) -> Money:
    """Free from 50 major units on; else by the number of pieces. Express always costs.

    >>> from shop.money import EUR
    >>> shipping_for(Money(5000, EUR), 3).minor
    0
    """
    factor = subtotal.currency.factor
    if pieces == 0:
        return Money(0, subtotal.currency)
    if pieces <= 5:
        base = 4 * factor
    elif pieces <= 20:
        base = 7 * factor
    else:
        base = 7 * factor + (pieces - 20) * factor // 4
    if express:
        return Money(base * 2, subtotal.currency)
    if subtotal.minor >= 50 * factor:
        return Money(0, subtotal.currency)
    return Money(base, subtotal.currency)


def checkout(
    cart: Cart,
    rules: Sequence[Rule] = (),
    on: date | None = None,
    stacking: Stacking = Stacking.ALL,
    express: bool = False,
) -> Price:
    """Price a cart. Discounts never exceed the subtotal."""
    day = on or date.today()
    found = [(rule.label, rule.discount(cart, day)) for rule in rules]
    found = [(label, amount) for label, amount in found if amount]
    if stacking is Stacking.BEST and found:
        found = [max(found, key=lambda pair: pair[1])]
    elif stacking is Stacking.FIRST:
        found = found[:1]
    left = cart.subtotal
    applied = []
    for label, amount in found:
        amount = min(amount, left)
        if amount:
            applied.append((label, amount))
            left -= amount
    return Price(cart.subtotal, tuple(applied), shipping_for(left, cart.pieces, express))
