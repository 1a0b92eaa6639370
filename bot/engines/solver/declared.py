"""Templates from declarations: what has a known type is unknown, the rest is as search does it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.facts import ParameterKind
from bot.domain.mission import EngineName
from bot.engines.search.calls import situation_of
from bot.engines.search.entry import first_draft
from bot.engines.search.pieces import Piece, Scope
from bot.engines.solver.annotations import annotation
from bot.engines.solver.lifted import UNKNOWNS_MAX, lifted
from bot.engines.solver.template import NAME, Template
from bot.ports.solver import Unknown

if TYPE_CHECKING:
    from bot.engines.search.pieces import Way
    from bot.engines.search.pools import Pools

_SOLVED_SCOPES = frozenset({Scope.RECEIVER, Scope.CALL, Scope.THEN})
_VARIADIC = frozenset({ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD})


def declared(pools: Pools, way: Way, segment: str) -> Template | None:
    """Return a template of one way in; None where nothing in it has a type to solve for."""
    draft = first_draft(pools, way)
    if draft is None:
        return None
    unknowns: list[Unknown] = []
    # What the call itself takes says more than what its receiver was made of.
    slots = sorted(pools.slots(way), key=lambda slot: slot.scope is Scope.RECEIVER)
    for slot in slots:
        parameter = slot.parameter
        if slot.scope not in _SOLVED_SCOPES or parameter is None or parameter.kind in _VARIADIC:
            continue
        kind = annotation(parameter.type, pools.values.classes)
        if kind is not None and len(unknowns) < UNKNOWNS_MAX:
            unknowns.append(Unknown(NAME.format(len(unknowns)), kind))
            draft = draft.with_piece(slot, Piece(unknowns[-1].name))
    if not unknowns:
        return None
    draft = replace(draft, condition="")
    situation = replace(situation_of(draft, segment), engine=EngineName.SOLVER)
    return lifted(situation, tuple(unknowns))
