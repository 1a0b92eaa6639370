"""Declared types as annotations: what values can be made of, and what not."""

from __future__ import annotations

import pytest

from bot.domain.facts import (
    CallableFacts,
    CallableKind,
    ClassFacts,
    Flavour,
    ParameterFacts,
    ParameterKind,
    TypeFacts,
)
from bot.engines.solver.annotations import annotation

INT, STR, NONE = (
    TypeFacts("builtins.int"),
    TypeFacts("builtins.str"),
    TypeFacts("builtins.NoneType"),
)
BOX = TypeFacts("shop.Box")


def cls(
    *types: TypeFacts,
    kind: ParameterKind = ParameterKind.POSITIONAL_OR_KEYWORD,
    members: tuple[str, ...] = (),
    abstract: tuple[str, ...] = (),
) -> ClassFacts:
    parameters = tuple(ParameterFacts(f"p{at}", kind, one) for at, one in enumerate(types))
    constructor = CallableFacts(
        "shop", "Box", CallableKind.CONSTRUCTOR, Flavour.PLAIN, parameters, TypeFacts(), "", 1, 2
    )
    return ClassFacts("shop", "Box", (), constructor, (), abstract, members)


def written(declared: TypeFacts, *known: ClassFacts) -> str | None:
    return annotation(declared, {one.name: one for one in known})


@pytest.mark.parametrize(
    ("declared", "source"),
    [
        (INT, "int"),
        (NONE, "None"),
        (TypeFacts("datetime.date"), "imported('datetime', 'date')"),
        (TypeFacts("typing.Literal", (), ("'a'", "3")), "Literal['a', 3]"),
        (TypeFacts("builtins.list", (INT,)), "List[int]"),
        (TypeFacts("collections.abc.Sequence", (STR,)), "List[str]"),
        (TypeFacts("builtins.set", (STR,)), "Set[str]"),
        (TypeFacts("builtins.frozenset", (INT,)), "FrozenSet[int]"),
        (TypeFacts("typing.Dict", (STR, INT)), "Dict[str, int]"),
        (TypeFacts("builtins.tuple", (STR, INT)), "Tuple[str, int]"),
        (TypeFacts("builtins.tuple", (INT, TypeFacts("builtins.ellipsis"))), "Tuple[int, ...]"),
        (TypeFacts("typing.Union", (INT, NONE)), "Union[int, None]"),
        (TypeFacts("typing.Optional", (INT,)), "Union[int, None]"),
        (TypeFacts("typing.Union", (INT, TypeFacts("io.StringIO"))), "Union[int]"),
    ],
)
def test_types_that_values_are_made_of(declared: TypeFacts, source: str) -> None:
    assert written(declared) == source


@pytest.mark.parametrize(
    "declared",
    [
        TypeFacts(),
        TypeFacts("builtins.object"),
        TypeFacts("builtins.list"),
        TypeFacts("builtins.list", (TypeFacts("io.StringIO"),)),
        TypeFacts("builtins.dict", (STR,)),
        TypeFacts("typing.Union", (NONE, TypeFacts("io.StringIO"))),
        TypeFacts("collections.abc.Callable", (INT,)),
        TypeFacts("shop.Unknown"),
        TypeFacts(
            "builtins.list",
            (
                TypeFacts(
                    "builtins.list",
                    (TypeFacts("builtins.list", (TypeFacts("typing.List", (INT,)),)),),
                ),
            ),
        ),
    ],
)
def test_types_that_no_value_is_made_of(declared: TypeFacts) -> None:
    assert written(declared) is None


def test_a_class_of_plain_parts_is_made() -> None:
    assert written(BOX, cls(INT, STR)) == "imported('shop', 'Box')"


def test_an_enum_is_made() -> None:
    assert written(BOX, cls(members=("RED",))) == "imported('shop', 'Box')"


@pytest.mark.parametrize(
    "known",
    [
        cls(TypeFacts()),
        cls(*[INT] * 9),
        cls(INT, kind=ParameterKind.VAR_POSITIONAL),
        cls(INT, abstract=("run",)),
        cls(BOX),
        ClassFacts("shop", "Box", (), None, ()),
    ],
)
def test_a_class_that_takes_more_is_not_made(known: ClassFacts) -> None:
    assert written(BOX, known) is None
