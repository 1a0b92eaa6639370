"""Rules of the parts of search, without a subject that runs."""

from __future__ import annotations

import ast
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from bot.engines.search.docs import examples_in
from bot.engines.search.dunders import operator_call
from bot.engines.search.guess import anything, by_name
from bot.engines.search.mutate import Mutator
from bot.engines.search.patterns import example
from bot.engines.search.pieces import (
    NOTHING,
    Piece,
    Scope,
    Slot,
    Words,
    condition_of,
    plain_value,
    text_of,
    variable_name,
)
from bot.engines.search.values import Values

INT, STR = TypeFacts("builtins.int"), TypeFacts("builtins.str")


def parameter(name: str, kind: TypeFacts = INT, *, required: bool = True) -> ParameterFacts:
    return ParameterFacts(name, ParameterKind.POSITIONAL_OR_KEYWORD, kind, None, required)


def called(
    qualname: str,
    *parameters: ParameterFacts,
    returns: TypeFacts = INT,
    kind: CallableKind = CallableKind.METHOD,
) -> CallableFacts:
    return CallableFacts("m", qualname, kind, Flavour.PLAIN, parameters, returns, "", 1, 2)


def class_named(name: str, **fields: object) -> ClassFacts:
    constructor = called(name, parameter("size"), kind=CallableKind.CONSTRUCTOR)
    plain: dict[str, object] = {"bases": (), "constructor": constructor, "methods": ()}
    return ClassFacts("m", name, **(plain | fields))  # type: ignore[arg-type] # a picture of facts


def values(*classes: ClassFacts, functions: tuple[CallableFacts, ...] = ()) -> Values:
    return Values(ModuleFacts("m", "m.py", functions, classes, (), (), frozenset(), frozenset()))


def sources(made: tuple[Piece, ...]) -> list[str]:
    return [one.source for one in made]


TYPES = {
    "list": (TypeFacts("builtins.list", (INT,)), "[1]"),
    "sequence": (TypeFacts("collections.abc.Sequence", (STR,)), '["abc"]'),
    "set": (TypeFacts("builtins.set", (INT,)), "{1}"),
    "frozenset": (TypeFacts("builtins.frozenset", (INT,)), "frozenset()"),
    "deque": (TypeFacts("collections.deque", (INT,)), "deque()"),
    "iterator": (TypeFacts("collections.abc.Iterator", (INT,)), "iter([])"),
    "dict": (TypeFacts("builtins.dict", (STR, INT)), '{"abc": 1}'),
    "mapping": (TypeFacts("collections.abc.Mapping"), "{}"),
    "ordered": (TypeFacts("collections.OrderedDict", (STR, INT)), 'OrderedDict({"abc": 1})'),
    "defaultdict": (
        TypeFacts("collections.defaultdict", (STR, INT)),
        'defaultdict(None, {"abc": 1})',
    ),
    "pair": (TypeFacts("builtins.tuple", (INT, STR)), '(1, "abc")'),
    "one": (TypeFacts("builtins.tuple", (INT,)), "(1,)"),
    "many": (TypeFacts("builtins.tuple", (INT, TypeFacts("builtins.ellipsis"))), "(1,)"),
    "any tuple": (TypeFacts("builtins.tuple"), "()"),
    "optional": (TypeFacts("typing.Optional", (INT,)), "None"),
    "union": (TypeFacts("typing.Union", (TypeFacts("builtins.NoneType"), STR)), "None"),
    "literal": (TypeFacts("typing.Literal", (), ("'a'", "'b'")), "'b'"),
    "wrapped": (TypeFacts("typing.Annotated", (INT,)), "1"),
    "type": (TypeFacts("builtins.type", (INT,)), "int"),
    "any type": (TypeFacts("builtins.type", (TypeFacts("typing.Any"),)), "str"),
    "callable": (TypeFacts("typing.Callable", (INT, STR)), 'lambda *args, **kwargs: "abc"'),
    "pattern": (TypeFacts("typing.Pattern"), 're.compile("a+")'),
    "date": (TypeFacts("datetime.date"), "date(2024, 1, 31)"),
    "stream": (TypeFacts("typing.TextIO"), 'io.StringIO("abc\\n")'),
}


