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
from bot.domain.mission import EngineName
from bot.domain.trial import Situation
from bot.languages.python.craft.craft import PythonCraft
from bot.languages.python.craft.inputs import INPUT_CHARS_MAX, INPUTS_MAX, inputs_of, is_of
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

HEAD = "from hypothesis import given, settings, strategies as st\n\n"
SETTINGS = "\n\n\n@settings(max_examples=300, derandomize=True, database=None, deadline=None)\n"

CRAFT = PythonCraft(module="shop.codes", subject="src/shop/codes.py", source="").knowing(FACTS)


def written(invariant: Invariant, *examples: tuple[str, ...]) -> str:
    candidate = CRAFT.property_test(invariant, examples)
    assert candidate is not None
    return CRAFT.plain_tests([candidate])


def test_a_round_trip_reads_as_one() -> None:
    test = written(Invariant(Relation.ROUND_TRIP, "pack", "unpack"))

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
    test = written(invariant)

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
    assert property_test(invariant, FACTS) is None


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


def test_examples_stand_beside_what_is_drawn() -> None:
    test = written(Invariant(Relation.IDEMPOTENT, "text"), ("'  '",), ("'a'",))

    assert test.startswith("from hypothesis import example, given, settings, strategies as st\n")
    assert "@example(text_='  ')\n@example(text_='a')\ndef test_text_twice" in test


def test_a_rule_is_said_of_one_input_without_drawing() -> None:
    candidate = property_test(Invariant(Relation.IDEMPOTENT, "text"), FACTS)
    assert candidate is not None

    test = CRAFT.plain_tests(CRAFT.cases(candidate, [("'  '",)]))

    assert test == (
        "from shop.codes import text\n\n\n"
        "def test_text_twice_is_text_once_case_0():\n"
        "    text_ = '  '\n    once = text(text_)\n\n    assert text(once) == once\n"
    )


def test_a_subject_that_has_a_word_of_such_a_test_gets_none() -> None:
    facts = replace(FACTS, functions=(*FACTS.functions, function("given", STR, returns=STR)))

    assert property_test(Invariant(Relation.IDEMPOTENT, "text"), facts) is None


def called(call: str, *setup: str) -> Situation:
    return Situation("text", (), setup, call, EngineName.SEARCH)


@pytest.mark.parametrize(
    ("situation", "found"),
    [
        (called("text('  ')"), ("'  '",)),
        (called("codes.text(text='a')"), ("'a'",)),
        (called("text(given)", "given = 'b'"), ("'b'",)),
        (called("len(text('c'))"), ("'c'",)),
        (called("text(None)"), None),
        (called("text(3)"), None),
        (called("text(*['a'])"), None),
        (called("text(''.join(x))"), None),
        (called("text()"), None),
        (called("other('a')"), None),
        (called("text('a'"), None),
        (called(f"text('{'a' * INPUT_CHARS_MAX}')"), None),
    ],
    ids=lambda one: one.source[:30] if isinstance(one, Situation) else "",
)
def test_inputs_are_literals_of_the_declared_type(
    situation: Situation, found: tuple[str, ...] | None
) -> None:
    invariant = Invariant(Relation.IDEMPOTENT, "text")

    assert CRAFT.inputs_of(invariant, [situation]) == ((found,) if found else ())


def test_the_shortest_inputs_are_taken_up_to_a_limit() -> None:
    many = [called(f"text('{'a' * n}')") for n in range(INPUTS_MAX + 9, 0, -1)]

    found = inputs_of(Invariant(Relation.IDEMPOTENT, "text"), FACTS, [*many, *many])

    assert found == tuple((f"'{'a' * n}'",) for n in range(1, INPUTS_MAX + 1))


@pytest.mark.parametrize(
    ("value", "declared", "is_it"),
    [
        ([1], INTS, True),
        ([True], INTS, False),
        ([1], TypeFacts("collections.abc.Sequence", (INT,)), True),
        ((1, "a"), TypeFacts("builtins.tuple", (INT, STR)), True),
        ((1,), TypeFacts("builtins.tuple", (INT, STR)), False),
        ({"a": 1}, TypeFacts("builtins.dict", (STR, INT)), True),
        ({"a": "b"}, TypeFacts("builtins.dict", (STR, INT)), False),
        (None, TypeFacts("typing.Union", (STR, TypeFacts("builtins.NoneType"))), True),
        ("a", TypeFacts("typing.Literal", literals=("'a'", "1")), True),
        ("b", TypeFacts("typing.Literal", literals=("'a'", "1")), False),
    ],
)
def test_what_a_container_holds_counts_too(
    value: object, declared: TypeFacts, *, is_it: bool
) -> None:
    assert is_of(value, declared) is is_it
