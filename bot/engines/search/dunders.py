"""Write special methods through the syntax that calls them: len(cart), a == b, cart[0]."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spoken:
    """The expression that calls a special method, and what must stand before it.

    `call` is "" where a statement calls it: the last of `setup`.
    """

    call: str
    setup: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


_BINARY = {
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%",
    "pow": "**", "and": "&", "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
    "matmul": "@",
}  # fmt: skip
_IN_PLACE = frozenset(_BINARY) - {"eq", "ne", "lt", "le", "gt", "ge"}
_UNARY = {"neg": "-", "pos": "+", "invert": "~"}
_BUILTIN = {
    "len": "len", "repr": "repr", "str": "str", "bool": "bool", "int": "int", "float": "float",
    "complex": "complex", "bytes": "bytes", "abs": "abs", "iter": "list", "next": "next",
    "reversed": "reversed", "dir": "dir", "index": "hex",
}  # fmt: skip
_WITH_ONE = {"round": "round", "format": "format", "divmod": "divmod"}
_COLLECT = """async def collect(items):
    return [item async for item in items]"""


def operator_call(name: str, receiver: str, values: list[str]) -> Spoken | None:
    """Return the syntax for a special method, None where a plain call is best.

    `values` are the sources of its arguments.
    """
    plain = name.strip("_")
    return (
        _unary(plain, receiver)
        or _binary(plain, receiver, values)
        or _item(plain, receiver, values)
        or _other(plain, receiver, values)
    )


def _unary(plain: str, receiver: str) -> Spoken | None:
    if plain in _BUILTIN:
        return Spoken(f"{_BUILTIN[plain]}({receiver})")
    if plain in _UNARY:
        return Spoken(f"{_UNARY[plain]}{receiver}")
    # A hash differs between runs where it comes from text; that of a copy is the same.
    hashed = Spoken(f"hash(copy.copy({receiver})) == hash({receiver})", (), ("import copy",))
    return hashed if plain == "hash" else None


def _binary(plain: str, receiver: str, values: list[str]) -> Spoken | None:
    if not values:
        return None
    other = values[0]
    if plain in _BINARY:
        return Spoken(f"{receiver} {_BINARY[plain]} {other}")
    if plain[0] == "r" and plain[1:] in _IN_PLACE:
        return Spoken(f"{other} {_BINARY[plain[1:]]} {receiver}")
    if plain[0] == "i" and plain[1:] in _IN_PLACE:
        return Spoken(receiver, (f"{receiver} {_BINARY[plain[1:]]}= {other}",))
    return None


_ITEMS = {
    "contains": "{1} in {0}",
    "getitem": "{0}[{1}]",
    "getattr": "getattr({0}, {1})",
    "getattribute": "getattr({0}, {1})",
}
_STATEMENTS = {
    "setitem": "{0}[{1}] = {2}",
    "delitem": "del {0}[{1}]",
    "setattr": "setattr({0}, {1}, {2})",
    "delattr": "delattr({0}, {1})",
}
IN_PLACE = frozenset(f"__i{one}__" for one in _IN_PLACE)
"""Special methods that a statement calls before their object is looked at."""

_ENTER = """async def enter():
    async with {} as entered:
        return entered"""


def _item(plain: str, receiver: str, values: list[str]) -> Spoken | None:
    form = _ITEMS.get(plain) or _STATEMENTS.get(plain, "")
    if not form or form.count("{") != len(values) + 1:
        return None
    text = form.format(receiver, *values)
    return Spoken(text) if plain in _ITEMS else Spoken("", (text,))


def _other(plain: str, receiver: str, values: list[str]) -> Spoken | None:
    arguments = ", ".join(values)
    spoken = {
        "call": Spoken(f"{receiver}({arguments})"),
        "enter": Spoken("entered", (f"with {receiver} as entered:\n    pass",)),
        "exit": Spoken(f"{receiver}.__exit__({arguments or 'None, None, None'})"),
        "aenter": Spoken("asyncio.run(enter())", (_ENTER.format(receiver),), ("import asyncio",)),
        "aiter": Spoken(f"asyncio.run(collect({receiver}))", (_COLLECT,), ("import asyncio",)),
        "copy": Spoken(f"copy.copy({receiver})", (), ("import copy",)),
        "deepcopy": Spoken(f"copy.deepcopy({receiver})", (), ("import copy",)),
    }
    if plain in _WITH_ONE:
        return Spoken(f"{_WITH_ONE[plain]}({', '.join([receiver, *values])})")
    return spoken.get(plain)
