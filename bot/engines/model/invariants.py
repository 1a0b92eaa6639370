"""Invariants that a model names: believed to be about the subject where its syntax says so.

Whether they hold is not decided here: a property test of each is tried on hundreds of inputs.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.domain.invariant import NEEDS_OTHER, Invariant, Relation
from bot.engines.model.asking import INVARIANTS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def invariants(items: object, tree: ast.Module) -> tuple[Invariant, ...]:
    """Return those of an answer's items that name what the subject has, each once, in order.

    Shape: [{"relation": "round_trip", "function": "pack", "other": "unpack"}]. A function is a
    public one of the module itself; an error is one that the function's own text raises by name.
    """
    found = items if isinstance(items, list) else []
    functions = {
        one.name: one
        for one in tree.body
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")
    }
    sure = (one for item in found[:INVARIANTS_MAX] for one in _invariant(item, functions))
    return tuple(dict.fromkeys(sure))


def _invariant(item: object, functions: Mapping[str, ast.FunctionDef]) -> Iterator[Invariant]:
    if not isinstance(item, dict):
        return
    relation = next((one for one in Relation if one == item.get("relation")), None)
    function, other = _name(item.get("function")), _name(item.get("other"))
    node = functions.get(function)
    if relation is None or node is None:
        return
    if relation not in NEEDS_OTHER:
        # A small model fills in every field that there is.
        yield Invariant(relation, function)
    elif relation is Relation.ROUND_TRIP:
        if other in functions and other != function:
            yield Invariant(relation, function, other)
    elif other in _raised(node):
        yield Invariant(relation, function, other)


def _name(said: object) -> str:
    text = said.partition("(")[0].strip() if isinstance(said, str) else ""
    return text if text.isidentifier() else ""


def _raised(node: ast.FunctionDef) -> set[str]:
    """Return the plain names of the errors that a function raises."""
    errors = (one.exc for one in ast.walk(node) if isinstance(one, ast.Raise))
    made = (one.func if isinstance(one, ast.Call) else one for one in errors)
    return {one.id for one in made if isinstance(one, ast.Name)}
