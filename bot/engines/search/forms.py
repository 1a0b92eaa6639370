"""Make pieces of a shape: an untyped parameter gets values that its uses ask for."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import TYPE_CHECKING

from bot.engines.search.builtin_values import (
    CALLABLES,
    CONTEXTS,
    FLOATS,
    INTS,
    LIBRARY,
    PATH_TEXTS,
    PATHS,
    TEXTS,
)
from bot.engines.search.guess import anything, by_name
from bot.engines.search.pieces import Piece
from bot.engines.search.shapes import Shape, Trait
from bot.engines.search.values import around

if TYPE_CHECKING:
    from bot.engines.search.values import Values

DEPTH_MAX = 2
"""How deep objects and containers nest in a made value."""

ALTERNATIVES_MAX = 4
"""Values tried for each attribute of a made object."""

NAMESPACES_MAX = 10
"""Objects made of attributes that are read."""

_JSON = tuple(map(Piece, ("'{\"a\": 1}'", '"not json"', '"[1, 2]"', '"null"')))
_TYPES: dict[str, type] = {
    "str": str, "list": list, "dict": dict, "set": set, "bytes": bytes, "int": int,
    "float": float, "tuple": tuple,
}  # fmt: skip
_POOLS: dict[str, tuple[Piece, ...]] = {
    "str": TEXTS,
    "list": tuple(map(Piece, ("[1, 2]", "[]", '["a", "b"]'))),
    "dict": tuple(map(Piece, ('{"a": 1}', "{}", '{"a": {"b": 2}}', '{"a": [1, 2]}'))),
    "set": tuple(map(Piece, ("{1}", "set()"))),
    "bytes": LIBRARY["builtins.bytes"],
    "int": INTS,
    "float": FLOATS,
    "tuple": tuple(map(Piece, ("(1, 2)", "()"))),
}
# What says most comes first: a text that is parsed as JSON is no other text.
_TELLING: dict[Trait, tuple[Piece, ...]] = {
    Trait.JSON: _JSON,
    Trait.PATH: (*PATH_TEXTS, *PATHS),
}
_TRAITS: dict[Trait, tuple[Piece, ...]] = {
    Trait.TEXT: TEXTS,
    Trait.NUMBER: (*INTS, *FLOATS[:2]),
    Trait.CALLABLE: CALLABLES,
    Trait.CONTEXT: CONTEXTS,
    Trait.MAPPING: _POOLS["dict"],
}


_LIBRARY_TYPES: dict[str, type] = {
    "datetime.datetime": dt.datetime,
    "datetime.date": dt.date,
    "datetime.time": dt.time,
    "datetime.timedelta": dt.timedelta,
    "decimal.Decimal": decimal.Decimal,
}
_COMMON = frozenset(
    {"real", "imag", "conjugate", "numerator", "denominator", "replace", "min", "max"}
)
"""Attributes that say nothing of a library's type: numbers have them too."""


def formed(values: Values, shape: Shape, name: str, depth: int = 0) -> tuple[Piece, ...]:
    """Return pieces that fit the uses, likely first; the name's guess where there are none."""
    found: list[Piece] = []
    for kind in shape.types:
        found.extend(_of_type_name(values, kind)[:3])
    found.extend(_of_traits(shape, _TELLING))
    found.extend(_objects(values, shape, depth))
    if shape.keys and depth <= DEPTH_MAX:
        found.append(_mapping(values, shape, depth))
    if (shape.element is not None or Trait.SEQUENCE in shape.traits) and depth <= DEPTH_MAX:
        found.extend(_sequences(values, shape, name, depth))
    found.extend(_of_traits(shape, _TRAITS))
    constants = [Piece(source) for source in shape.constants]
    if found:
        return tuple(dict.fromkeys((found[0], *constants, *found[1:])))
    return tuple(dict.fromkeys((*by_name(name)[:1], *constants, *anything(name))))


