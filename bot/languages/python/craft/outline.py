"""Say of a long value what is in it, in a few short facts: some of its items, its ends.

A length alone would notice no item that is another one. Text only.
"""

from __future__ import annotations

import ast
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WIDTH = 76
AFFIX_CHARS = 40
"""Characters of a long text that are shown of its start and of its end."""

ITEMS_TOLD_MAX = 4
"""Short items that are told of a long list, entries of a long dictionary."""

MEMBERS_TOLD_MAX = 3
"""Short members that are told of a long set."""

DEPTH_MAX = 2
"""Levels of long items inside long items that are looked into."""

SINGLETONS = frozenset({"True", "False", "None"})

Place = tuple[str, ast.expr]


def outline(
    node: ast.expr, name: str, write: Callable[[ast.expr], str] = ast.unparse, depth: int = 0
) -> list[str]:
    """Return conditions that hold for a long literal of this name; [] where nothing is short.

    `write` says what an item is compared with.
    """
    match node:
        case ast.Constant(value=str() | bytes() as text):
            return [
                f"len({name}) == {len(text)}",
                f"{name}.startswith({text[:AFFIX_CHARS]!r})",
                f"{name}.endswith({text[-AFFIX_CHARS:]!r})",
            ]
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [f"len({name}) == {len(items)}", *_told(_items(items, name), write, depth)]
        case ast.Dict(keys=keys, values=values):
            return [_keys(keys, name), *_told(_entries(keys, values, name), write, depth)]
        case ast.Set(elts=items):
            return [f"len({name}) == {len(items)}", *_members(items, name)]
        case _:
            return []


def _keys(keys: Sequence[ast.expr | None], name: str) -> str:
    names = "[" + ", ".join(ast.unparse(key) for key in keys if key) + "]"
    return f"list({name}) == {names}" if len(names) <= WIDTH else f"len({name}) == {len(keys)}"


def _items(items: Sequence[ast.expr], name: str) -> list[Place]:
    """Return a list's first, last, and other items, in this order."""
    last = len(items) - 1
    order = [0, last, *range(1, last)] if last > 0 else [0]
    return [(f"{name}[{at if at < last or last == 0 else -1}]", items[at]) for at in order]


def _entries(keys: Sequence[ast.expr | None], values: Sequence[ast.expr], name: str) -> list[Place]:
    pairs = zip(keys, values, strict=True)
    return [
        (f"{name}[{ast.unparse(key)}]", value)
        for key, value in pairs
        if isinstance(key, ast.Constant) and len(ast.unparse(key)) <= AFFIX_CHARS
    ]


def _told(places: Sequence[Place], write: Callable[[ast.expr], str], depth: int) -> list[str]:
    """Compare what is short; where nothing is, look into the first that is long."""
    short = [(place, node) for place, node in places if len(ast.unparse(node)) <= WIDTH]
    if not short and places and depth < DEPTH_MAX:
        place, node = places[0]
        return outline(node, place, write, depth + 1)
    return [
        f"{place} {'is' if text in SINGLETONS else '=='} {text}"
        for place, text in ((place, write(node)) for place, node in short[:ITEMS_TOLD_MAX])
    ]


def _members(items: Sequence[ast.expr], name: str) -> Iterator[str]:
    """Say which of the short members are in a set."""
    texts = (ast.unparse(item) for item in items)
    shown = list(islice((text for text in texts if len(text) <= AFFIX_CHARS), MEMBERS_TOLD_MAX))
    told = "{" + ", ".join(shown) + "}"
    if shown and len(told) <= WIDTH:
        yield f"{told} <= {name}"
