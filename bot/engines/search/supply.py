"""Arguments that a callable passes on: an error names what the callee behind `*args` misses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.facts import ParameterKind
from bot.engines.repair.lists import without_keyword, without_last
from bot.engines.repair.messages import Missing, Surplus, Unexpected
from bot.engines.repair.rule import Filling
from bot.engines.search.builtin_values import ANYTHING
from bot.engines.search.guess import by_name
from bot.engines.search.parameters import parameter_pool
from bot.engines.search.pieces import NOTHING, PLACE, Draft, Piece, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.facts import ParameterFacts
    from bot.engines.repair.messages import Complaint
    from bot.engines.repair.rule import Make
    from bot.engines.search.values import Values

VALUES_MAX = 3
"""Values tried for one missing argument."""


@dataclass(frozen=True)
class Supply:
    """A slot for variable arguments, and a piece that answers the error.

    `is_needed` tells that the slot must never be left empty.
    """

    slot: Slot
    piece: Piece
    is_needed: bool


def supplies(
    values: Values, draft: Draft, slots: tuple[Slot, ...], complaint: Complaint
) -> list[Supply]:
    """Return fillings of `*args` and `**kwargs` that a TypeError's complaint asks for."""
    match complaint:
        case Missing():
            return _given(values, draft, slots, complaint)
        case Unexpected(name=name):
            kind = ParameterKind.VAR_KEYWORD
            return _reduced(draft, slots, kind, lambda source: without_keyword(source, name))
        case Surplus():
            return _reduced(draft, slots, ParameterKind.VAR_POSITIONAL, without_last)
        case _:
            return []


def factory(values: Values) -> Make:
    """Return the factories of types and names, as repair rules take them."""

    def make(parameter: ParameterFacts, name: str) -> tuple[Filling, ...]:
        pieces = parameter_pool(values, parameter)[:VALUES_MAX]
        named = [_named(one, name, keyword=False) for one in pieces]
        return tuple(Filling(one.source, one.imports, one.setup, one.fixtures) for one in named)

    return make


def _given(values: Values, draft: Draft, slots: tuple[Slot, ...], missing: Missing) -> list[Supply]:
    names = missing.names
    by_position = [one for one in slots if _kind(one) is ParameterKind.VAR_POSITIONAL]
    by_keyword = [one for one in slots if _kind(one) is ParameterKind.VAR_KEYWORD]
    takers = by_position if by_position and not missing.by_keyword else by_keyword
    pools = [_pool(values, missing.callee, name) for name in names]
    found = []
    for slot in takers:
        keyword = _kind(slot) is ParameterKind.VAR_KEYWORD
        for level in range(VALUES_MAX):
            chosen = [pool[min(level, len(pool) - 1)] for pool in pools]
            named = [
                _named(piece, name, keyword=keyword)
                for name, piece in zip(names, chosen, strict=True)
            ]
            found.append(
                Supply(slot, joined((draft.piece(slot) or NOTHING, *named)), is_needed=True)
            )
    return found


def _reduced(
    draft: Draft, slots: tuple[Slot, ...], kind: ParameterKind, less: Callable[[str], str]
) -> list[Supply]:
    """Take an argument out of what variable arguments are given."""
    found = []
    for slot in slots:
        piece = draft.piece(slot)
        if _kind(slot) is kind and piece is not None:
            source = less(piece.source)
            found.append(
                Supply(slot, replace(piece, source=source) if source else NOTHING, is_needed=False)
            )
    return found


def _pool(values: Values, callee: str, name: str) -> tuple[Piece, ...]:
    """Return pieces for a callee's parameter: by its declared type if known, else by its name."""
    parameter = _parameter(values, callee, name)
    if parameter is not None:
        return parameter_pool(values, parameter)
    return by_name(name) or ANYTHING


def _parameter(values: Values, callee: str, name: str) -> ParameterFacts | None:
    owner = callee.removesuffix(".__init__").removesuffix(".__new__")
    makers = [one.constructor for one in values.classes.values() if one.qualname == owner]
    functions = [one for one in values.facts.functions if one.qualname == callee]
    return next(
        (
            parameter
            for one in (*makers, *functions)
            if one is not None
            for parameter in one.parameters
            if parameter.name == name
        ),
        None,
    )


def _named(piece: Piece, name: str, *, keyword: bool) -> Piece:
    """Name a piece's variable after the parameter it is for."""
    source = piece.source.replace(PLACE, name)
    setup = tuple(line.replace(PLACE, name) for line in piece.setup)
    return replace(piece, source=f"{name}={source}" if keyword else source, setup=setup)


def joined(pieces: tuple[Piece, ...]) -> Piece:
    """Write several arguments as one piece."""
    present = [one for one in pieces if one != NOTHING]
    return Piece(
        ", ".join(one.source for one in present),
        tuple(dict.fromkeys(line for one in present for line in one.imports)),
        tuple(dict.fromkeys(line for one in present for line in one.setup)),
        tuple(dict.fromkeys(name for one in present for name in one.fixtures)),
    )


def is_variable(slot: Slot) -> bool:
    """Tell whether a slot takes `*args` or `**kwargs`."""
    return _kind(slot) in {ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD}


def _kind(slot: Slot) -> ParameterKind | None:
    return slot.parameter.kind if slot.parameter else None
