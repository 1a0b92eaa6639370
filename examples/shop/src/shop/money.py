"""Amounts of money, exact to the minor unit (the cent, where there is one)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import Enum
from functools import total_ordering
from typing import Iterable


class Rounding(Enum):
    """What happens to fractions of a minor unit."""

    HALF_UP = ROUND_HALF_UP
    HALF_EVEN = ROUND_HALF_EVEN
    DOWN = ROUND_DOWN


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met."""

    def __init__(self, left: Currency, right: Currency) -> None:
        super().__init__(f"cannot mix {left.code} and {right.code}")
        self.left = left
        self.right = right


class MoneyFormatError(ValueError):
    """A text is no amount of money."""


@dataclass(frozen=True)
class Currency:
    """An ISO 4217 currency; `digits` is the number of decimals of its minor unit."""

    code: str
    digits: int
    symbol: str

    @property
    def factor(self) -> int:
        return 10**self.digits


EUR = Currency("EUR", 2, "€")
USD = Currency("USD", 2, "$")
GBP = Currency("GBP", 2, "£")
JPY = Currency("JPY", 0, "¥")

CURRENCIES = {c.code: c for c in (EUR, USD, GBP, JPY)}
SYMBOLS = {c.symbol: c for c in CURRENCIES.values()}

_AMOUNT = re.compile(
    r"""^\s*(?P<symbol>[€$£¥])?\s*
        (?P<sign>[-+])?(?P<whole>\d{1,3}(?:[ ,]\d{3})+|\d+)(?:\.(?P<fraction>\d+))?
        \s*(?P<code>[A-Za-z]{3})?\s*$""",
    re.VERBOSE,
)


def currency(code: str) -> Currency:
    """Look a currency up by its code.

    >>> currency("eur").symbol
    '€'
    """
    try:
        return CURRENCIES[code.upper()]
    except KeyError:
        raise MoneyFormatError(f"unknown currency {code!r}") from None


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount in minor units of one currency.

    >>> Money(1250, EUR) + Money(50, EUR)
    Money(minor=1300, currency=Currency(code='EUR', digits=2, symbol='€'))
    """

    minor: int
    currency: Currency = EUR

    @classmethod
    def of(cls, amount, currency: Currency = EUR, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """Make an amount from a number of major units, for example 12.5."""
        scaled = Decimal(str(amount)) * currency.factor
        return cls(int(scaled.quantize(Decimal(1), rounding=rounding.value)), currency)

    @classmethod
    def parse(cls, text: str, default: Currency | None = None) -> Money:
        """Read an amount as people write it: a symbol in front, a code behind, or neither.

        >>> Money.parse("1,299.90 EUR").minor
        129990
        >>> Money.parse("¥500").currency.code
        'JPY'

        Raises:
            MoneyFormatError: the text is no amount, names two currencies, or has
                more decimals than its currency.
        """
        match = _AMOUNT.match(text)
        if match is None:
            raise MoneyFormatError(f"not an amount: {text!r}")
        symbol, code = match["symbol"], match["code"]
        if symbol and code and SYMBOLS[symbol].code != code.upper():
            raise MoneyFormatError(f"two currencies in {text!r}")
        if code:
            unit = currency(code)
        elif symbol:
            unit = SYMBOLS[symbol]
        elif default is not None:
            unit = default
        else:
            raise MoneyFormatError(f"no currency in {text!r}")
        fraction = match["fraction"] or ""
        if len(fraction) > unit.digits:
            raise MoneyFormatError(f"{unit.code} has {unit.digits} decimals: {text!r}")
        whole = re.sub(r"[ ,]", "", match["whole"])
        minor = int(whole) * unit.factor + int(fraction.ljust(unit.digits, "0") or 0)
        return cls(-minor if match["sign"] == "-" else minor, unit)

    @classmethod
    def sum(cls, amounts: Iterable[Money], currency: Currency = EUR) -> Money:
        """Add amounts up; an empty sum is zero of `currency`."""
        total = None
        for amount in amounts:
            total = amount if total is None else total + amount
        return cls(0, currency) if total is None else total

    def _check(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._check(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._check(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, factor: int) -> Money:
        if not isinstance(factor, int):
            return NotImplemented
        return Money(self.minor * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._check(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def percent(self, pct: int | Decimal, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """Return a percentage of the amount.

        >>> Money(1999).percent(10).minor
        200
        >>> Money(1999).percent(10, Rounding.DOWN).minor
        199
        """
        share = Decimal(self.minor) * Decimal(pct) / 100
        return Money(int(share.quantize(Decimal(1), rounding=rounding.value)), self.currency)

    def split(self, parts: int) -> list[Money]:
        """Split into equal parts; what cannot be split goes to the first ones.

        >>> [part.minor for part in Money(100).split(3)]
        [34, 33, 33]
        >>> [part.minor for part in Money(-100).split(3)]
        [-34, -33, -33]
        """
        if parts < 1:
            raise ValueError("parts must be at least 1")
        each, rest = divmod(self.minor, parts)
        return [Money(each + (1 if n < rest else 0), self.currency) for n in range(parts)]

    def format(self, symbol: bool = False) -> str:
        """Write the amount for people.

        >>> Money(123456, USD).format()
        '1,234.56 USD'
        >>> Money(-500, JPY).format(symbol=True)
        '-¥500'
        """
        whole, fraction = divmod(abs(self.minor), self.currency.factor)
        text = f"{whole:,}"
        if self.currency.digits:
            text += f".{fraction:0{self.currency.digits}d}"
        sign = "-" if self.minor < 0 else ""
        if symbol:
            return f"{sign}{self.currency.symbol}{text}"
        return f"{sign}{text} {self.currency.code}"

    def __str__(self) -> str:
        return self.format()
