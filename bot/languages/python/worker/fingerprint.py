"""Tell whether a value changed, by looking at stored data only: no code of the subject runs.

Two fingerprints are equal where nothing that a test could assert differs.
"""

from __future__ import annotations

import io
import math
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from .values import stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import TypeGuard

DEPTH_MAX = 6
ITEMS_MAX = 500
TEXT_CHARS_MAX = 4000

Print = tuple[object, ...]
T = TypeVar("T")

_SIMPLE = (type(None), bool, int, complex, str, bytes)
_TRUSTED = frozenset(
    ("datetime", "decimal", "fractions", "uuid", "pathlib", "builtins", "array", "enum")
)
"""Modules whose values show all that they are in their repr."""


def is_a(value: object, kinds: type[T] | tuple[type[T], ...]) -> TypeGuard[T]:
    """Tell by its class alone; `isinstance` asks a proxy for its `__class__`, which is its code."""
    return issubclass(type(value), kinds)


def fingerprint(value: object) -> Print:
    """Return a comparable picture of a value."""
    return _print(value, 0, {})


def _print(value: object, depth: int, seen: dict[int, int]) -> Print:
    name = type(value).__qualname__
    if type(value) in _SIMPLE:
        return name, value
    if is_a(value, float):
        return name, "nan" if math.isnan(value) else value
    if id(value) in seen:
        return name, "again", seen[id(value)]
    if depth > DEPTH_MAX:
        return (name, "deep")
    seen[id(value)] = len(seen)
    return (name, *_inside(value, depth, seen))


def _inside(value: object, depth: int, seen: dict[int, int]) -> Print:
    inner: Print = ()
    if is_a(value, dict):
        inner = _all((part for pair in dict.items(value) for part in pair), depth, seen)
    elif is_a(value, (set, frozenset)):
        parts = islice(_plain_iter(value), ITEMS_MAX)
        inner = tuple(sorted(repr(_print(part, depth + 1, {})) for part in parts))
    elif is_a(value, (list, tuple, deque)):
        inner = _all(_plain_iter(value), depth, seen)
    elif is_a(value, io.StringIO) or is_a(value, io.BytesIO):
        inner = ("closed",) if value.closed else (value.getvalue()[:TEXT_CHARS_MAX],)
    elif type(value).__module__.partition(".")[0] in _TRUSTED:
        return (repr(value)[:TEXT_CHARS_MAX],)
    own = sorted(stored(value), key=lambda pair: pair[0])
    return inner + _all((part for pair in own for part in pair), depth, seen)


def _plain_iter(value: Iterable[object]) -> Iterator[object]:
    """Iterate as the builtin base class does, whatever a subclass of the subject makes of it."""
    for base in _ITERATED:
        if is_a(value, base):
            found: Iterator[object] = base.__iter__(value)
            return found
    return iter(())


_ITERATED: tuple[Any, ...] = (list, tuple, deque, set, frozenset)


def _all(values: Iterable[object], depth: int, seen: dict[int, int]) -> Print:
    return tuple(_print(value, depth + 1, seen) for value in islice(values, 2 * ITEMS_MAX))
