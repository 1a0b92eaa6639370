"""The modules of a small shop that situations go wrong at."""

CART = """
import datetime
import math as maths
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path

from . import money
from .gateway import charge


class Colour(Enum):
    RED = "r"
    GREEN = "g"


class Cart:
    limit_max = 9

    def __init__(self, owner: str, limit: int = 3) -> None:
        self.owner = owner
        self.limit = limit
        self.items = []

    @classmethod
    def load(cls, path: Path) -> "Cart":
        return cls(path.read_text())

    @staticmethod
    def parse(text: str) -> list[str]:
        return text.split(",")

    def add_item(self, name: str, *, price: Decimal) -> int:
        self.items.append((name, price))
        return len(self.items)

    @property
    def total(self) -> Decimal:
        return sum((price for _, price in self.items), Decimal(0))

    def names(self) -> list[str]:
        return [name for name, _ in self.items]

    def rename(self, owner):
        self.owner = owner

    def pay(self, card: str) -> str:
        return charge(card, self.total)


class Basket(Cart):
    pass


class Hamper(Basket):
    pass


class Payer(ABC):
    @abstractmethod
    def pay(self, amount: int) -> bool: ...


@dataclass
class Receipt:
    cart: Cart
    payer: Payer | None = None


def checkout(cart: Cart, colour: Colour = Colour.RED, day: datetime.date | None = None) -> str:
    shown = day.isoformat() if day else "today"
    return f"{cart.owner} {colour.name} {shown}"


def settle(payer: Payer, amount: int) -> bool:
    return payer.pay(amount)


def size_of(path: Path) -> int:
    return len(path.name)


def only(a, /, b):
    return (a, b)


def joined(*names: str, sep: str) -> str:
    return sep.join(names)


def labelled(name, **extra):
    return Cart(name, **extra).limit


def banner(text, width=3):
    return text[:width]


def first(items):
    return items[0]


def shout(stream):
    return stream.upper()


def price_of(thing):
    return thing.price()


def rounded(amount):
    return maths.floor(amount)


def pause(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def picky(amount: int) -> int:
    if amount < 0:
        raise ValueError("negative")
    return amount
"""
GATEWAY = """
def charge(card, amount):
    raise OSError("no network")


class Gateway:
    pass
"""
MONEY = """
from decimal import Decimal as D

try:
    import nothing_of_the_kind
except ImportError:
    RATE = 2
if RATE > 1:
    DOUBLE = True
else:
    SINGLE: bool = False


class Money:
    def __init__(self, amount: int) -> None:
        self.amount = amount


def exchange(amount):
    return amount * RATE
"""
TEXTS = {
    "shop/__init__.py": "",
    "shop/cart.py": CART,
    "shop/gateway.py": GATEWAY,
    "shop/money.py": MONEY,
    "tests/test_cart.py": "from helpers import nothing\n\ndef helper():\n    return 1\n",
}
