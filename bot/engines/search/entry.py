"""The entry pass: first calls of a way, simplest first, then one slot at a time changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind, Flavour, ParameterKind
from bot.engines.search.documents import documents, matching
from bot.engines.search.pieces import (
    NOTHING,
    Draft,
    Piece,
    Scope,
    Slot,
    Step,
    Way,
    literal,
    plain_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.domain.facts import CallableFacts
    from bot.engines.search.pools import Pools

_WAITS = frozenset({"sleep", "sleeper", "sleep_func", "sleep_fn"})

LEVELS_MAX = 14
"""Pieces tried per slot before input search takes over."""

SETTINGS_MAX = 4
"""Values tried for an attribute of the receiver."""

MUTATORS_MAX = 6
"""Other methods of the receiver tried before the call."""


def first_draft(pools: Pools, way: Way) -> Draft | None:
    """Fill each slot with its likeliest piece; None where a receiver cannot be made."""
    filled: list[tuple[Slot, Piece]] = []
    for slot in pools.slots(way):
        pieces = pools.pieces(way, slot)
        # Time and chance are always held still; parameters that may be left out are.
        piece = pieces[min(1, len(pieces) - 1)] if _steadies(slot) else (pieces or (NOTHING,))[0]
        if piece != NOTHING:
            filled.append((slot, piece))
    draft = Draft(way, tuple(filled))
    draft = next(iter(pools.linked(draft)), draft)
    if way.owner is None or way.maker is not None:
        return draft
    receivers = pools.values.instances(way.owner)
    return replace(draft, receiver=receivers[0]) if receivers else None


def _steadies(slot: Slot) -> bool:
    """Tell whether a slot holds time or chance still; waiting costs seconds and shows nothing."""
    return slot.name in _WAITS or (slot.scope is Scope.PATCH and not slot.name.startswith("env "))


def variations(pools: Pools, way: Way, best: Callable[[], Draft]) -> Iterator[Draft]:
    """Change one slot of the best draft so far at a time, all slots' next pieces in turn."""
    if way.owner is not None and way.maker is None:
        for receiver in pools.values.instances(way.owner)[1:LEVELS_MAX]:
            yield replace(best(), receiver=receiver)
    # A slot's pool grows while errors teach, so it is read anew each time.
    for level in range(1, LEVELS_MAX):
        for slot in pools.slots(way):
            pieces = pools.pieces(way, slot)
            if level < len(pieces):
                yield best().with_piece(slot, pieces[level])
        if level == 1:
            yield from pools.linked(best())[1:]
            yield from _after_mutators(pools, way, best)
            yield from _documents(pools, way, best)


def _documents(pools: Pools, way: Way, best: Callable[[], Draft]) -> Iterator[Draft]:
    """Give parsers what their patterns match, and small documents."""
    node = pools.code.function(way.target)
    texts = [
        slot
        for slot in pools.slots(way)
        if slot.scope is Scope.CALL and any(map(_is_text, pools.pieces(way, slot)[:2]))
    ]
    if node is None or not texts:
        return
    for text in (*matching(pools.code, node), *documents(pools.code, node)):
        yield best().with_piece(texts[0], literal(text))


def _is_text(piece: Piece) -> bool:
    found = plain_value(piece.source)
    return found is not None and isinstance(found[0], str)


def steps_of(pools: Pools, way: Way) -> list[Step]:
    """Return calls of other methods that change the receiver's state, likely mutators first."""
    if way.owner is None:
        return []
    others = [one for one in way.owner.methods if _is_step(one, way.target.qualname)]
    others.sort(key=lambda one: not _mutates(pools, one))
    found = []
    for other in others[:MUTATORS_MAX]:
        inner = Way(other, way.owner, way.maker)
        arguments = tuple(
            (slot, pieces[0])
            for slot in pools.slots(inner)
            if slot.scope is Scope.CALL and not slot.optional
            for pieces in (pools.pieces(inner, slot),)
            if pieces
        )
        found.append(Step(other, arguments))
    return [*found, *_attributes_set(pools, way)]


def _attributes_set(pools: Pools, way: Way) -> list[Step]:
    """Set public attributes that the constructor fills by itself and the method reads."""
    return [
        Step(None, ((Slot(Scope.CALL, name), piece),), name)
        for name, pieces in pools.attributes(way).items()
        for piece in pieces[:SETTINGS_MAX]
    ][: 2 * MUTATORS_MAX]


def _after_mutators(pools: Pools, way: Way, best: Callable[[], Draft]) -> Iterator[Draft]:
    for step in steps_of(pools, way):
        draft = best()
        steps = (*draft.before, step.alike(draft.filled))
        yield replace(draft, before=steps, condition=step.says, expectation=None)


def _is_step(facts: CallableFacts, looked_at: str) -> bool:
    name = facts.qualname.rsplit(".", 1)[-1]
    return (
        facts.kind is CallableKind.METHOD
        and facts.flavour in {Flavour.PLAIN, Flavour.COROUTINE}
        and not name.startswith("_")
        and facts.qualname != looked_at
        and all(one.kind is not ParameterKind.VAR_POSITIONAL for one in facts.parameters)
    )


def _mutates(pools: Pools, facts: CallableFacts) -> bool:
    node = pools.code.function(facts)
    return node is not None and pools.code.mutates_self(node)
