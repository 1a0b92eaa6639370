"""Which callable of the subject a call means, by the facts and by an error's message."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind, ParameterFacts, ParameterKind, TypeFacts
from bot.engines.repair.script import aliases, calls, nodes, terminal

if TYPE_CHECKING:
    from bot.domain.facts import CallableFacts, ClassFacts
    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Knowledge

MAKERS = frozenset({"__init__", "__new__"})

_PLAIN = frozenset({ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD})
_NAMED = frozenset({ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY})


class Callees:
    """Finds the facts of what a situation calls."""

    def __init__(self, situation: Situation, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._aliases = aliases(situation)
        self._made = {
            target.id: self.name(node.value)
            for node in nodes(situation, imports=False)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            for target in node.targets
            if isinstance(target, ast.Name)
        }

    def facts(self, node: ast.Call) -> CallableFacts | None:
        """Return the callable; None where it is not the subject's, or could be several."""
        name = self.name(node)
        if isinstance(node.func, ast.Attribute):
            owner = self.owner(node.func)
            found = [
                one
                for one in self._knowledge.methods.get(name, ())
                if one.kind is not CallableKind.PROPERTY
            ]
            found = [one for one in found if owner_of(one) == owner] or found
            if owner in self._knowledge.classes and terminal(node.func.value) == owner:
                # Through the class, a method's first argument is the receiver.
                found = [one for one in found if one.kind is not CallableKind.METHOD]
            if found:
                return found[0] if len({one.parameters for one in found}) == 1 else None
        known = self._knowledge.classes.get(name)
        return known.constructor if known else self._knowledge.functions.get(name)

    def owner(self, node: ast.Attribute) -> str:
        """Return the class whose instance, or which itself, an attribute is read from; or ""."""
        return self.made_by(node.value)

    def made_by(self, node: ast.expr) -> str:
        """Return the bare name of what made a value, its own name where that is not known."""
        if isinstance(node, ast.Call):
            return self.name(node)
        name = terminal(node)
        return self._made.get(name, name)

    def name(self, node: ast.Call) -> str:
        """Return the last name of what is called, imports followed."""
        if isinstance(node.func, ast.Name):
            return self._aliases.get(node.func.id, node.func.id).rpartition(".")[2]
        return terminal(node.func)

    def is_meant(self, node: ast.Call, callee: str) -> bool:
        """Tell whether a message's callee may be this call's."""
        owner, _, name = callee.rpartition(".")
        if name in MAKERS:
            found = self.facts(node)
            is_maker = found is not None and found.kind is CallableKind.CONSTRUCTOR
            return is_maker or self.name(node) == owner.rpartition(".")[2]
        return self.name(node) == name


def called_facts(situation: Situation, knowledge: Knowledge) -> list[CallableFacts]:
    """Return the callables of the subject that a situation calls, in order."""
    callees = Callees(situation, knowledge)
    found = (callees.facts(node) for node in calls(situation))
    return [one for one in found if one is not None]


def plain(target: CallableFacts | None) -> list[ParameterFacts]:
    """Return the parameters that have a position; none of an unknown callable."""
    return [one for one in target.parameters if one.kind in _PLAIN] if target else []


def named(target: CallableFacts) -> list[ParameterFacts]:
    """Return the parameters that have a name."""
    return [one for one in target.parameters if one.kind in _NAMED]


def given(node: ast.Call, target: CallableFacts) -> list[tuple[ParameterFacts, ast.expr]]:
    """Match a call's arguments to parameters; those that fit none are left out."""
    by_position = list(zip(plain(target), node.args, strict=False))
    by_name = {one.name: one for one in named(target)}
    by_keyword = [
        (by_name[one.arg], one.value) for one in node.keywords if one.arg and one.arg in by_name
    ]
    return [*by_position, *by_keyword]


def variable_of(facts: ClassFacts) -> str:
    """Name a variable after a class: "price_list" for PriceList."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", facts.qualname.rpartition(".")[2]).lower()


def instance_of(facts: ClassFacts, name: str) -> ParameterFacts:
    """Return a parameter that takes an instance of a class, for the factories."""
    return ParameterFacts(name, ParameterKind.POSITIONAL_OR_KEYWORD, TypeFacts(facts.name))


def is_starred(node: ast.Call) -> bool:
    """Tell whether arguments hide behind a star, so that they cannot be counted."""
    return any(isinstance(one, ast.Starred) for one in node.args) or any(
        one.arg is None for one in node.keywords
    )


def owner_of(method: CallableFacts) -> str:
    """Return the bare name of the class that defines a method."""
    return method.qualname.rpartition(".")[0].rpartition(".")[2]
