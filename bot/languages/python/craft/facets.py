"""Assert of values that differ between runs what was the same in all of them.

Random texts, shuffled lists, fresh ids: their form can be tested. A facet needs
evidence that it is no accident of the few values seen, else the test would fail
one day. Text only; nothing is evaluated but literals.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING
from uuid import UUID

from bot.domain.trial import Assertion, OracleOrigin, ValueKind
from bot.languages.python.craft.stability import steady
from bot.languages.python.craft.syntax import expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Sized

    from bot.domain.trial import Value

FACETS_MAX = 4
ITEMS_MAX = 20
ITEMS_SHOWN_CHARS = 60
CHARACTERS_MIN = 48
"""So many characters of one class, over all values seen, are no accident (0.7 ** 48 < 1e-7)."""
DISTINCT_MIN = 8
LETTERS_MIN = 120
"""Letters alone want more: digits are few among letters and digits (0.84 ** 120 < 1e-8)."""

Fact = tuple[str, tuple[str, ...]]
_HEX = re.compile("[0-9a-f]+")
_UUID_CHARS = 36
_UUID_HEX_CHARS = 32
_RANDOM_UUID = 4


def facets(
    values: Sequence[Value | None], name: str, call: str, origin: OracleOrigin
) -> tuple[Assertion, ...]:
    """Return what holds of every one of some differing values; () where nothing can be said.

    `call` is the situation's call: its literal arguments are evidence.
    """
    seen = [_literal(value) for value in values]
    kinds = {type(one) for one in seen}
    if len(values) < 2 or len(kinds) != 1 or None in seen:  # noqa: PLR2004 - to compare
        return ()
    inputs = _inputs(call)
    facts = _member(seen, name, inputs) or _facts(seen, name, inputs)
    steadied = [fact for fact in facts if steady(fact[0], call)]
    return tuple(Assertion(origin, (f"assert {text}",), needs) for text, needs in steadied)[
        :FACETS_MAX
    ]


def _literal(value: Value | None) -> object:
    """Evaluate a literal; None where it is none, or has no form to speak of."""
    if value is None or value.kind is not ValueKind.LITERAL:
        return None
    node = expression(value.source)
    try:
        return ast.literal_eval(node) if node is not None else None
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _inputs(call: str) -> list[object]:
    """Return the literals of a call's source, containers before what they hold."""
    found: list[object] = []
    for node in ast.walk(expression(call) or ast.Constant(None)):
        if isinstance(node, ast.Constant | ast.List | ast.Tuple | ast.Set):
            try:
                found.append(ast.literal_eval(node))
            except (ValueError, TypeError):
                continue
    return found


def _member(seen: Sequence[object], name: str, inputs: Sequence[object]) -> list[Fact]:
    """Say that it is one of the items that were given."""
    for given in inputs:
        pool = given if isinstance(given, list | tuple | set) else ()
        is_short = len(repr(given)) <= ITEMS_SHOWN_CHARS
        if is_short and all(any(_is(one, item) for item in pool) for one in seen):
            return [(f"{name} in {given!r}", ())]
    return []