@pytest.mark.parametrize(("declared", "wanted"), TYPES.values(), ids=TYPES.keys())
def test_a_declared_type_gets_values_of_it(declared: TypeFacts, wanted: str) -> None:
    made = values().typed(declared)

    assert wanted in sources(made)
    for one in made:
        ast.parse("\n".join((*one.imports, *one.setup, one.source)))


@pytest.mark.parametrize("name", ["?", "typing.Any", "nowhere.Known"])
def test_an_unknown_type_gets_nothing(name: str) -> None:
    assert values().typed(TypeFacts(name)) == ()


def test_types_nested_without_end_come_to_an_end() -> None:
    deep = INT
    for _ in range(9):
        deep = TypeFacts("builtins.list", (deep,))

    assert values().typed(deep)


def test_a_class_that_needs_itself_comes_to_an_end() -> None:
    itself = TypeFacts("m.Node")
    node = class_named(
        "Node", constructor=called("Node", parameter("next", itself), kind=CallableKind.CONSTRUCTOR)
    )

    assert all(len(one.source) < 200 for one in values(node).typed(itself))


def test_enum_members_are_its_values() -> None:
    kind = class_named("Kind", members=("A", "B"), constructor=None)

    assert sources(values(kind).typed(TypeFacts("m.Kind"))) == ["Kind.A", "Kind.B"]


def test_an_abstract_class_is_made_through_a_subclass_and_a_fake() -> None:
    area = called("Shape.area", returns=STR)
    shape = class_named("Shape", abstract=("area",), methods=(area,))
    square = class_named("Square", bases=("m.Shape",))

    made = values(shape, square).typed(TypeFacts("m.Shape"))

    assert sources(made)[0] == "Square(1)"
    fake = next(one for one in made if one.source.startswith("Fake"))
    assert fake.source == "FakeShape(1)"
    assert fake.setup == ('class FakeShape(Shape):\n    def area(self):\n        return "abc"',)


def test_a_protocol_is_faked_without_inheriting() -> None:
    fetch = called("Source.fetch", parameter("url", STR), returns=TypeFacts("builtins.bytes"))
    source = class_named("Source", is_protocol=True, methods=(fetch,), constructor=None)

    made = values(source).typed(TypeFacts("m.Source"))

    assert made[0].setup == ('class FakeSource:\n    def fetch(self, url):\n        return b"abc"',)
    assert made[0].imports == ()


def test_a_protocol_has_a_fake_that_fails() -> None:
    fetch = called("Source.fetch", parameter("url", STR))
    source = class_named("Source", is_protocol=True, methods=(fetch,), constructor=None)

    fails = values(source).typed(TypeFacts("m.Source"))[-1]

    assert fails.source == "FailingSource()"
    assert 'raise OSError("out of order")' in fails.setup[0]


def test_a_subclass_stands_for_a_type_object() -> None:
    base = class_named("Base")
    below = class_named("Below", bases=("m.Base",))

    made = values(base, below).typed(TypeFacts("builtins.type", (TypeFacts("m.Base"),)))

    assert sources(made) == ["Below"]


def test_a_function_that_returns_the_class_makes_it() -> None:
    money = class_named("Money", constructor=None)
    parse = called(
        "parse", parameter("text", STR), returns=TypeFacts("m.Money"), kind=CallableKind.FUNCTION
    )

    assert 'parse("abc")' in sources(values(money, functions=(parse,)).typed(TypeFacts("m.Money")))


def test_a_rejected_piece_is_offered_no_more() -> None:
    made = values()
    first = made.typed(INT)[0]

    made.reject(first)

    assert first not in made.typed(INT)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
        lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
        max_leaves=6,
    )
)
def test_the_text_of_a_value_is_the_value(value: object) -> None:
    source = text_of(value)

    assert eval(source, {"float": float}) == value


def test_sets_are_written_in_order() -> None:
    assert text_of({"b", "a", "c"}) == '{"a", "b", "c"}'
    assert text_of(set()) == "set()"


@given(st.integers(0, 10**6), st.text(max_size=20))
def test_a_mutated_text_is_text_and_never_too_long(seed: int, text: str) -> None:
    words = Words(("alpha", "beta"), (1, 2.5), (r"\d+-[a-z]*",))

    changed = Mutator(random.Random(seed), words, ("sample",)).value(text)

    assert isinstance(changed, str)
    assert len(changed) <= 600


