"""Hypothesis strategies for declared types, as source; from nothing but the declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.facts import ModuleFacts, TypeFacts

DEPTH_MAX = 4
"""Types inside types that are followed."""

_PLAIN = {
    "builtins.bool": "st.booleans()",
    "builtins.bytes": "st.binary()",
    # No rule of equality or order holds for what is not a number.
    "builtins.float": "st.floats(allow_nan=False)",
    "builtins.int": "st.integers()",
    "builtins.NoneType": "st.none()",
    "builtins.str": "st.text()",
    "datetime.date": "st.dates()",
    "datetime.datetime": "st.datetimes()",
    "datetime.timedelta": "st.timedeltas()",
    "fractions.Fraction": "st.fractions()",
    "uuid.UUID": "st.uuids()",
}
_MADE_OF = {
    ("builtins.dict", 2): "st.dictionaries",
    ("builtins.frozenset", 1): "st.frozensets",
    ("builtins.list", 1): "st.lists",
    ("builtins.set", 1): "st.sets",
    ("collections.abc.Mapping", 2): "st.dictionaries",
    ("collections.abc.Sequence", 1): "st.lists",
}
"""What makes a type of so many others."""

_MADE_OF_ALL = {
    "builtins.tuple": "st.tuples",
    "types.UnionType": "st.one_of",
    "typing.Union": "st.one_of",
}
_ELLIPSIS = frozenset({"builtins.ellipsis", "types.EllipsisType", "..."})


def strategy(declared: TypeFacts, facts: ModuleFacts, depth: int = DEPTH_MAX) -> str:
    """Return the source of a strategy for a type, "" where its declaration does not give one."""
    if declared.name in _PLAIN:
        return _PLAIN[declared.name]
    if declared.name == "typing.Literal":
        return f"st.sampled_from([{', '.join(declared.literals)}])"
    if declared.name in own_classes(facts):
        return f"st.from_type({declared.name.removeprefix(facts.module + '.')})"
    return _of_parts(declared, facts, depth) if depth else ""


def _of_parts(declared: TypeFacts, facts: ModuleFacts, depth: int) -> str:
    """Return the strategy of a type that is made of others."""
    is_open = declared.name == "builtins.tuple" and any(
        one.name in _ELLIPSIS for one in declared.args[1:]
    )
    parts = [
        strategy(one, facts, depth - 1) for one in (declared.args[:1] if is_open else declared.args)
    ]
    made = _MADE_OF.get((declared.name, len(parts))) or _MADE_OF_ALL.get(declared.name)
    made = "st.lists" if is_open else made
    whole = f"{made}({', '.join(parts)})" if made and parts and all(parts) else ""
    return f"{whole}.map(tuple)" if is_open and whole else whole


def own_classes(facts: ModuleFacts) -> dict[str, str]:
    """Return the subject's own classes that Hypothesis may make, and where each is imported from.

    Those inside other classes are left out, and what nobody can make by calling it.
    """
    return {
        one.name: one.qualname
        for one in facts.classes
        if one.constructor is not None
        and one.module == facts.module
        and "." not in one.qualname
        and not (one.abstract or one.is_protocol or one.is_exception)
    }


def classes_in(declared: TypeFacts, facts: ModuleFacts) -> Iterator[str]:
    """Yield the names of the subject's own classes that a strategy of this type names."""
    name = own_classes(facts).get(declared.name)
    if name is not None:
        yield name
    for one in declared.args:
        yield from classes_in(one, facts)
