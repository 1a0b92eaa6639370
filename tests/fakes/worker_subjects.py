"""Subjects as text: one full of types, one full of deeds."""

TYPED = '''
from __future__ import annotations

import abc
import contextlib
import enum
import functools
import typing
from dataclasses import dataclass, field
from decimal import Decimal
from typing import (
    TYPE_CHECKING, Any, Callable, ClassVar, Literal, NamedTuple, NewType, Optional, Protocol,
    TypeVar, Union,
)

from shop.money import Money

if TYPE_CHECKING:
    from shop.only_checked import Ghost
    from nowhere import Nothing

T = TypeVar("T")
Bound = TypeVar("Bound", bound=int)
Either = TypeVar("Either", str, int)
UserId = NewType("UserId", int)
LIMIT = 3
if LIMIT:
    OTHER = 4


def typed(
    a: int, /, b: Optional[str] = None, *rest: float, c: Union[int, str] = "x", **more: bytes
) -> list[dict[str, Money]]:
    """Say types."""
    return []


def chosen(mode: Literal["r", "w"], level: Literal[1, 2] = 1) -> None: ...


def odd(a: Nothing, b: int, c: Ghost, d: "unknown.Name" = LIMIT) -> T: ...


def variables(a: T, b: Bound, c: Either, d: UserId, e: Any, f: Callable[[int], str]): ...


def defaults(a=(1, [2]), b=LIMIT, c=Money(1), d={"k": 1.5}, e=..., f=print): ...


def generated():
    yield 1


async def waited() -> int:
    return 1


async def streamed():
    yield 1


@contextlib.contextmanager
def managed(name: str):
    yield name


@contextlib.asynccontextmanager
async def amanaged():
    yield 1


@functools.lru_cache(maxsize=None)
def cached(n: int) -> int:
    return n


@functools.wraps(typed)
def imposter(*args): ...


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self) -> float: ...


class Readable(Protocol):
    def read(self) -> str: ...


class ShopError(ValueError):
    pass


class Coded(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)


class Pair(NamedTuple):
    left: int
    right: str = "r"


@dataclass
class Item:
    name: str
    price: Decimal = Decimal(1)
    tags: list[str] = field(default_factory=list)
    kind: ClassVar[int] = 1

    def label(self) -> str:
        return self.name


class Cart(Shape):
    class Line:
        def __init__(self, item: Item) -> None:
            self.item = item

    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)

    def __init__(self, owner: str | None = None, *, size: int = 0) -> None:
        self.owner = owner

    def area(self) -> float:
        return 0.0

    @property
    def total(self) -> Decimal:
        return Decimal(0)

    @functools.cached_property
    def slow(self) -> int:
        return 1

    @classmethod
    def parse(cls, text: str) -> Cart:
        return cls()

    @staticmethod
    def blank() -> Cart:
        return Cart()

    def __len__(self) -> int:
        return 0

    def _hidden(self, n: int): ...


class Bare:
    pass
'''

MONEY = """
from __future__ import annotations

class Purse:
    pass

class Money:
    def __init__(self, amount: int, purse: Purse | None = None):
        self.amount = amount
    def __eq__(self, other):
        return True
    __hash__ = None
"""

DOING = '''
import asyncio
import os
import random
import tempfile
from pathlib import Path


class ShopError(Exception):
    """Ours."""


class Cart:
    def __init__(self, *items):
        self.items = list(items)
        self.owner = None

    def add(self, item):
        if not item:
            raise ShopError(f"no item: {item!r}")
        self.items.append(item)
        return len(self.items)

    def broken(self):
        return int("x")


def countdown(n):
    while n:
        yield n
        n -= 1


def forever():
    n = 0
    while True:
        yield n
        n += 1


def fails_late():
    yield 1
    raise ShopError("late")


def greet(name):
    print("hello", name)


def talkative():
    for n in (1, 2):
        print(n)
        yield n


def save(folder, text):
    (folder / "deep").mkdir()
    (folder / "deep" / "a.txt").write_text(text)
    (folder / "b.bin").write_bytes(b"\\xff\\xfe")


async def later(n):
    await asyncio.sleep(0)
    return n * 2


def where():
    return os.environ.get("SHOP", "nowhere")


def chance():
    return random.random()


def home():
    return Path.home()


def scratch():
    return tempfile.mkdtemp()


def ask():
    return input("name? ")


def surrogate():
    raise ShopError("bad \\udc80 text")
'''
