"""Write a declared type as an annotation that the solver can make values of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.facts import ParameterKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.facts import ClassFacts, ParameterFacts, TypeFacts

DEPTH_MAX = 2
"""How deep classes and containers nest."""

PARAMETERS_MAX = 8
"""Parameters of a constructor; a value of more is nothing that a person wants to read."""

SCALARS = {"int": "int", "float": "float", "str": "str", "bool": "bool", "bytes": "bytes"}
LIBRARY = {
    "datetime.date": "from datetime import date",
    "datetime.datetime": "from datetime import datetime",
    "datetime.time": "from datetime import time",
    "datetime.timedelta": "from datetime import timedelta",
    "decimal.Decimal": "from decimal import Decimal",
    "fractions.Fraction": "from fractions import Fraction",
}
"""Types of the standard library that the solver reasons about, and how a test imports them."""

_LISTS = frozenset({"list", "List", "Sequence", "MutableSequence", "Iterable", "Collection"})
_SETS = frozenset({"set", "Set", "MutableSet", "AbstractSet"})
_FROZEN = frozenset({"frozenset", "FrozenSet"})
_DICTS = frozenset({"dict", "Dict", "Mapping", "MutableMapping"})
_TUPLES = frozenset({"tuple", "Tuple"})
_CONTAINER_MODULES = frozenset({"builtins", "typing", "collections.abc"})
_VARIADIC = frozenset({ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD})


def imported(module: str, qualname: str) -> str:
    """Write a class so that its name cannot clash with one of the puzzle's."""
    return f"imported({module!r}, {qualname!r})"


def annotation(
    declared: TypeFacts, classes: Mapping[str, ClassFacts], depth: int = 0
) -> str | None:
    """Return the source of an annotation; None where no value could be made of the type."""
    module, _, short = declared.name.rpartition(".")
    plain = _plain(declared, module, short)
    if plain is not None or depth > DEPTH_MAX:
        return plain
    if declared.name in {"typing.Union", "types.UnionType", "typing.Optional"}:
        return _union(declared, classes, depth)
    if declared.name in classes:
        return _class(classes[declared.name], classes, depth)
    return (
        _container(short, declared.args, classes, depth) if module in _CONTAINER_MODULES else None
    )


def _plain(declared: TypeFacts, module: str, short: str) -> str | None:
    if declared.literals:
        return f"Literal[{', '.join(declared.literals)}]"
    if module == "builtins" and short in SCALARS:
        return short
    if declared.name in {"builtins.NoneType", "types.NoneType"}:
        return "None"
    return imported(module, short) if declared.name in LIBRARY else None


def _union(declared: TypeFacts, classes: Mapping[str, ClassFacts], depth: int) -> str | None:
    """Leave out members that no value can be made of."""
    found = [annotation(one, classes, depth + 1) for one in declared.args]
    known = [one for one in found if one is not None]
    if not known or known == ["None"]:
        return None
    if declared.name == "typing.Optional":
        known.append("None")
    return f"Union[{', '.join(known)}]"


def _container(
    short: str, args: tuple[TypeFacts, ...], classes: Mapping[str, ClassFacts], depth: int
) -> str | None:
    endless = bool(args) and args[-1].name.endswith("llipsis")
    found = [annotation(one, classes, depth + 1) for one in (args[:-1] if endless else args)]
    parts = [one for one in found if one is not None]
    if not parts or len(parts) < len(found):
        return None
    if short in _TUPLES:
        return f"Tuple[{', '.join(parts)}{', ...' if endless else ''}]"
    if short in _DICTS and len(parts) == 2:  # noqa: PLR2004 - key, value
        return f"Dict[{parts[0]}, {parts[1]}]"
    for names, made in ((_LISTS, "List"), (_SETS, "Set"), (_FROZEN, "FrozenSet")):
        if short in names:
            return f"{made}[{parts[0]}]"
    return None


def _class(facts: ClassFacts, classes: Mapping[str, ClassFacts], depth: int) -> str | None:
    """Take enums, and classes whose constructor takes nothing but what can be made."""
    if facts.members:
        return imported(facts.module, facts.qualname)
    maker = facts.constructor
    if maker is None or facts.abstract or facts.is_protocol or facts.is_exception:
        return None
    takes = maker.parameters
    if len(takes) > PARAMETERS_MAX or not all(_is_makeable(one, classes, depth) for one in takes):
        return None
    return imported(facts.module, facts.qualname)


def _is_makeable(parameter: ParameterFacts, classes: Mapping[str, ClassFacts], depth: int) -> bool:
    if parameter.kind in _VARIADIC:
        return False
    return annotation(parameter.type, classes, depth + 1) is not None
