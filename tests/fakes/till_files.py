"""Files of tests for the till: what goes into them, and a run of what comes out."""

from __future__ import annotations

import io
import itertools
from contextlib import redirect_stdout
from types import FunctionType, SimpleNamespace
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.ports.craft import Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fakes.till import Till

    from bot.domain.trial import Candidate, Situation

FAKE = "class FakeChannel:\n    def send(self, count):\n        return f'sent {count}'"
APPLES = ("cart = Cart()", "cart.add('apple', 12)")


def provenance(*, seed: int = 7, model: str = "") -> Provenance:
    engines = (EngineName.SEARCH, EngineName.MODEL) if model else (EngineName.SEARCH,)
    return Provenance("m-3f9a1c22", "src/shop/till.py", engines, seed, 41, 1, 22, 25, model)


def functions(till: Till) -> list[Situation]:
    return [
        till.situation("parse_price", "parse_price('')"),
        till.situation("parse_price", "parse_price('  ')"),
        till.situation("parse_price", "parse_price('1.20')"),
        till.situation("parse_price", "parse_price('3')"),
        till.situation("parse_price", "parse_price('abc')"),
        till.situation("is_code", "is_code('1234')"),
        till.situation("is_code", "is_code('12a4')"),
        till.situation("is_code", "is_code('')"),
        till.situation("share", "share(10, 4)"),
        till.situation("share", "share(10, 0)"),
        till.situation("share", "share(10, -1)"),
        till.situation("rate", "rate(5, 2)"),
        till.situation("rate", "rate(5, 4)"),
        till.situation(
            "fetch_price", "asyncio.run(fetch_price('apple'))", imports=("import asyncio",)
        ),
        till.situation("table", "table(3)"),
        till.situation("table", "table(12)"),
        till.situation("banner", "banner('Ann')"),
    ]


def objects(till: Till) -> list[Situation]:
    make = till.situation
    return [
        make("Money.__add__", "Money(1) + Money(2)"),
        make("Money.__add__", "Money(1) + Money(2, 'USD')"),
        make("Cart.count", "cart.count", "cart = Cart()"),
        make("Cart.count", "cart.count", *APPLES, condition="after add"),
        make("Cart.add", "cart.add('apple')", "cart = Cart()"),
        make("Cart.add", "cart.add('apple', 0)", "cart = Cart()", condition="quantity is 0"),
        make("Cart.copy", "cart.copy()", "cart = Cart('Ann')"),
        make("Cart.names", "cart.names()", *APPLES, "cart.add('pear')"),
        make("Cart.notify", "cart.notify(FakeChannel())", "cart = Cart()", FAKE),
        make("Cart.notify", "cart.notify(FakeChannel())", *APPLES, FAKE),
        make("show", "show(cart)", *APPLES, "cart.add('pear')"),
        make("save", "save(cart, tmp_path / 'cart.txt')", *APPLES),
    ]


def candidates(till: Till, situations: list[Situation]) -> list[Candidate]:
    taken: set[str] = set()
    return [till.candidate(situation, taken) for situation in situations]


def cases(test: Callable[..., None]) -> Iterator[dict[str, object]]:
    """Give a test's parametrised arguments, one set a case."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        return iter([{}])
    names, rows = marks[0].args
    return (
        {names: row} if isinstance(names, str) else dict(zip(names, _values(row), strict=True))
        for row in rows
    )


def _values(row: object) -> tuple[object, ...]:
    values = getattr(row, "values", row)
    assert isinstance(values, tuple)
    return values


def run(text: str, tmp_path: Path) -> int:
    """Run a file of tests as pytest would, and count the cases."""
    space: dict[str, object] = {"__name__": "test_till"}
    exec(compile(text, "test_till.py", "exec"), space)
    tests = [v for k, v in space.items() if k.startswith("test_") and isinstance(v, FunctionType)]
    done = 0
    for test, number in zip(tests, itertools.count(), strict=False):
        for case in cases(test):
            printed = io.StringIO()
            folder = tmp_path / str(number)
            folder.mkdir(exist_ok=True)
            read = SimpleNamespace(
                readouterr=lambda printed=printed: SimpleNamespace(out=printed.getvalue())
            )
            fixtures = {"tmp_path": folder, "capsys": read}
            wanted = test.__code__.co_varnames[: test.__code__.co_argcount]
            with redirect_stdout(printed):
                test(**case, **{name: fixtures[name] for name in wanted if name in fixtures})
            done += 1
    return done
