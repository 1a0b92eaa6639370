"""Arguments that a callable passes on: an error names what the callee behind `*args` misses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.facts import ParameterKind
from bot.engines.search.builtin_values import ANYTHING
from bot.engines.search.guess import by_name
from bot.engines.search.pieces import NOTHING, PLACE, Draft, Piece, Slot

if TYPE_CHECKING:
    from bot.domain.facts import ParameterFacts
    from bot.engines.search.values import Values

VALUES_MAX = 3
"""Values tried for one missing argument."""

ARGUMENTS_MAX = 6
"""Arguments that may be missing at once."""

_MISSING = re.compile(r"([\w.<>]+)\(\) missing \d+ required (positional|keyword-only) argument")
_UNEXPECTED = re.compile(r"\(\) got an unexpected keyword argument '(\w+)'")
_TOO_MANY = re.compile(r"\(\) takes (?:from )?(\d+)\b.*positional arguments? but \d+ ")
_NAME = re.compile(r"'(\w+)'")


@dataclass(frozen=True)
class Supply:
    """A slot for variable arguments, and a piece that answers the error.

    `is_needed` tells that the slot must never be left empty.
    """

    slot: Slot
    piece: Piece
    is_needed: bool


def supplies(values: Values, draft: Draft, slots: tuple[Slot, ...], message: str) -> list[Supply]:
    """Return fillings of `*args` and `**kwargs` that a TypeError's message asks for."""
    if found := _MISSING.search(message):
        names = _NAME.findall(message[found.end() :])[:ARGUMENTS_MAX]
        return _given(values, draft, slots, (found.group(1), found.group(2), names))
    if found := _UNEXPECTED.search(message):
        name = found.group(1)
        return _reduced(draft, slots, ParameterKind.VAR_KEYWORD, rf"(?:^|, ){name}=[^,]*")
    if _TOO_MANY.search(message):
        return _reduced(draft, slots, ParameterKind.VAR_POSITIONAL, r"(?:^|, )[^,]*$")
    return []


def _given(
    values: Values, draft: Draft, slots: tuple[Slot, ...], missing: tuple[str, str, list[str]]
) -> list[Supply]:
    callee, kind, names = missing
    by_position = [one for one in slots if _kind(one) is ParameterKind.VAR_POSITIONAL]
    by_keyword = [one for one in slots if _kind(one) is ParameterKind.VAR_KEYWORD]
    takers = by_position if kind == "positional" and by_position else by_keyword
    pools = [_pool(values, callee, name) for name in names]
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
    draft: Draft, slots: tuple[Slot, ...], kind: ParameterKind, pattern: str
) -> list[Supply]:
    """Take an argument out of what variable arguments are given."""
    found = []
    for slot in slots:
        piece = draft.piece(slot)
        if _kind(slot) is kind and piece is not None:
            source = re.sub(pattern, "", piece.source).removeprefix(", ")
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


def parameter_pool(values: Values, parameter: ParameterFacts, depth: int = 0) -> tuple[Piece, ...]:
    """Return pieces for a parameter by type and name; a text named like a path is a file's."""
    typed = values.typed(parameter.type, depth)
    if parameter.type.name == "builtins.str":
        files = tuple(one for one in by_name(parameter.name) if one.source.startswith("str("))
        return (*files, *typed)
    return typed or by_name(parameter.name) or ANYTHING


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
