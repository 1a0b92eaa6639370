"""Plain values that answer an error: by a word of its message, or by an attribute asked for."""

from __future__ import annotations

HOLDERS_MAX = 2
"""Values offered for one attribute."""

BY_WORD = {
    "str": '"abc"', "string": '"abc"', "int": "1", "integer": "1", "number": "1", "float": "1.5",
    "bytes": 'b"abc"', "list": "[1, 2]", "dict": '{"a": 1}', "tuple": "(1, 2)", "bool": "True",
    "callable": "lambda *args, **kwargs: None", "iterable": "[1, 2]", "subscriptable": "[1, 2]",
    "a mapping": '{"a": 1}', "set": "{1}", "path": '"abc.txt"', "date": '"2024-01-31"',
}  # fmt: skip
"""What a message expects, in its own words, and the source of such a value."""

ANSWER = "lambda *args, **kwargs: None"
"""A method that takes everything and does nothing."""

NAMESPACE = "from types import SimpleNamespace"

_HOLDERS: tuple[tuple[type, str], ...] = (
    (str, '"abc"'),
    (dict, '{"a": 1}'),
    (list, "[1, 2]"),
    (bytes, 'b"abc"'),
    (set, "{1}"),
)


def holders(attribute: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return sources and imports of values that have an attribute: built-in ones, else a fake."""
    found = tuple((source, ()) for one, source in _HOLDERS if hasattr(one, attribute))
    return found[:HOLDERS_MAX] or ((f"SimpleNamespace({attribute}={ANSWER})", (NAMESPACE,)),)
