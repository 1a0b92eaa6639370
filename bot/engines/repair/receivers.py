"""Rules for methods that are called without an instance: one is made by the factories."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind
from bot.engines.repair.callees import Callees, instance_of, owner_of, variable_of
from bot.engines.repair.convert import kind_of
from bot.engines.repair.messages import Missing, NoAttribute, NoName, Other, Surplus, Unfit, Wanted
from bot.engines.repair.rule import Rule
from bot.engines.repair.script import Needs, bound, expression, free_name, rewritten, terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.facts import CallableFacts, ClassFacts
    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Case

RECEIVERS_MAX = 2
"""Instances tried for one call."""

_BY_CLASS = frozenset({CallableKind.CLASSMETHOD, CallableKind.STATICMETHOD})


def made(case: Case) -> Iterator[Situation | None]:
    """Call a method on an instance: `Cart.total()` becomes `cart.total()`."""
    for level in range(RECEIVERS_MAX):
        yield _made(case, level)


def found(case: Case) -> Iterator[Situation | None]:
    """Find the class of a method that is called by its bare name: `total()`."""
    complaint = case.failure.complaint
    assert isinstance(complaint, NoName)
    method = _method(case, complaint.name)
    if method is None:
        return
    facts = case.knowledge.classes[owner_of(method)]
    for level in range(RECEIVERS_MAX):
        yield _found(case, method, facts, level)


def _made(case: Case, level: int) -> Situation | None:
    needs, known = Needs(), case.knowledge.classes
    taken = bound(case.situation)

    def swap(node: ast.AST) -> ast.AST:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return node
        facts = known.get(terminal(node.func.value))
        if facts is not None and _lacks_receiver(case, node, facts):
            receiver = _receiver(case, facts, level, (needs, taken))
            node.func.value = receiver or node.func.value
        return node

    return rewritten(case.situation, swap, needs)


def _found(case: Case, method: CallableFacts, facts: ClassFacts, level: int) -> Situation | None:
    needs, taken = Needs(), bound(case.situation)
    name = method.qualname.rpartition(".")[2]

    def swap(node: ast.AST) -> ast.AST:
        is_it = isinstance(node, ast.Call) and terminal(node.func) == name
        if not is_it or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return node
        if method.kind in _BY_CLASS:
            needs.take([f"from {facts.module} import {facts.qualname.partition('.')[0]}"])
            node.func = expression(f"{facts.qualname}.{name}")
            return node
        receiver = _receiver(case, facts, level, (needs, taken))
        if receiver is None:
            return node
        read = ast.Attribute(receiver, name, ast.Load())
        if method.kind is CallableKind.PROPERTY:
            return read
        node.func = read
        return node

    return rewritten(case.situation, swap, needs)


def _receiver(
    case: Case, facts: ClassFacts, level: int, into: tuple[Needs, set[str]]
) -> ast.expr | None:
    """Make an instance in the set-up and return its name; None where none can be made."""
    needs, taken = into
    name = free_name(variable_of(facts), taken)
    offers = case.knowledge.make(instance_of(facts, name), name)
    if level >= len(offers):
        return None
    offer = offers[level]
    assigned = [f"{name} = {offer.source}"] if offer.source != name else []
    needs.take(offer.imports, [*offer.setup, *assigned], offer.fixtures)
    return ast.Name(name, ast.Load())


def _lacks_receiver(case: Case, node: ast.Call, facts: ClassFacts) -> bool:
    """Tell whether a call through a class has no instance before its arguments.

    It has none where the first argument is a plain value, or where arguments are missing and
    the first one is not made by the class.
    """
    name = terminal(node.func)
    is_method = any(
        one.qualname == f"{facts.qualname}.{name}" and one.kind is CallableKind.METHOD
        for one in case.knowledge.methods.get(name, ())
    )
    if not is_method or not node.args or kind_of(node.args[0], case.situation):
        return is_method
    made_by = Callees(case.situation, case.knowledge).made_by(node.args[0])
    return isinstance(case.failure.complaint, Missing) and made_by != facts.qualname


def _method(case: Case, name: str) -> CallableFacts | None:
    """Return the method of a name: that of the segment's class, or the only one there is."""
    methods = case.knowledge.methods.get(name, [])
    own = case.situation.segment.rpartition(".")[0].rpartition(".")[2]
    near = [one for one in methods if owner_of(one) == own]
    return next(iter(near or methods), None) if len(methods) == 1 or near else None


RULES = (
    Rule(
        "receiver made",
        (Missing, Surplus, NoAttribute, Unfit, Wanted, Other),
        made,
        RECEIVERS_MAX,
    ),
    Rule("receiver found", (NoName,), found, RECEIVERS_MAX),
)