def _of_traits(shape: Shape, pools: dict[Trait, tuple[Piece, ...]]) -> list[Piece]:
    return [one for trait, pieces in pools.items() if trait in shape.traits for one in pieces]


def _of_type_name(values: Values, kind: str) -> tuple[Piece, ...]:
    bare = kind.rsplit(".", 1)[-1]
    if bare in _POOLS:
        return _POOLS[bare]
    for facts in values.classes.values():
        if facts.qualname == bare:
            return values.instances(facts)
    for full, pieces in LIBRARY.items():
        if full.rsplit(".", 1)[-1] == bare:
            return pieces
    return _POOLS["list"] if bare in {"Sequence", "Iterable", "abc"} else ()


def _objects(values: Values, shape: Shape, depth: int) -> list[Piece]:
    """Make what has the attributes that are read: a builtin, a known class, or a namespace."""
    wanted = {one for one in shape.attributes if not one.startswith("__")}
    if not wanted:
        return []
    builtin = [name for name, kind in _TYPES.items() if all(hasattr(kind, one) for one in wanted)]
    if builtin:
        return [piece for name in builtin[:2] for piece in _POOLS[name]]
    if wanted <= _STREAM:
        return list(LIBRARY["typing.IO"])
    known = [
        piece
        for facts in values.classes.values()
        if wanted <= {one.qualname.rsplit(".", 1)[-1] for one in facts.methods}
        for piece in values.instances(facts, depth + 1)[:2]
    ]
    library = _library(wanted)
    return [*known, *library, *(_namespaces(values, shape, depth) if depth <= DEPTH_MAX else [])]


def _library(wanted: set[str]) -> list[Piece]:
    """Return values of the library's types that have these attributes, where one is telling."""
    return [
        piece
        for full, kind in _LIBRARY_TYPES.items()
        if wanted - _COMMON and all(hasattr(kind, one) for one in wanted)
        for piece in LIBRARY[full]
    ]


_STREAM = frozenset({"read", "write", "readline", "readlines", "close", "seek", "tell", "flush"})


def _namespaces(values: Values, shape: Shape, depth: int) -> list[Piece]:
    """Make namespaces with the attributes that are read, likely values first, then one other."""
    fields = [
        _fields(values, inner, name, depth)
        for name, inner in shape.attributes.items()
        if not name.startswith("__")
    ]
    first = [one[0] for one in fields]
    others = [
        [*first[:at], other, *first[at + 1 :]]
        for at, one in enumerate(fields)
        for other in one[1:ALTERNATIVES_MAX]
        if depth == 0
    ]
    imports = ("from types import SimpleNamespace",)
    return [
        around((around(tuple(one), "{}"),), "SimpleNamespace({})", imports)
        for one in [first, *others][:NAMESPACES_MAX]
    ]


def _fields(values: Values, inner: Shape, name: str, depth: int) -> list[Piece]:
    """Return what an attribute may be, as a keyword; what is called gives it back."""
    called = inner.result is not None
    found = formed(values, inner.result or inner, name, depth + 1)
    written = name + ("=lambda *args, **kwargs: {}" if called else "={}")
    return [around((one,), written) for one in found]


def _mapping(values: Values, shape: Shape, depth: int) -> Piece:
    pairs = tuple(
        around((formed(values, inner, key, depth + 1)[0],), _escaped(f"{key!r}: ") + "{}")
        for key, inner in shape.keys.items()
    )
    return around((around(pairs, "{}"),), "{{{}}}")


def _sequences(values: Values, shape: Shape, name: str, depth: int) -> list[Piece]:
    element = shape.element or Shape()
    single = name[:-1] if name.endswith("s") else "value"
    items = formed(values, element, single, depth + 1)[:4]
    return [
        around(items[:1], "[{}]"),
        Piece("[]"),
        around(items[1:2] or items[:1], "[{}]"),
        around((around(items[:3], "{}"),), "[{}]"),
    ]


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
