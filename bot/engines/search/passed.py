"""What a call says of a value that is passed to it: len, open, isinstance, json.loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.engines.search.code import type_names
from bot.engines.search.shapes import Shape, Trait

if TYPE_CHECKING:
    import ast

SAME = frozenset({"list", "tuple", "sorted", "set", "iter", "reversed", "enumerate", "frozenset"})
"""Builtins that give the same items."""

CHANGING = frozenset(
    {"append", "add", "update", "insert", "extend", "pop", "popitem", "remove", "discard", "clear",
     "setdefault", "sort", "reverse"}
)  # fmt: skip
"""Methods of containers that change them."""

FILE_CALLS = frozenset({"open", "io.open", "Path", "pathlib.Path", "os.listdir", "os.stat"})
"""Calls whose first argument is a path."""

_CASTS = {"int": Trait.NUMBER, "float": Trait.NUMBER, "round": Trait.NUMBER, "abs": Trait.NUMBER}
_TEXT_CALLS = (".match", ".search", ".fullmatch", ".findall", ".sub", ".finditer")


def note_passed(shape: Shape, name: str, node: ast.Call) -> None:
    """Note what the first argument of a call must be."""
    if name == "isinstance":
        shape.types |= dict.fromkeys(type_names(node.args[1]) if len(node.args) > 1 else ())
    elif name in FILE_CALLS or name.startswith("os.path."):
        shape.mark(Trait.PATH)
    elif name.endswith("json.loads"):
        shape.mark(Trait.JSON)
    elif name in _CASTS:
        shape.mark(_CASTS[name])
    elif name == "callable":
        shape.mark(Trait.CALLABLE)
    elif name.endswith(_TEXT_CALLS):
        shape.mark(Trait.TEXT)
    elif name.endswith(".join") or name in SAME:
        shape.mark(Trait.SEQUENCE)
