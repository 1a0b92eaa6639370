"""Write an invariant as a property test that a reviewer would merge, in Hypothesis' words.

Inputs come from declared types alone. What no such test can say has none.
"""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from bot.domain.facts import CallableKind, Flavour, ParameterKind
from bot.domain.invariant import Relation
from bot.domain.mission import EngineName
from bot.domain.trial import Assertion, Candidate, Drawn, OracleOrigin, Situation
from bot.languages.python.craft.oracle import result_name
from bot.languages.python.craft.strategies import classes_in, strategy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.facts import CallableFacts, ModuleFacts, ParameterFacts
    from bot.domain.invariant import Invariant

EXAMPLES = 300
"""Inputs that a property must hold for."""

_GIVEN = "from hypothesis import example, given, settings"
_STRATEGIES = "from hypothesis import strategies as st"
_TAKEN = frozenset({"example", "given", "settings", "st"})
"""Names that a property test speaks of by itself."""

_SPOKEN = frozenset({"contextlib", "items", "len", "list", "once", "result", "sorted"})
_BY_PLACE = frozenset({ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD})
_COUNTS = {
    Relation.ROUND_TRIP: 1,
    Relation.IDEMPOTENT: 1,
    Relation.SORTED: 1,
    Relation.SAME_LENGTH: 1,
    Relation.COMMUTATIVE: 2,
}
"""Parameters that a relation is about; the others take any number."""


def property_test(
    invariant: Invariant, facts: ModuleFacts, examples: tuple[tuple[str, ...], ...] = ()
) -> Candidate | None:
    """Return an invariant's test, None where declared types do not give its inputs.

    `examples` are tried beside the drawn inputs, a source for each parameter.
    """
    parameters = parameters_of(invariant, facts)
    strategies = tuple(strategy(one.type, facts) for one in parameters)
    if not parameters or not all(strategies):
        return None
    names = tuple(_input(one.name, invariant) for one in parameters)
    setup, call, said = _said(invariant, names)
    situation = Situation(
        segment=invariant.function,
        imports=tuple(_imports(invariant, parameters, facts)),
        setup=setup,
        call=call,
        engine=EngineName.MODEL,
    )
    # The call's value has the name that hides nothing else.
    named = tuple(
        one.replace("assert result ", f"assert {result_name(situation)} ") for one in said
    )
    return Candidate(
        name_of(invariant),
        situation,
        (Assertion(OracleOrigin.EXPECTED, named),),
        drawn=Drawn(names, strategies, EXAMPLES, examples),
    )


def cases(candidate: Candidate, inputs: Sequence[tuple[str, ...]]) -> tuple[Candidate, ...]:
    """Return a property test's rule about one input each, as tests that draw nothing."""
    drawn, situation = candidate.drawn, candidate.situation
    assert drawn is not None
    return tuple(
        replace(
            candidate,
            name=f"{candidate.name}_case_{number}",
            situation=replace(situation, setup=(*_bound(drawn.names, sources), *situation.setup)),
            drawn=None,
        )
        for number, sources in enumerate(inputs)
    )


def _bound(names: Sequence[str], sources: Sequence[str]) -> Iterator[str]:
    return (f"{name} = {source}" for name, source in zip(names, sources, strict=True))


def decorators(drawn: Drawn) -> str:
    """Write what stands above a property test."""
    return "\n".join(
        (
            f"@settings(max_examples={drawn.most}, derandomize=True, database=None, deadline=None)",
            f"@given({_arguments(drawn.names, drawn.strategies)})",
            *(f"@example({_arguments(drawn.names, one)})" for one in drawn.examples),
        )
    )


def _arguments(names: Sequence[str], sources: Sequence[str]) -> str:
    return ", ".join(f"{name}={source}" for name, source in zip(names, sources, strict=True))


def parameters_of(invariant: Invariant, facts: ModuleFacts) -> list[ParameterFacts]:
    """Return the parameters that a rule is about, [] where it can't be about the function."""
    function = _function(invariant.function, facts)
    own = {one.qualname for one in facts.functions} | {one.qualname for one in facts.classes}
    if function is None or own & _TAKEN or not _fits(invariant, function, facts):
        return []
    return _required(function)


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
    taken = {invariant.function, invariant.other, *_TAKEN, *_SPOKEN}
    return f"{name}_" if name in taken else name


def _said(  # noqa: PLR0911 - see name_of
    invariant: Invariant, names: Sequence[str]
) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Say a rule: what is done first, the call that is looked at, what is asserted."""
    function, other = invariant.function, invariant.other
    call = f"{function}({', '.join(names)})"
    match invariant.relation:
        case Relation.ROUND_TRIP:
            return (), f"{other}({call})", (f"assert result == {names[0]}",)
        case Relation.IDEMPOTENT:
            return (f"once = {call}",), f"{function}(once)", ("assert result == once",)
        case Relation.COMMUTATIVE:
            return (), call, (f"assert result == {function}({names[1]}, {names[0]})",)
        case Relation.SORTED:
            return (f"items = list({call})",), "", ("assert items == sorted(items)",)
        case Relation.SAME_LENGTH:
            return (), f"len({call})", (f"assert result == len({names[0]})",)
        case Relation.NOT_NEGATIVE:
            return (), call, ("assert result >= 0",)
        case Relation.RAISES_ONLY:
            return (f"with contextlib.suppress({other}):\n    {call}",), "", ()
        case _:
            assert_never(invariant.relation)


def _imports(
    invariant: Invariant, parameters: list[ParameterFacts], facts: ModuleFacts
) -> Iterator[str]:
    is_error = invariant.relation is Relation.RAISES_ONLY
    names = {invariant.function}
    names |= {one for each in parameters for one in classes_in(each.type, facts)}
    if invariant.other and not (is_error and _is_builtin_error(invariant.other)):
        names.add(invariant.other)
    if is_error:
        yield "import contextlib"
    yield from (_GIVEN, _STRATEGIES)
    yield f"from {facts.module} import {', '.join(sorted(names))}"
