"""A tiny subject, and a way to observe and run tests of it without a worker."""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from bot.domain.mission import EngineName
from bot.domain.trial import (
    Candidate,
    ErrorSeen,
    Observation,
    ObservedEnd,
    Situation,
    Value,
    ValueKind,
)
from bot.languages.python.craft.craft import PythonCraft

SUBJECT = '''"""A till: prices, carts, receipts."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Money:
    cents: int
    currency: str = "EUR"

    def __add__(self, other):
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.cents + other.cents, self.currency)


def parse_price(text: str) -> "int | None":
    """Read a price in cents; None for blank text.

    Raises:
        ValueError: it is no price.
    """
    text = text.strip()
    if not text:
        return None
    return round(float(text) * 100)


def is_code(text):
    return len(text) == 4 and text.isdigit()


def share(total, parts):
    if parts <= 0:
        raise ValueError("parts must be positive (got %d)" % parts)
    return [total / parts] * parts


def rate(cents: int, count: int) -> float:
    return cents / count


class Cart:
    def __init__(self, owner=None):
        self.owner = owner
        self.items = {}
        self._log = []

    def add(self, name, quantity=1):
        if quantity < 1:
            raise ValueError(f"quantity must be at least 1: {quantity}")
        self._log.append(name)
        self.items[name] = self.items.get(name, 0) + quantity

    @property
    def count(self):
        return sum(self.items.values())

    def copy(self):
        other = Cart(self.owner)
        other.items = dict(self.items)
        return other

    def names(self):
        yield from sorted(self.items)

    def notify(self, channel):
        return channel.send(self.count)


def save(cart, path):
    path.write_text("".join(f"{name}: {n}\\n" for name, n in cart.items.items()))


def show(cart):
    for name, n in cart.items.items():
        print(f"{n:>3} x {name}")


async def fetch_price(name):
    await asyncio.sleep(0)
    return {"apple": 120}[name]


def table(width):
    return [[column * row for column in range(width)] for row in range(width)]


def shown(value):
    return f"{value}!"


def banner(name):
    return f"*** {name} ***\\nWelcome to the till.\\nPlease take your receipt when you leave us.\\n"
'''

WRITTEN = (int, str, bytes, bool, type(None), list, tuple, dict, set, float)


@dataclass
class Till:
    """The subject as a module, with what tests need of craft and worker."""

    module: ModuleType
    tmp_path: Path
    craft: PythonCraft

    def situation(
        self,
        segment: str,
        call: str,
        *setup: str,
        condition: str = "",
        imports: tuple[str, ...] = (),
    ) -> Situation:
        """Make a situation whose imports come by themselves."""
        words = {
            n.id for s in (*setup, call) for n in ast.walk(ast.parse(s)) if isinstance(n, ast.Name)
        }
        own = tuple(f"from shop.till import {w}" for w in sorted(words) if _is_own(self.module, w))
        fixtures = ("tmp_path",) if "tmp_path" in words else ()
        return Situation(
            segment, (*imports, *own), setup, call, EngineName.SEARCH, fixtures, condition=condition
        )

    def observe(self, situation: Situation) -> Observation:
        """Run a situation as the worker does, in this process."""
        folder = self.tmp_path / str(len(list(self.tmp_path.iterdir())))
        folder.mkdir()
        space: dict[str, object] = {"tmp_path": folder}
        exec("\n".join((*situation.imports, *situation.setup)), space)
        before = {name: repr(_state(value)) for name, value in space.items()}
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                value = eval(situation.call, space)
        except Exception as error:  # noqa: BLE001 - as the worker does
            return _raised(error)
        changed = tuple(
            (name, described(value))
            for name, value in space.items()
            if name in before and repr(_state(value)) != before[name]
        )
        return Observation(
            ObservedEnd.RETURNED,
            frozenset(),
            frozenset(),
            value=described(value),
            changed=changed,
            written=tuple((path.name, path.read_text()) for path in sorted(folder.iterdir())),
            stdout=printed.getvalue(),
        )

    def candidate(self, situation: Situation, taken: set[str]) -> Candidate:
        """Observe, judge and name."""
        seen = self.observe(situation)
        judgement = self.craft.judge(situation, seen, [seen, seen])
        assert judgement.verdict is None, judgement
        name = self.craft.name(situation, seen, taken)
        taken.add(name)
        return Candidate(name, situation, judgement.assertions)


def _raised(error: Exception) -> Observation:
    frames = [f for f in inspect.getinnerframes(error.__traceback__) if f.filename == "till.py"]  # type: ignore[arg-type]
    line = frames[-1].lineno if frames else 0
    text = SUBJECT.splitlines()[line - 1] if line else ""
    kind = type(error)
    mro = tuple(f"{one.__module__}.{one.__qualname__}" for one in kind.__mro__[:-1])
    seen = ErrorSeen(mro[0], str(error), line, "raise " in text, mro)
    return Observation(ObservedEnd.RAISED, frozenset(), frozenset(), error=seen)


def _is_own(module: ModuleType, name: str) -> bool:
    return getattr(getattr(module, name, None), "__module__", "") == "shop.till"


def _state(value: object) -> object:
    return vars(value) if type(value).__module__ == "shop.till" else value


def described(value: object, depth: int = 0) -> Value:
    """Describe a value as the worker does, as far as the till needs it."""
    name = f"{type(value).__module__}.{type(value).__qualname__}"
    if inspect.isgenerator(value):
        return Value(ValueKind.ITERATED, name, repr(list(value)))
    if type(value) in WRITTEN:
        kind = ValueKind.APPROX if _holds_floats(value) else ValueKind.LITERAL
        return Value(kind, name, repr(value))
    if type(value).__qualname__ == "Money":
        return Value(ValueKind.CONSTRUCTED, name, repr(value), ("from shop.till import Money",))
    if depth > 1 or not hasattr(value, "__dict__"):
        return Value(ValueKind.OPAQUE, name)
    fields = tuple((field, described(inner, depth + 1)) for field, inner in vars(value).items())
    return Value(ValueKind.OBJECT, name, fields=fields)


def _holds_floats(value: object) -> bool:
    return "." in repr(value) and not isinstance(value, str)