@given(
    st.integers(0, 10**6),
    st.sampled_from([True, 3, 2.5, b"ab", [1], (1, 2), {"a": [1]}, [], {}, None]),
)
def test_a_mutated_value_stays_literal(seed: int, value: object) -> None:
    changed = Mutator(random.Random(seed), Words(("w",), (7, 0.5))).value(value)

    assert plain_value(text_of(changed)) is not None or "float(" in text_of(changed)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{2}-\d{4}$", r"(a|bc)+x?", r"[^abc]", r"\w+@\w+\.com", r"(?P<q>['\"]).*?(?P=q)",
        r"(\d)\1", r"a{2,}", r"[\w.-]+", r".", r"\S+\s\S", r"[^\d]", r"(?:ab){0,2}c", r"\D\W",
    ],
)  # fmt: skip
@given(seed=st.integers(0, 10**6))
def test_an_example_matches_its_pattern(pattern: str, seed: int) -> None:
    made = example(pattern, random.Random(seed))

    assert made is not None
    assert re.search(pattern, made)


@pytest.mark.parametrize("pattern", ["(", "[", "a{5000}"])
def test_no_example_of_what_is_no_pattern_or_too_long(pattern: str) -> None:
    assert example(pattern, random.Random(1)) is None


def test_unsound_doctests_give_no_examples() -> None:
    assert examples_in(">>> f(\n  ... 1)\n >>>bad\n") == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("path", "str(__NAME__)"), ("is_open", "True"), ("callback", "lambda *args, **kwargs: None"),
     ("item_count", "1"), ("names", '["a", "b"]'), ("base_url", '"http://example.com/a?b=1"')],
)  # fmt: skip
def test_a_name_tells_what_a_parameter_takes(name: str, wanted: str) -> None:
    assert by_name(name)[0].source == wanted


def test_an_unknown_name_gets_anything() -> None:
    assert by_name("zzz") == ()
    assert "None" in sources(anything("zzz"))


@pytest.mark.parametrize(
    ("source", "said"),
    [('""', "is empty"), ("[]", "is empty"), ("0", "is 0"), ("-3", "is negative"),
     ("None", "is None"), ("True", "is true"), ('"red"', "is red"), ('" "', "is blank"),
     ("[1]", "has one item"), ("12", "is 12"), ("2.5", ""), ("Cart()", ""), ('"a b?"', "")],
)  # fmt: skip
def test_a_condition_says_it_in_words(source: str, said: str) -> None:
    slot = Slot(Scope.CALL, "x", parameter("x"))

    assert condition_of(slot, Piece(source)) == (f"x {said}" if said else "")


def test_other_slots_have_conditions_of_their_own() -> None:
    assert condition_of(Slot(Scope.CALL, "x"), NOTHING) == "x is left out"
    assert condition_of(Slot(Scope.PATCH, "x"), Piece("y")) == ""
    assert condition_of(Slot(Scope.BODY, "body"), Piece("raise E")) == "the body raises"


@pytest.mark.parametrize(
    ("class_name", "taken", "wanted"),
    [("PriceList", set(), "price_list"), ("HTTPClient", set(), "http_client"),
     ("Class", set(), "class_"), ("Cart", {"cart"}, "cart_"), ("__", set(), "value")],
)  # fmt: skip
def test_a_variable_is_named_after_its_class(class_name: str, taken: set[str], wanted: str) -> None:
    assert variable_name(class_name, frozenset(taken)) == wanted


@pytest.mark.parametrize(
    ("name", "arguments", "call"),
    [("__len__", [], "len(x)"), ("__reversed__", [], "reversed(x)"), ("__rsub__", ["1"], "1 - x"),
     ("__divmod__", ["2"], "divmod(x, 2)"), ("__contains__", ["2"], "2 in x"),
     ("__hash__", [], "hash(x) == hash(x)"), ("__invert__", [], "~x")],
)  # fmt: skip
def test_special_methods_are_called_by_syntax(name: str, arguments: list[str], call: str) -> None:
    spoken = operator_call(name, "x", arguments)

    assert spoken is not None
    assert spoken.call == call


def test_an_unknown_special_method_is_called_plainly() -> None:
    assert operator_call("__fancy__", "x", []) is None
    assert operator_call("__add__", "x", []) is None
