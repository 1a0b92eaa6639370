"""Find the regular expressions that a module holds, and those compiled while a situation ran."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PATTERNS_MAX = 40
ITEMS_MAX = 40
PATTERN_CHARS_MAX = 1000


def patterns_held(namespace: Mapping[str, object]) -> list[tuple[str, tuple[str, ...]]]:
    """Return names with the sources of the patterns they hold, also in a list, tuple or dict."""
    found = [(name, tuple(_sources(value))) for name, value in list(namespace.items())]
    return [(name, sources) for name, sources in found if sources][:PATTERNS_MAX]


def _sources(value: object) -> Iterator[str]:
    held: Iterable[object] = (value,)
    if type(value) in (list, tuple, dict) and isinstance(value, (list, tuple, dict)):
        held = value.values() if isinstance(value, dict) else value
    for one in islice(held, ITEMS_MAX):
        if isinstance(one, re.Pattern):
            yield from _written(one.pattern, one.flags)


def compiled() -> frozenset[object]:
    """Return what `re` remembers to have compiled; nothing where it can't be told."""
    return frozenset(getattr(re, "_cache", ()))


def compiled_since(before: frozenset[object]) -> tuple[str, ...]:
    """Return the sources of the patterns that were compiled since, in order."""
    new = [key for key in getattr(re, "_cache", ()) if key not in before]
    texts = [text for key in new[:PATTERNS_MAX] for text in _of_key(key)]
    return tuple(dict.fromkeys(texts))


def _of_key(key: object) -> Iterator[str]:
    # (type, pattern, flags) in every Python that keeps such a table.
    if isinstance(key, tuple) and len(key) == 3:  # noqa: PLR2004 - its three parts
        yield from _written(key[1], key[2])


def _written(pattern: object, flags: object) -> Iterator[str]:
    if isinstance(pattern, str) and len(pattern) <= PATTERN_CHARS_MAX:
        verbose = isinstance(flags, int) and flags & re.VERBOSE
        yield f"(?x){pattern}" if verbose else pattern
