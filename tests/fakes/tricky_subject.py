"""A subject, as text, of all that is hard to count, and the calls that run it."""

from __future__ import annotations

TRICKY = '''
"""A module of everything that is hard to count."""

from __future__ import annotations

import asyncio
import contextlib
import functools


def twice(function):
    @functools.wraps(function)
    def inner(
        *args,
        **kwargs,
    ):
        function(*args, **kwargs)
        return function(
            *args,
            **kwargs,
        )

    return inner


@twice
@functools.lru_cache(
    maxsize=None,
)
def decorated(
    value,
    other=(
        1,
        2,
    ),
):
    """Say something."""
    return [
        part
        for part in other
        if part != value
    ]


class Shape:
    """A class body with branches."""

    if twice:
        sides = 3
    else:
        sides = 4

    names = {
        side: str(side)
        for side in range(2)
    }

    def area(self, size): return size * size

    @property
    def label(self):
        try:
            if self.sides > 3:
                return "many"
        finally:
            self.seen = True
        return (
            "few"
        )


@contextlib.contextmanager
def opened(flag):
    try:
        yield flag
    except ValueError:
        if flag:
            raise
    finally:
        pass


def managed(flag):
    with opened(flag) as found, \\
            contextlib.suppress(KeyError):
        if found:
            raise KeyError(found)
    return "after"


def loops(items):
    for item in items:
        if item < 0:
            continue
        while item:
            item -= 1
            if item == 5:
                break
        else:
            yield "down"
    else:
        yield "done"


def lambdas(value):
    pick = lambda x: (
        x + 1
        if x
        else 0
    )
    return pick(value), (lambda: None)()


async def waits(count):
    async def inner(n):
        if n:
            await asyncio.sleep(0)
        return n

    total = 0
    for number in range(count):
        total += await inner(number)
    async with guard() as g:
        total += g
    return [x async for x in numbers(count)], total


@contextlib.asynccontextmanager
async def guard():
    yield 1


async def numbers(count):
    for number in range(count):
        yield number


def chained(a, b):
    if a and (
        b
        or not a
    ):
        return 1
    elif b:
        return 2
    assert a or b, "neither"
    return (
        a
        if a
        else b
    )


def nested(depth):
    def inner():
        def innermost(): return depth
        return innermost()
    if depth: return inner()


def handlers(kind):
    try:
        try:
            if kind == 1:
                raise ValueError(
                    kind,
                )
            if kind == 2:
                raise KeyError(kind)
            if kind == 3:
                return "left"
        except ValueError as error:
            return str(error)
        finally:
            kind = -kind
    except (
        KeyError,
        IndexError,
    ):
        return "outer"
    else:
        return "else"


def ignored(value):  # pragma: no cover
    if value:
        return 1
    return 2


def unreached(value):
    if value:
        return value
    if TYPE_CHECKING:
        return 3
    while True:
        return 2


TYPE_CHECKING = False
'''

MATCHING = """
def matched(value):
    match value:
        case 1 | 2:
            return "small"
        case [first, *_] if first > 3:
            return (
                "list",
                first,
            )
        case {"key": found}:
            return found
        case str():
            pass
        case _:
            return "other"
    return "text"
"""

SITUATIONS = [
    "decorated(1)",
    "Shape().label",
    "Shape().area(2)",
    "managed(True)",
    "managed(False)",
    "list(loops([3, -1, 9]))",
    "list(loops([]))",
    "lambdas(0)",
    "asyncio.run(waits(3))",
    "asyncio.run(waits(0))",
    "chained(1, 0)",
    "chained(0, 2)",
    "chained(0, 0)",
    "chained(1, 1)",
    "nested(0)",
    "nested(2)",
    "handlers(0)",
    "handlers(1)",
    "handlers(2)",
    "handlers(3)",
    "ignored(1)",
    "unreached(0)",
    "matched(2)",
    "matched([4])",
    "matched([1])",
    "matched({'key': 1})",
    "matched('x')",
]
IMPORTS = ("import asyncio", "from shop.subject import *")
