"""Facts of a module `shop.box`: a function for each declared type, and a few classes."""

from __future__ import annotations

from dataclasses import replace

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
from bot.domain.mission import EngineName
from bot.domain.trial import Situation

INT, STR, NONE = (TypeFacts(f"builtins.{name}") for name in ("int", "str", "NoneType"))
FLOAT, DATE = TypeFacts("builtins.float"), TypeFacts("datetime.date")
ROWS = TypeFacts("collections.abc.Sequence", (INT,))
KNOWN, OPEN, PART = (TypeFacts(f"shop.box.{name}") for name in ("Box", "Reads", "Part"))


def union(*args: TypeFacts) -> TypeFacts:
    return TypeFacts("typing.Union", args)


def function(
    name: str, *types: TypeFacts, kind: CallableKind = CallableKind.FUNCTION
) -> CallableFacts:
    place = ParameterKind.POSITIONAL_OR_KEYWORD
    parameters = tuple(ParameterFacts(f"p{at}", place, one) for at, one in enumerate(types))
    return CallableFacts("shop.box", name, kind, Flavour.PLAIN, parameters, INT, "", 1, 2)


def a_class(name: str, *methods: CallableFacts, base: str = "") -> ClassFacts:
    constructor = function(f"{name}.__init__", INT, kind=CallableKind.CONSTRUCTOR)
    bases = (f"shop.box.{base}",) if base else ()
    return ClassFacts("shop.box", name, bases, constructor, methods)


NAMED = ParameterFacts("named", ParameterKind.KEYWORD_ONLY, STR, default="None", required=False)
TYPES = {
    "date": DATE,
    "size": INT,
    "ratio": FLOAT,
    "turn": TypeFacts("builtins.complex"),
    "either": union(INT, STR),
    "unknown": union(INT, TypeFacts()),
    "rows": ROWS,
    "table": TypeFacts("builtins.dict", (STR, INT)),
    "pair": TypeFacts("builtins.tuple", (INT, STR)),
    "many": TypeFacts("builtins.tuple", (INT, TypeFacts("builtins.ellipsis"))),
    "mode": TypeFacts("typing.Literal", literals=("'r'", "'w'")),
    "maker": TypeFacts("collections.abc.Callable", (TypeFacts(), INT)),
    "kind": TypeFacts("builtins.type", (KNOWN,)),
    "nothing": NONE,
    "box": KNOWN,
    "reader": OPEN,
    "part": PART,
    "foreign": TypeFacts("somewhere.Thing"),
    "path": TypeFacts("pathlib.Path"),
    "wide": TypeFacts("typing.SupportsInt"),
    "number": TypeFacts("numbers.Number"),
    "gone": TypeFacts("builtins.nothing_like_it"),
}
FACTS = ModuleFacts(
    module="shop.box",
    path="shop/box.py",
    functions=(
        *(function(name, one) for name, one in TYPES.items()),
        replace(function("option"), parameters=(NAMED,)),
    ),
    classes=(
        a_class("Box", function("Box.open", STR, kind=CallableKind.METHOD)),
        a_class("Chest", function("Chest.of", STR, kind=CallableKind.CLASSMETHOD), base="Box"),
        replace(a_class("Reads"), is_protocol=True),
    ),
    known_classes=(replace(a_class("Part"), abstract=("run",)),),
    global_names=(),
    imported_lines=frozenset(),
    imported_arcs=frozenset(),
)


def situation(call: str, *setup: str) -> Situation:
    return Situation("f", (), setup, call, EngineName.SEARCH)