def _is(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _facts(seen: Sequence[object], name: str, inputs: Sequence[object]) -> list[Fact]:
    """Say the form of values of one type. Their type alone would be too little for a test."""
    texts = [one for one in seen if isinstance(one, str)]
    if texts:
        return _text_facts(texts, name, inputs)
    mappings = [one for one in seen if isinstance(one, dict)]
    if mappings:
        return _mapping_facts(mappings, name)
    rows = [one for one in seen if isinstance(one, list | tuple | bytes)]
    ordered = _row_facts(rows, name)
    length = _length(rows, name, inputs)
    if ordered or not length:
        return ordered
    return [(f"isinstance({name}, {type(seen[0]).__name__})", ()), *length]


def _text_facts(texts: Sequence[str], name: str, inputs: Sequence[object]) -> list[Fact]:
    """Say of texts that they are shuffled, an identifier, or of which characters how many."""
    mixed = _mixed(texts, name, inputs)
    if mixed:
        return mixed
    identifier = _uuid(texts, name)
    if identifier:
        return identifier
    return [*_length(texts, name, inputs), *_characters(texts, name)]


def _mixed(texts: Sequence[str], name: str, inputs: Sequence[object]) -> list[Fact]:
    """Say that it has the characters of a text that was given, in another order."""
    wanted = sorted(texts[0])
    if any(sorted(text) != wanted for text in texts):
        return []
    for given in inputs:
        if isinstance(given, str) and sorted(given) == wanted:
            return [(f"sorted({name}) == sorted({given!r})", ())]
    return []


def _uuid(texts: Sequence[str], name: str) -> list[Fact]:
    if all(_is_random_uuid(text, _UUID_CHARS) for text in texts):
        return [(f"str(UUID({name})) == {name}", ("from uuid import UUID",))]
    if all(_is_random_uuid(text, _UUID_HEX_CHARS) for text in texts):
        return [(f"UUID({name}).hex == {name}", ("from uuid import UUID",))]
    return []


def _is_random_uuid(text: str, length: int) -> bool:
    """Tell whether a text carries the marks of a random identifier, in its usual form."""
    if len(text) != length or not set(text) <= set("0123456789abcdef-"):
        return False
    try:
        found = UUID(text)
    except ValueError:
        return False
    return found.version == _RANDOM_UUID and text in {str(found), found.hex}


def _length(seen: Sequence[Sized], name: str, inputs: Sequence[object]) -> list[Fact]:
    """Say the length, where an input explains it: an equal one can be an accident."""
    lengths = {len(one) for one in seen}
    if len(lengths) != 1:
        return []
    length = lengths.pop()
    numbers = {one for one in inputs if type(one) is int}
    sizes = {len(one) for one in inputs if isinstance(one, str | bytes | list | tuple | set)}
    # Each byte is two hexadecimal digits.
    explained = length > 1 and (length in numbers | sizes or length / 2 in numbers)
    return [(f"len({name}) == {length}", ())] if explained else []


def _characters(texts: Sequence[str], name: str) -> list[Fact]:
    """Say of which class all characters are, where there were enough of them."""
    joined = "".join(texts)
    if len(joined) < CHARACTERS_MIN or len(set(joined)) < DISTINCT_MIN or not all(texts):
        return []
    if not joined.isascii():
        return []
    if joined.isdigit():
        return [(f"{name}.isdigit()", ())]
    if _HEX.fullmatch(joined):
        return [(f'set({name}) <= set("0123456789abcdef")', ())]
    if joined.isalpha():
        return [(f"{name}.isalpha()", ())] if len(joined) >= LETTERS_MIN else []
    return [(f"{name}.isalnum()", ())] if joined.isalnum() else []


def _row_facts(rows: Sequence[Iterable[object]], name: str) -> list[Fact]:
    """Say the items, sorted, where only their order differs."""
    ordered = [_sorted(row) for row in rows]
    first = ordered[0] if ordered else None
    if first is None or any(repr(row) != repr(first) for row in ordered):
        return []
    is_short = len(first) <= ITEMS_MAX and len(repr(first)) <= ITEMS_SHOWN_CHARS
    return [(f"sorted({name}) == {first!r}", ())] if is_short and first else []


def _sorted(row: Iterable[object]) -> list[object] | None:
    """Sort items of one plain type; None for others: they may not compare."""
    items = list(row)
    texts = [one for one in items if isinstance(one, str)]
    numbers = [one for one in items if type(one) is int]
    if len(texts) == len(items):
        return [*sorted(texts)]
    return [*sorted(numbers)] if len(numbers) == len(items) else None


def _mapping_facts(mappings: Sequence[dict[object, object]], name: str) -> list[Fact]:
    """Say the keys, and the values that were the same every time."""
    keys = list(mappings[0])
    if (
        not keys
        or any(list(one) != keys for one in mappings)
        or len(repr(keys)) > ITEMS_SHOWN_CHARS
    ):
        return []
    same = [key for key in keys if len({repr(one[key]) for one in mappings}) == 1]
    short = [key for key in same if len(repr(mappings[0][key])) <= ITEMS_SHOWN_CHARS]
    told = [_entry(f"{name}[{key!r}]", mappings[0][key]) for key in short]
    return [(f"list({name}) == {keys!r}", ()), *told]


def _entry(place: str, value: object) -> Fact:
    return (f"{place} {'is' if value is None or isinstance(value, bool) else '=='} {value!r}", ())
