"""Inputs of a function that calls of it show, as far as they are literals of its declared types.

Drawn inputs seldom are the odd ones: those that search came upon are tried on a rule, too.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.languages.python.craft.acts import statements
from bot.languages.python.craft.properties import parameters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.domain.facts import ModuleFacts, ParameterFacts, TypeFacts
    from bot.domain.invariant import Invariant
    from bot.domain.trial import Situation

INPUTS_MAX = 24
"""Inputs that are tried on one rule beside drawn ones: the shortest."""

INPUT_CHARS_MAX = 80
"""Characters of one input, all its parameters together."""

_ALL_OF = frozenset({"typing.Union", "types.UnionType"})
_AS = {"collections.abc.Mapping": "builtins.dict", "collections.abc.Sequence": "builtins.list"}


def inputs_of(
    invariant: Invariant, facts: ModuleFacts, situations: Iterable[Situation]
) -> tuple[tuple[str, ...], ...]:
    """Return inputs of an invariant's function, a source for each parameter; no two alike."""
    parameters = parameters_of(invariant, facts)
    found = {
        sources
        for situation in situations
        for call, made in _calls(situation, invariant.function)
        if (sources := _sources(call, made, parameters))
        and sum(map(len, sources)) <= INPUT_CHARS_MAX
    }
    ordered = sorted(found, key=lambda one: (sum(map(len, one)), one))
    return tuple(ordered[:INPUTS_MAX])


def _calls(
    situation: Situation, function: str
) -> Iterator[tuple[ast.Call, Mapping[str, ast.expr]]]:
    """Yield a situation's calls of a function, and what its set-up has made before."""
    nodes = [node for text in (*situation.setup, situation.call) for node in statements(text)]
    made: dict[str, ast.expr] = {}
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.Call) and _name(one.func) == function:
                yield one, dict(made)
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                made[name] = value
            case _:
                pass


def _name(called: ast.expr) -> str:
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name, value=ast.Name()):
            return name
        case _:
            return ""


def _sources(
    call: ast.Call, made: Mapping[str, ast.expr], parameters: Sequence[ParameterFacts]
) -> tuple[str, ...]:
    """Return the arguments of a call; () where one is no literal of the declared type."""
    if any(isinstance(one, ast.Starred) for one in call.args):
        return ()
    given = {one.name: node for one, node in zip(parameters, call.args, strict=False)}
    given |= {one.arg: one.value for one in call.keywords if one.arg}
    found = []
    for one in parameters:
        node = given.get(one.name)
        node = made.get(node.id) if isinstance(node, ast.Name) else node
        try:
            value = ast.literal_eval(node) if node else NotImplemented
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return ()
        if not is_of(value, one.type):
            return ()
        found.append(repr(value))
    return tuple(found)


def is_of(value: object, declared: TypeFacts) -> bool:
    """Tell whether a literal's value is just of the declared type, all that it holds included."""
    if declared.name in _ALL_OF:
        return any(is_of(value, one) for one in declared.args)
    if declared.name == "typing.Literal":
        return repr(value) in declared.literals
    is_same = _AS.get(declared.name, declared.name) == f"builtins.{type(value).__name__}"
    return is_same and _holds(value, declared.args)


def _holds(value: object, args: Sequence[TypeFacts]) -> bool:
    """Tell whether what a container holds is of the types declared for it."""
    match value:
        case dict():
            pairs = value.items()
            return len(args) > 1 and all(is_of(k, args[0]) and is_of(v, args[1]) for k, v in pairs)
        case list() | set():
            return bool(args) and all(is_of(one, args[0]) for one in value)
        case tuple():
            return len(args) == len(value) and all(map(is_of, value, args))
        case _:
            return True
