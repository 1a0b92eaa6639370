"""Tell what of several observations is the same, and what no test may pin though it is.

Addresses, temporary paths and clocks can be equal in all runs of one minute
and still be wrong tomorrow. Text only.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.trial import Value, ValueKind
from bot.languages.python.craft.syntax import expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SOURCE_CHARS_MAX = 20_000
_NAMES_OF_SCOPE = frozenset({"locals", "globals", "vars", "dir"})
# No clock shows less: this was written in it. Earlier dates come from the subject.
CLOCK_YEAR_FROM = 2026
CLOCK_EPOCH_FROM = 1_767_225_600  # 2026-01-01T00:00:00Z
CLOCK_EPOCH_TO = 4_102_444_800  # 2100-01-01T00:00:00Z

_PLACES = re.compile(
    r"\bat 0x[0-9a-fA-F]{4,}|0x[0-9a-fA-F]{8,}\b|/tmp/|pytest-of-|/var/folders/|/dev/shm/"
)
_YEARS = re.compile(r"(?<![\d.])(20[2-9]\d)(?=-\d\d-\d\d|, \d+, \d+|-\d\d\b|/\d\d/)")
_LONG_NUMBERS = re.compile(r"(?<![\d.])\d{10}(?:\d{3})?(?![\d])")


def steady(text: str, situation: str) -> bool:
    """Tell whether a text may be pinned: no address, no temporary path, nothing off a clock.

    What stands in the situation's own source came from there and may stay.
    """
    if len(text) > SOURCE_CHARS_MAX:
        return False
    places = (match[0] for match in _PLACES.finditer(text))
    years = (match[1] for match in _YEARS.finditer(text) if int(match[1]) >= CLOCK_YEAR_FROM)
    numbers = (match[0] for match in _LONG_NUMBERS.finditer(text) if _is_epoch(match[0]))
    return all(part in situation for part in (*places, *years, *numbers))


def _is_epoch(digits: str) -> bool:
    seconds = int(digits[:10])
    return CLOCK_EPOCH_FROM <= seconds < CLOCK_EPOCH_TO


def same(one: Value | None, other: Value | None) -> bool:
    """Tell whether two observed values are equal; the order of sets and keys does not count."""
    if one is None or other is None:
        return one is other
    return (
        one.kind is other.kind
        and one.type_name == other.type_name
        and _canonical(one.source) == _canonical(other.source)
        and len(one.fields) == len(other.fields)
        and all(
            a[0] == b[0] and same(a[1], b[1]) for a, b in zip(one.fields, other.fields, strict=True)
        )
    )


def _canonical(source: str) -> str:
    """Return a form that is equal for sources that differ only in the order of sets and keys."""
    node = expression(source) if "{" in source else None
    return source if node is None else ast.dump(_Sorter().visit(node))


class _Sorter(ast.NodeTransformer):
    def visit_Set(self, node: ast.Set) -> ast.expr:
        self.generic_visit(node)
        node.elts.sort(key=ast.dump)
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        self.generic_visit(node)
        pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True)]
        pairs.sort(key=lambda pair: ast.dump(pair[0]) if pair[0] else "")
        node.keys = [key for key, _ in pairs]
        node.values = [value for _, value in pairs]
        return node


def agreed(values: Sequence[Value | None], situation: str) -> Value | None:
    """Return what of a value was equal every time and may be pinned; None where nothing is.

    Of an object, fields that differ are left out.
    """
    first = values[0]
    if first is None or any(
        value is None or (value.kind, value.type_name) != (first.kind, first.type_name)
        for value in values
    ):
        return None
    if first.kind is ValueKind.OBJECT:
        return replace(
            first, fields=_agreed_fields([value for value in values if value], situation)
        )
    if all(same(first, value) for value in values) and steady(first.source, situation):
        return first
    return None


def _agreed_fields(values: Sequence[Value], situation: str) -> tuple[tuple[str, Value], ...]:
    fields = [dict(value.fields) for value in values]
    kept = []
    for name in fields[0]:
        value = agreed([each.get(name) for each in fields], situation)
        if value is not None:
            kept.append((name, value))
    return tuple(kept)


def common_text(texts: Sequence[str], situation: str) -> str:
    """Return the start that texts share and that may be pinned; the whole where they are equal."""
    first = texts[0].splitlines()[0] if texts[0].strip() else ""
    length = min(
        (_shared(first, text) for text in texts),
        default=0,
    )
    shared = first[:length]
    if length < len(first):
        shared = shared.rpartition(" ")[0]
    while shared and not steady(shared, situation):
        shared = shared.rpartition(" ")[0]
    return shared


def _shared(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def gives_local_names(nodes: Iterable[ast.AST]) -> bool:
    """Tell whether a body returns what its own variables are called: `return locals()`.

    `nodes` are the body's. To rename one, or to add one, is no change of behaviour.
    """
    every = list(nodes)
    given = [one.value for one in every if isinstance(one, ast.Return | ast.Yield) and one.value]
    names = {one.id for one in given if isinstance(one, ast.Name)}
    given += [
        one.value
        for one in every
        if isinstance(one, ast.Assign)
        and any(isinstance(name, ast.Name) and name.id in names for name in one.targets)
    ]
    return any(_looks_around(one) for value in given for one in ast.walk(value))


def _looks_around(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _NAMES_OF_SCOPE
        and not (node.args or node.keywords)
    )
