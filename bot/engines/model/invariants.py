"""Invariants that a model may choose from: for each function those that its types allow.

A small model names rules of functions that are not there; where it has to choose one for each
function, it cannot. Whether a rule holds is not decided here: a property test of each is tried
on hundreds of inputs. So there is no "none" among them: a small model chooses it for nearly
all, and a rule that does not hold costs a trial.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.domain.facts import UNKNOWN_TYPE, Flavour
from bot.domain.invariant import Invariant, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.facts import CallableFacts, ModuleFacts, TypeFacts

RULED_MAX = 8
"""Functions of which rules are asked, the longest."""

OTHERS_MAX = 3
"""Functions that may undo one: inverses stand near each other."""

Rules = dict[str, dict[str, Invariant]]
"""By function, by the words that choose it."""

_ORDERED = frozenset({"builtins.list", "builtins.tuple", "collections.abc.Sequence"})
_SIZED = _ORDERED | {"builtins.str", "builtins.bytes"}
_NUMBERS = frozenset({"builtins.int", "builtins.float"})


def rules_of(facts: ModuleFacts, tree: ast.Module) -> Rules:
    """Return what may be said of the module's own public functions, as declared types allow.

    An error is one that the function's own text raises by name.
    """
    nodes = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    functions = [
        one
        for one in facts.functions
        if one.qualname in nodes
        and not one.qualname.startswith("_")
        and one.flavour is Flavour.PLAIN
        and _wanted(one)
        and all(one.name != UNKNOWN_TYPE for one in _wanted(one))
    ]
    found = {}
    for one in functions:
        errors = _raised(nodes[one.qualname])
        rules = dict(_rules(one, functions, errors))
        if rules:
            found[one.qualname] = rules
    longest = sorted(functions, key=lambda one: one.first_line - one.last_line)
    asked = [one.qualname for one in longest if one.qualname in found][:RULED_MAX]
    return {name: rules for name, rules in found.items() if name in asked}


def chosen(said: object, rules: Rules) -> tuple[Invariant, ...]:
    """Return the rules that an answer chose, as {"pack": "undone by unpack"}, in their order."""
    told: Mapping[object, object] = said if isinstance(said, dict) else {}
    picked = ((rules[name], told.get(name)) for name in rules)
    return tuple(of[words] for of, words in picked if isinstance(words, str) and words in of)


def _rules(
    one: CallableFacts, functions: list[CallableFacts], errors: list[str]
) -> Iterator[tuple[str, Invariant]]:
    name, wanted, given = one.qualname, _wanted(one), one.returns
    if given.name != UNKNOWN_TYPE and wanted == [given]:
        yield Relation.IDEMPOTENT.value, Invariant(Relation.IDEMPOTENT, name)
    backs = [other for other in functions if other is not one and _wanted(other) == [given]]
    near = sorted(backs, key=lambda other: abs(other.first_line - one.first_line))
    for other in near[:OTHERS_MAX] if len(wanted) == 1 else ():
        undone = Invariant(Relation.ROUND_TRIP, name, other.qualname)
        yield f"undone by {other.qualname}", undone
    if wanted[1:] == wanted[:1]:
        yield Relation.COMMUTATIVE.value, Invariant(Relation.COMMUTATIVE, name)
    if len(wanted) == 1 and given.name in _ORDERED:
        yield Relation.SORTED.value, Invariant(Relation.SORTED, name)
    if len(wanted) == 1 and {given.name, wanted[0].name} <= _SIZED:
        yield Relation.SAME_LENGTH.value, Invariant(Relation.SAME_LENGTH, name)
    if given.name in _NUMBERS:
        yield Relation.NOT_NEGATIVE.value, Invariant(Relation.NOT_NEGATIVE, name)
    for error in errors:
        yield f"raises only {error}", Invariant(Relation.RAISES_ONLY, name, error)


def _wanted(one: CallableFacts) -> list[TypeFacts]:
    """Return the types of the arguments that a call must give."""
    return [each.type for each in one.parameters if each.required]


def _raised(node: ast.FunctionDef) -> list[str]:
    """Return the plain names of the errors that a function raises, each once."""
    errors = (one.exc for one in ast.walk(node) if isinstance(one, ast.Raise))
    made = (one.func if isinstance(one, ast.Call) else one for one in errors)
    return list(dict.fromkeys(one.id for one in made if isinstance(one, ast.Name)))
