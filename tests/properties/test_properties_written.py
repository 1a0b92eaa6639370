"""Property tests as text: readable, from declared types alone, none where these do not say it."""

from __future__ import annotations

from dataclasses import replace

import pytest

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
from bot.domain.invariant import Invariant, Relation
from bot.languages.python.craft.properties import property_test
from bot.languages.python.craft.strategies import strategy

STR, INT = TypeFacts("builtins.str"), TypeFacts("builtins.int")
INTS = TypeFacts("builtins.list", (INT,))


def function(name: str, *types: TypeFacts, returns: TypeFacts) -> CallableFacts:
    parameters = tuple(
        ParameterFacts(one, ParameterKind.POSITIONAL_OR_KEYWORD, kind)
        for one, kind in zip(("text", "other"), types, strict=False)
    )
    return CallableFacts(
        "shop.codes", name, CallableKind.FUNCTION, Flavour.PLAIN, parameters, returns, "", 1, 2
    )


def known(name: str, *, is_exception: bool = False) -> ClassFacts:
    made = replace(function(name, returns=STR), kind=CallableKind.CONSTRUCTOR)
    return ClassFacts("shop.codes", name, (), made, (), is_exception=is_exception)


FACTS = ModuleFacts(
    "shop.codes",
    "src/shop/codes.py",
    (
        function("pack", STR, returns=INTS),
        function("unpack", INTS, returns=STR),
        function("text", STR, returns=STR),
        function("add", INT, INT, returns=INT),
        function("mix", STR, INT, returns=INT),
        function("open_all", TypeFacts(), returns=TypeFacts()),
        function("tag", TypeFacts("shop.codes.Tag"), returns=STR),
        replace(function("later", STR, returns=STR), flavour=Flavour.COROUTINE),
    ),
    (known("Tag"), known("BadCode", is_exception=True)),
    (),
    (),
    frozenset(),
    frozenset(),
)

HEAD = """from hypothesis import given, settings
from hypothesis import strategies as st

"""
SETTINGS = "\n\n\n@settings(max_examples=300, derandomize=True, database=None, deadline=None)\n"


def test_a_round_trip_reads_as_one() -> None:
    test = property_test(Invariant(Relation.ROUND_TRIP, "pack", "unpack"), FACTS)

    assert test == (
        f"{HEAD}from shop.codes import pack, unpack{SETTINGS}"
        "@given(text=st.text())\n"
        "def test_unpack_undoes_pack(text):\n"
        "    assert unpack(pack(text)) == text\n"
    )


@pytest.mark.parametrize(
    ("invariant", "line"),
    [
        (Invariant(Relation.IDEMPOTENT, "text"), "    assert text(once) == once"),
        (Invariant(Relation.COMMUTATIVE, "add"), "    assert add(text, other) == add(other, text)"),
        (Invariant(Relation.SORTED, "pack"), "    assert items == sorted(items)"),
        (Invariant(Relation.SAME_LENGTH, "pack"), "    assert len(pack(text)) == len(text)"),
        (Invariant(Relation.NOT_NEGATIVE, "mix"), "    assert mix(text, other) >= 0"),
        (Invariant(Relation.RAISES_ONLY, "pack", "ValueError"), "        pack(text)"),
        (Invariant(Relation.NOT_NEGATIVE, "tag"), "@given(text=st.from_type(Tag))"),
        (Invariant(Relation.NOT_NEGATIVE, "tag"), "from shop.codes import Tag, tag"),
        (
            Invariant(Relation.RAISES_ONLY, "pack", "BadCode"),
            "from shop.codes import BadCode, pack",
        ),
        (Invariant(Relation.IDEMPOTENT, "text"), "def test_text_twice_is_text_once(text_):"),
    ],
    ids=str,
)
def test_each_relation_is_written_in_its_own_words(invariant: Invariant, line: str) -> None:
    test = property_test(invariant, FACTS)

    compile(test, "test_codes.py", "exec")
    assert line in test.split("\n")


@pytest.mark.parametrize(
    "invariant",
    [
        Invariant(Relation.IDEMPOTENT, "nowhere"),
        Invariant(Relation.IDEMPOTENT, "pack"),
        Invariant(Relation.IDEMPOTENT, "add"),
        Invariant(Relation.IDEMPOTENT, "later"),
        Invariant(Relation.COMMUTATIVE, "mix"),
        Invariant(Relation.ROUND_TRIP, "unpack", "unpack"),
        Invariant(Relation.ROUND_TRIP, "pack", "nowhere"),
        Invariant(Relation.NOT_NEGATIVE, "open_all"),
        Invariant(Relation.RAISES_ONLY, "pack", "print"),
        Invariant(Relation.RAISES_ONLY, "pack", "Nothing"),
    ],
    ids=str,
)
def test_what_declared_types_do_not_bear_out_is_no_test(invariant: Invariant) -> None:
    assert property_test(invariant, FACTS) == ""


@pytest.mark.parametrize(
    ("declared", "made"),
    [
        (INTS, "st.lists(st.integers())"),
        (TypeFacts("builtins.tuple", (INT, STR)), "st.tuples(st.integers(), st.text())"),
        (
            TypeFacts("builtins.tuple", (INT, TypeFacts("types.EllipsisType"))),
            "st.lists(st.integers()).map(tuple)",
        ),
        (TypeFacts("builtins.dict", (STR, INT)), "st.dictionaries(st.text(), st.integers())"),
        (
            TypeFacts("typing.Union", (STR, TypeFacts("builtins.NoneType"))),
            "st.one_of(st.text(), st.none())",
        ),
        (TypeFacts("typing.Literal", literals=("'a'", "1")), "st.sampled_from(['a', 1])"),
        (TypeFacts("builtins.list"), ""),
        (TypeFacts("builtins.list", (TypeFacts(),)), ""),
        (TypeFacts("io.StringIO"), ""),
        (TypeFacts("shop.codes.BadCode"), ""),
        (TypeFacts("builtins.type", (INT,)), ""),
    ],
    ids=str,
)
def test_inputs_come_from_the_declared_type(declared: TypeFacts, made: str) -> None:
    assert strategy(declared, FACTS) == made


def test_types_are_followed_to_their_limit() -> None:
    declared = INT
    for _ in range(9):
        declared = TypeFacts("builtins.list", (declared,))

    assert strategy(declared, FACTS) == ""
