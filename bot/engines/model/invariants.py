"""Invariants that a model may choose from: for each function those that a test can be made of.

A small model names rules of functions that are not there; where it has to choose one for each
function, it cannot. Whether a rule holds is not decided here: a property test of each is tried
on hundreds of inputs. So there is no "none" among them: a small model chooses it for nearly
all, and a rule that does not hold costs a trial.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.domain.invariant import Invariant, Relation
from bot.engines.model.raises import raised_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.domain.facts import CallableFacts, ModuleFacts

RULED_MAX = 8
"""Functions of which rules are asked, the longest."""

OTHERS_MAX = 3
"""Functions that may undo one: inverses stand near each other."""

Rules = dict[str, dict[str, Invariant]]
"""By function, by the words that choose it."""

_ORDERED = frozenset({"builtins.list", "builtins.tuple", "collections.abc.Sequence"})
_SIZED = _ORDERED | {"builtins.str", "builtins.bytes"}
_NUMBERS = frozenset({"builtins.int", "builtins.float"})


def rules_of(
    facts: ModuleFacts, tree: ast.Module, can_be_tried: Callable[[Invariant], bool]
) -> Rules:
    """Return what may be said of the module's own public functions, the longest, in their order.

    `can_be_tried` tells whether a test can be made of a rule. An error is one that the
    function's own statements raise by name.
    """
    nodes = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    functions = [
        one for one in facts.functions if not one.qualname.startswith("_") and one.qualname in nodes
    ]
    found: Rules = {}
    for one in functions:
        backs = sorted(functions, key=lambda other: abs(other.first_line - one.first_line))
        others = [other.qualname for other in backs if other.qualname != one.qualname]
        rules = _rules(one, others, nodes[one.qualname])
        kept = [(words, rule) for words, rule in rules if can_be_tried(rule)]
        undone = [words for words, rule in kept if rule.relation is Relation.ROUND_TRIP]
        far = undone[OTHERS_MAX:]
        found[one.qualname] = {words: rule for words, rule in kept if words not in far}
    lengths = {one.qualname: one.last_line - one.first_line for one in functions}
    ruled = sorted((name for name in found if found[name]), key=lambda name: -lengths[name])
    return {name: rules for name, rules in found.items() if name in ruled[:RULED_MAX]}


def chosen(said: object, rules: Rules) -> tuple[Invariant, ...]:
    """Return the rules that an answer chose, as {"pack": "undone by unpack"}, in their order."""
    told: Mapping[object, object] = said if isinstance(said, dict) else {}
    picked = ((rules[name], told.get(name)) for name in rules)
    return tuple(of[words] for of, words in picked if isinstance(words, str) and words in of)


def _rules(
    one: CallableFacts, others: list[str], node: ast.FunctionDef
) -> Iterator[tuple[str, Invariant]]:
    """Yield what makes sense by what is returned; that arguments agree is seen by trying."""
    name, given = one.qualname, one.returns.name
    yield Relation.IDEMPOTENT.value, Invariant(Relation.IDEMPOTENT, name)
    for other in others:
        yield f"undone by {other}", Invariant(Relation.ROUND_TRIP, name, other)
    yield Relation.COMMUTATIVE.value, Invariant(Relation.COMMUTATIVE, name)
    if given in _ORDERED:
        yield Relation.SORTED.value, Invariant(Relation.SORTED, name)
    if given in _SIZED and all(one.type.name in _SIZED for one in one.parameters if one.required):
        yield Relation.SAME_LENGTH.value, Invariant(Relation.SAME_LENGTH, name)
    if given in _NUMBERS:
        yield Relation.NOT_NEGATIVE.value, Invariant(Relation.NOT_NEGATIVE, name)
    for error in dict.fromkeys(raised.name for raised in raised_by(node)):
        yield f"raises only {error}", Invariant(Relation.RAISES_ONLY, name, error)
