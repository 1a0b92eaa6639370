"""Write an invariant as a property test that a reviewer would merge, in Hypothesis' words.

Inputs come from declared types alone. What no such test can say has none.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, assert_never

from bot.domain.facts import CallableKind, Flavour, ParameterKind
from bot.domain.invariant import Relation
from bot.languages.python.craft.strategies import classes_in, strategy

if TYPE_CHECKING:
    from bot.domain.facts import CallableFacts, ModuleFacts, ParameterFacts
    from bot.domain.invariant import Invariant

EXAMPLES = 300
"""Inputs that a property must hold for."""

_HEAD = "from hypothesis import given, settings\nfrom hypothesis import strategies as st\n"
_SETTINGS = f"@settings(max_examples={EXAMPLES}, derandomize=True, database=None, deadline=None)"
_BY_PLACE = frozenset({ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD})
_COUNTS = {
    Relation.ROUND_TRIP: 1,
    Relation.IDEMPOTENT: 1,
    Relation.SORTED: 1,
    Relation.SAME_LENGTH: 1,
    Relation.COMMUTATIVE: 2,
}
"""Parameters that a relation is about; the others take any number."""


def property_test(invariant: Invariant, facts: ModuleFacts) -> str:
    """Return a test file with one property test, "" where declared types do not give its inputs."""
    function = _function(invariant.function, facts)
    if function is None or not _fits(invariant, function, facts):
        return ""
    parameters = _required(function)
    strategies = [strategy(one.type, facts) for one in parameters]
    if not parameters or not all(strategies):
        return ""
    names = [_input(one.name, invariant) for one in parameters]
    given = ", ".join(f"{name}={made}" for name, made in zip(names, strategies, strict=True))
    body = "\n".join(f"    {line}" for line in _body(invariant, names))
    return (
        f"{_imports(invariant, parameters, facts)}\n\n"
        f"{_SETTINGS}\n@given({given})\ndef {name_of(invariant)}({', '.join(names)}):\n{body}\n"
    )


def name_of(invariant: Invariant) -> str:  # noqa: PLR0911 - one name a relation
    """Name a property's test for what it says."""
    function, other = invariant.function, invariant.other
    match invariant.relation:
        case Relation.ROUND_TRIP:
            return f"test_{other}_undoes_{function}"
        case Relation.IDEMPOTENT:
            return f"test_{function}_twice_is_{function}_once"
        case Relation.COMMUTATIVE:
            return f"test_{function}_takes_its_arguments_in_any_order"
        case Relation.SORTED:
            return f"test_{function}_returns_sorted_items"
        case Relation.SAME_LENGTH:
            return f"test_{function}_keeps_the_length"
        case Relation.NOT_NEGATIVE:
            return f"test_{function}_is_never_negative"
        case Relation.RAISES_ONLY:
            return f"test_{function}_raises_nothing_but_{other}"
        case _:
            assert_never(invariant.relation)


def _function(name: str, facts: ModuleFacts) -> CallableFacts | None:
    """Find a function that a call runs to its end; None where there is none of the name."""
    found = (
        one
        for one in facts.functions
        if one.qualname == name
        and one.module == facts.module
        and one.kind is CallableKind.FUNCTION
        and one.flavour is Flavour.PLAIN
    )
    return next(found, None)


def _required(function: CallableFacts) -> list[ParameterFacts]:
    return [one for one in function.parameters if one.required]


def _fits(invariant: Invariant, function: CallableFacts, facts: ModuleFacts) -> bool:
    """Tell whether a function takes as many arguments as a rule is about, of types that agree."""
    parameters = _required(function)
    wanted = _COUNTS.get(invariant.relation, len(parameters))
    if len(parameters) != wanted or any(one.kind not in _BY_PLACE for one in parameters):
        return False
    match invariant.relation:
        case Relation.COMMUTATIVE:
            return parameters[0].type == parameters[1].type
        case Relation.IDEMPOTENT:
            return function.returns == parameters[0].type
        case Relation.ROUND_TRIP:
            back = _function(invariant.other, facts)
            return back is not None and [one.type for one in _required(back)] == [function.returns]
        case Relation.RAISES_ONLY:
            return _is_builtin_error(invariant.other) or _is_own_error(invariant.other, facts)
        case _:
            return True


def _is_builtin_error(name: str) -> bool:
    found = getattr(builtins, name, None)
    return isinstance(found, type) and issubclass(found, Exception)


def _is_own_error(name: str, facts: ModuleFacts) -> bool:
    return any(one.qualname == name and one.is_exception for one in facts.classes)


def _input(name: str, invariant: Invariant) -> str:
    """Name an input after its parameter, so that it hides nothing that the test calls."""
    taken = {invariant.function, invariant.other, "st", "given", "settings", "sorted", "len"}
    return f"{name}_" if name in taken else name


def _body(invariant: Invariant, names: list[str]) -> list[str]:  # noqa: PLR0911 - see name_of
    function, other = invariant.function, invariant.other
    call = f"{function}({', '.join(names)})"
    match invariant.relation:
        case Relation.ROUND_TRIP:
            return [f"assert {other}({call}) == {names[0]}"]
        case Relation.IDEMPOTENT:
            return [f"once = {call}", "", f"assert {function}(once) == once"]
        case Relation.COMMUTATIVE:
            return [f"assert {call} == {function}({names[1]}, {names[0]})"]
        case Relation.SORTED:
            return [f"items = list({call})", "", "assert items == sorted(items)"]
        case Relation.SAME_LENGTH:
            return [f"assert len({call}) == len({names[0]})"]
        case Relation.NOT_NEGATIVE:
            return [f"assert {call} >= 0"]
        case Relation.RAISES_ONLY:
            return [f"with contextlib.suppress({other}):", f"    {call}"]
        case _:
            assert_never(invariant.relation)


def _imports(invariant: Invariant, parameters: list[ParameterFacts], facts: ModuleFacts) -> str:
    is_error = invariant.relation is Relation.RAISES_ONLY
    names = {invariant.function}
    names |= {one for each in parameters for one in classes_in(each.type, facts)}
    if invariant.other and not (is_error and _is_builtin_error(invariant.other)):
        names.add(invariant.other)
    standard = "import contextlib\n\n" if is_error else ""
    return f"{standard}{_HEAD}\nfrom {facts.module} import {', '.join(sorted(names))}\n"
