"""Pictures of facts, for tests of search that import no subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.facts import (
    CallableFacts,
    CallableKind,
    ClassFacts,
    Flavour,
    ModuleFacts,
    ParameterFacts,
    ParameterKind,
    TypeFacts,
)
from bot.engines.search.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.engines.search.pieces import Piece

INT, STR = TypeFacts("builtins.int"), TypeFacts("builtins.str")


def parameter(name: str, kind: TypeFacts = INT, *, required: bool = True) -> ParameterFacts:
    return ParameterFacts(name, ParameterKind.POSITIONAL_OR_KEYWORD, kind, None, required)


def called(
    qualname: str,
    *parameters: ParameterFacts,
    returns: TypeFacts = INT,
    kind: CallableKind = CallableKind.METHOD,
    flavour: Flavour = Flavour.PLAIN,
) -> CallableFacts:
    return CallableFacts("m", qualname, kind, flavour, parameters, returns, "", 1, 2)


def class_named(name: str, **fields: object) -> ClassFacts:
    constructor = called(name, parameter("size"), kind=CallableKind.CONSTRUCTOR)
    plain: dict[str, object] = {"bases": (), "constructor": constructor, "methods": ()}
    return ClassFacts("m", name, **(plain | fields))  # type: ignore[arg-type] # a picture of facts


def values(*classes: ClassFacts, functions: tuple[CallableFacts, ...] = ()) -> Values:
    return Values(ModuleFacts("m", "m.py", functions, classes, (), (), frozenset(), frozenset()))


def sources(made: Iterable[Piece]) -> list[str]:
    return [one.source for one in made]
