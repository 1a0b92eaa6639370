"""Coupon codes: what they look like, and which one is worth what.

A code reads KIND-BODY-CHECK, for example "SAVE10-K7QF-N": the kind says what it is
worth, the body tells codes apart, the last letter catches typing errors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from shop.pricing import PercentOff, Window

CODE = re.compile(r"^(?P<kind>SAVE|TEA|VIP)(?P<percent>\d{1,2})?-(?P<body>[A-Z0-9]{4})-(?P<check>[A-Z])$")
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"
AMBIGUOUS = str.maketrans({"0": "O", "1": "I"})


class CouponError(ValueError):
    """A coupon cannot be used; `reason` is a word for the shop window."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def normalise(text: str) -> str:
    """Bring a typed code into its one form: capitals, no spaces, plain dashes.

    >>> normalise(" save10 – k7qf – n ")
    'SAVE10-K7QF-N'
    """
    text = re.sub(r"[\u2010-\u2015]", "-", text)
    return re.sub(r"\s+", "", text).upper()


def check_letter(body: str) -> str:
    """Compute the check letter of a body.

    >>> check_letter("AAAA")
    'C'
    """
    total = 0
    for position, character in enumerate(body, start=1):
        total += position * (ord(character.translate(AMBIGUOUS)) - ord("A") + 17)
    return ALPHABET[total % len(ALPHABET)]


@dataclass(frozen=True)
class Coupon:
    kind: str
    percent: int
    body: str
    single_use: bool = False

    @classmethod
    def parse(cls, text: str) -> Coupon:
        """Read a code.

        Raises:
            CouponError: the reason is "format", "check" or "percent".
        """
        code = normalise(text)
        match = CODE.match(code)
        if not match:
            raise CouponError(f"not a coupon code: {text!r}", "format")
        if check_letter(match["body"]) != match["check"]:
            raise CouponError(f"mistyped coupon code: {text!r}", "check")
        if match["kind"] == "VIP":
            if match["percent"]:
                raise CouponError("VIP codes carry no percentage", "percent")
            return cls("VIP", 20, match["body"], single_use=True)
        percent = int(match["percent"] or 5)
        if not 1 <= percent <= 50:
            raise CouponError(f"{percent} % is not on offer", "percent")
        return cls(match["kind"], percent, match["body"])

    def rule(self, valid: Window = Window()) -> PercentOff:
        """Turn it into a pricing rule; TEA codes hold for tea only."""
        tag = "tea" if self.kind == "TEA" else None
        return PercentOff(self.percent, tag=tag, window=valid, label=f"coupon {self.body}")


class CouponBook:
    """Remembers which codes were issued until when, and which were used."""

    def __init__(self):
        self._until = {}
        self._used = set()

    def issue(self, code: str, until: date) -> Coupon:
        coupon = Coupon.parse(code)
        self._until[coupon.body] = until
        return coupon

    def redeem(self, code, today):
        coupon = Coupon.parse(code)
        until = self._until.get(coupon.body)
        if until is None:
            raise CouponError("this coupon was never issued", "unknown")
        if today > until:
            raise CouponError(f"this coupon ended on {until:%d %B %Y}", "expired")
        if coupon.body in self._used:
            raise CouponError("this coupon was used already", "used")
        if coupon.single_use:
            self._used.add(coupon.body)
        return coupon.rule(Window(end=until))

    def expiring(self, today, days=7):
        """Bodies of the unused coupons that end within so many days, soonest first."""
        soon = []
        for body, until in self._until.items():
            left = (until - today).days
            if 0 <= left <= days and body not in self._used:
                soon.append((left, body))
        return [body for _, body in sorted(soon)]
