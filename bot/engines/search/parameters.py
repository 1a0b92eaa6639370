"""Pieces for a parameter, by its declared type and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.engines.search.builtin_values import ANYTHING
from bot.engines.search.guess import by_name

if TYPE_CHECKING:
    from bot.domain.facts import ParameterFacts, TypeFacts
    from bot.engines.search.pieces import Piece


class Typed(Protocol):
    """Knows pieces for declared types."""

    def typed(self, declared: TypeFacts, depth: int = 0) -> tuple[Piece, ...]:
        """Return pieces for a declared type, simplest first; () where nothing is known."""
        ...


def parameter_pool(values: Typed, parameter: ParameterFacts, depth: int = 0) -> tuple[Piece, ...]:
    """Return pieces for a parameter by type and name; a text named like a path is a file's."""
    typed = values.typed(parameter.type, depth)
    if parameter.type.name == "builtins.str":
        files = tuple(one for one in by_name(parameter.name) if one.source.startswith("str("))
        return (*files, *typed)
    return typed or by_name(parameter.name) or ANYTHING
