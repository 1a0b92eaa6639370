"""Write builtin values and their containers as source: the same source for equal values.

Says for each piece of source what kind it is, so that a container of floats is
known to hold floats, and a container of dates to need imports. Never calls code of the subject.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, Optional

from .records import APPROX, CONSTRUCTED, LITERAL

if TYPE_CHECKING:
    from collections.abc import Iterable

ITEMS_MAX = 60
SOURCE_CHARS_MAX = 2000
DEPTH_MAX = 6
INT_BITS_MAX = 4096

_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}|\b0x7f[0-9a-fA-F]{10}\b")


@dataclass(frozen=True)
class Written:
    """Source of a value: its kind, imports, and whether floats lie inside a nested container.

    `partial` source says which object it is or what it is equal to, not all that it holds.
    """

    source: str
    kind: str = LITERAL
    imports: tuple[str, ...] = ()
    nested: bool = False
    partial: bool = False


Write = Callable[[object, int], Optional[Written]]
"""Writes a value at a depth; None where it cannot be written."""


def is_stable_text(text: str, forbidden: frozenset[str]) -> bool:
    """Tell whether a text holds no address and none of the trial's own paths."""
    if len(text) > SOURCE_CHARS_MAX or _ADDRESS.search(text):
        return False
    return not any(part in text for part in forbidden)


def write_scalar(value: object, forbidden: frozenset[str]) -> Written | None:
    """Write None, a bool, a number, a text or bytes; None for anything else."""
    kind = type(value)
    if value is None or value is Ellipsis or kind is bool:
        return Written(repr(value), LITERAL if value is not Ellipsis else CONSTRUCTED)
    if isinstance(value, int) and kind is int:
        return Written(repr(value)) if value.bit_length() <= INT_BITS_MAX else None
    if isinstance(value, float) and kind is float:
        return _write_float(value)
    if isinstance(value, complex) and kind is complex:
        is_finite = math.isfinite(value.real) and math.isfinite(value.imag)
        return Written(repr(value), APPROX) if is_finite else None
    if kind is str or kind is bytes:
        source = repr(value)
        return Written(source) if is_stable_text(source, forbidden) else None
    return None


def _write_float(value: float) -> Written | None:
    if math.isnan(value):
        return Written('float("nan")', APPROX)
    if math.isinf(value):
        return Written(f'float("{value}")', CONSTRUCTED)
    return Written(repr(value), APPROX)


def write_container(value: object, depth: int, write: Write) -> Written | None:
    """Write a list, tuple, dict, set or frozenset of exactly that type."""
    kind = type(value)
    if depth > DEPTH_MAX or not isinstance(value, (list, tuple, dict, set, frozenset)):
        return None
    if len(value) > ITEMS_MAX:
        return None
    if kind is list or kind is tuple:
        return _join(_write_all(value, depth, write), "[]" if kind is list else "()", "")
    if isinstance(value, dict) and kind is dict:
        return _write_dict(value, depth, write)
    if kind is set or kind is frozenset:
        return _write_set(value, depth, write, frozen=kind is frozenset)
    return None


def _write_all(values: Iterable[object], depth: int, write: Write) -> list[Written] | None:
    parts: list[Written] = []
    for value in values:
        part = write(value, depth + 1)
        if part is None:
            return None
        parts.append(part)
    return parts


def _write_dict(value: dict[object, object], depth: int, write: Write) -> Written | None:
    keys = _write_all(value.keys(), depth, write)
    values = _write_all(value.values(), depth, write)
    if keys is None or values is None:
        return None
    pairs = [
        Written(
            f"{key.source}: {item.source}",
            _worst(key, item),
            key.imports + item.imports,
            key.nested or item.nested or key.kind == APPROX,
        )
        for key, item in zip(keys, values)
    ]
    return _join(pairs, "{}", "")


def _write_set(
    value: Iterable[object], depth: int, write: Write, *, frozen: bool
) -> Written | None:
    parts = _write_all(value, depth, write)
    if parts is None:
        return None
    # A set's order differs from run to run; its source must not.
    parts.sort(key=lambda part: (len(part.source), part.source))
    joined = _join(parts, "{}", "set()")
    if joined is None:
        return None
    # pytest.approx refuses sets, so floats inside are compared exactly.
    kind = CONSTRUCTED if frozen or not parts else _exact(joined.kind)
    if not frozen:
        return Written(joined.source, kind, joined.imports, nested=True)
    source = f"frozenset({joined.source})" if parts else "frozenset()"
    return Written(source, kind, joined.imports, nested=True)


def _join(parts: list[Written] | None, brackets: str, empty: str) -> Written | None:
    if parts is None:
        return None
    if not parts:
        return Written(empty or brackets, LITERAL)
    inside = ", ".join(part.source for part in parts)
    if brackets == "()" and len(parts) == 1:
        inside += ","
    source = brackets[0] + inside + brackets[1]
    if len(source) > SOURCE_CHARS_MAX:
        return None
    imports = tuple(dict.fromkeys(line for part in parts for line in part.imports))
    is_deep = any(part.nested for part in parts)
    kind = _worst(*parts)
    if kind == APPROX and (is_deep or any(part.kind == CONSTRUCTED for part in parts)):
        # pytest.approx takes flat containers only: nested floats are compared exactly.
        kind = CONSTRUCTED if imports else LITERAL
    return Written(source, kind, imports, nested=True)


def _exact(kind: str) -> str:
    return LITERAL if kind == APPROX else kind


def _worst(*parts: Written) -> str:
    kinds = [part.kind for part in parts]
    for kind in (APPROX, CONSTRUCTED):
        if kind in kinds:
            return kind
    return LITERAL
