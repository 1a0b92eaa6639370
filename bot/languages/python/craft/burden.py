"""Weigh what a reader minds about a test beside its length. Text only."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bot.languages.python.craft.acts import act
from bot.languages.python.craft.checks import asks_for
from bot.languages.python.craft.contract import (
    bound,
    contradicts,
    defaults,
    documents_error,
    stated,
)
from bot.languages.python.craft.syntax import expression, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Candidate, Observation, Situation
    from bot.languages.python.craft.declared import Declared
    from bot.languages.python.craft.definitions import Definitions

MUTE = 90
"""A test that only shows a `repr`, a type, a length or None: it hardly watches the subject."""

PRIVATE = 60
"""A test that calls or shows what is not for others."""

OUTSIDE = 90
"""A test of a value that the annotations rule out."""

_PRIVATE = re.compile(r"_(?!_|$)|__.*(?<!__)$")
_MUTE = re.compile(
    r"assert (repr\([\w.]+\) == |isinstance\(|[\w.()]+ is (not )?None$"
    r"|len\([\w.()]+\) == [1-9]\d*$)"
)


def burden(candidate: Candidate, definitions: Definitions, declared: Declared) -> int:
    """Return what a reader minds about a test, in characters of source that weigh as much."""
    return (
        MUTE * is_mute(candidate)
        + PRIVATE * is_private(candidate.situation)
        + OUTSIDE * is_outside(candidate.situation, definitions, declared)
    )


def is_mute(candidate: Candidate) -> bool:
    """Tell whether all that is asserted is how a result prints, its type, its length, or None.

    That nothing is in it says all that there is to say.
    """
    return bool(candidate.assertions) and all(
        not one.raises and all(_MUTE.match(text) for text in one.statements)
        for one in candidate.assertions
    )


def is_private(situation: Situation) -> bool:
    """Tell whether a private name is called, made to call it, or shown."""
    names = (*_called(situation), *_shown(situation))
    return any(_PRIVATE.match(name) for name in names)


def _shown(situation: Situation) -> Iterator[str]:
    """Yield the attributes that the act itself reads, those handed to a call left out."""
    node = act(situation.call)
    if isinstance(node, ast.Compare):
        node = node.left
    while isinstance(node, ast.Attribute):
        yield node.attr
        node = node.value


def _called(situation: Situation) -> Iterator[str]:
    for text in (*situation.setup, situation.call):
        try:
            tree = parsed(text)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                inner = node.func
                while isinstance(inner, ast.Attribute):
                    yield inner.attr
                    inner = inner.value
                if isinstance(inner, ast.Name):
                    yield inner.id


def is_outside(situation: Situation, definitions: Definitions, declared: Declared) -> bool:
    """Tell whether it hands the subject what types, or the text of the docstring, rule out."""
    if declared.rules_out(situation):
        return True
    node = act(situation.call)
    definition = definitions.called(situation)
    if not isinstance(node, ast.Call) or definition is None:
        return False
    given = defaults(definition)
    return any(
        (annotation := stated(parameter, definition)) is not None
        and contradicts(annotation, value := _value(argument, situation))
        and ast.unparse(value) != given.get(parameter.arg)
        and not asks_for(definition, parameter.arg, value)
        for parameter, argument in bound(definition, node) or ()
    )


def rules_out(
    situation: Situation, seen: Observation, definitions: Definitions, declared: Declared
) -> bool:
    """Tell whether nothing may be pinned of it: it is handed what cannot be meant.

    What a document shows is meant, and so is an error that the subject itself raises, or
    says that it does.
    """
    error = seen.error
    if situation.expectation is not None or (error is not None and error.explicit):
        return False
    name = error.type_name.rpartition(".")[2] if error else ""
    if name and documents_error(definitions.called(situation), name):
        return False
    return is_outside(situation, definitions, declared)


def _value(argument: ast.expr, situation: Situation) -> ast.expr:
    """Look a local name up in the set-up."""
    for text in situation.setup if isinstance(argument, ast.Name) else ():
        name, _, made = text.partition(" = ")
        found = expression(made) if name == ast.unparse(argument) else None
        if found is not None:
            return found
    return argument
