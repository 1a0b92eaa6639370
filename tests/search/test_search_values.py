"""Rules of values for declared types, and of how instances are made."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.search_facts import INT, STR, called, class_named, parameter, sources, values

from bot.domain.facts import CallableKind, Flavour, ParameterKind, TypeFacts
from bot.engines.search.forms import formed
from bot.engines.search.shapes import Shape, Trait
from bot.engines.search.values import DEPTH_MAX

if TYPE_CHECKING:
    from bot.domain.facts import CallableFacts

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


@pytest.mark.parametrize(
    ("declared", "wanted"),
    [(STR, '"abc"'), (TypeFacts("m.Size"), "Size.BIG"), (TypeFacts("a.Other"), "1")],
)
def test_types_nested_too_deep_get_values_of_their_own_as_far_as_those_nest_nothing(
    declared: TypeFacts, wanted: str
) -> None:
    size = replace(class_named("Size"), members=("BIG",))

    assert sources(values(size).typed(declared, DEPTH_MAX + 1))[0] == wanted


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


@pytest.mark.parametrize("flavour", [Flavour.GENERATOR, Flavour.COROUTINE])
def test_a_function_that_has_to_be_run_first_makes_no_instance(flavour: Flavour) -> None:
    money = class_named("Money")
    parse = called(
        "parse", returns=TypeFacts("m.Money"), kind=CallableKind.FUNCTION, flavour=flavour
    )

    made = sources(values(money, functions=(parse,)).typed(TypeFacts("m.Money")))

    assert "Money(1)" in made
    assert not [one for one in made if one.startswith("parse")]


AWAITED = TypeFacts("typing.Callable", (TypeFacts("typing.Awaitable", (STR,)),))


def test_a_callable_that_is_awaited_is_an_async_function() -> None:
    first, *_, last = values().typed(AWAITED)

    assert first.source == "answer"
    assert first.setup == ('async def answer(*args, **kwargs):\n    return "abc"',)
    assert last.setup == ('async def fail(*args, **kwargs):\n    raise ValueError("wrong")',)


def test_an_awaited_callable_without_a_type_answers_nothing() -> None:
    bare = TypeFacts("typing.Callable", (TypeFacts("typing.Awaitable"),))

    assert values().typed(bare)[0].setup == ("async def answer(*args, **kwargs):\n    return None",)


FAKED = {
    "a property": (
        called("Source.url", returns=STR, kind=CallableKind.PROPERTY),
        '    @property\n    def url(self):\n        return "abc"',
        '    @property\n    def url(self):\n        raise OSError("out of order")',
    ),
    "an optional parameter": (
        called("Source.url", parameter("n", required=False), returns=STR),
        '    def url(self, *args, **kwargs):\n        return "abc"',
        '    def url(self, *args, **kwargs):\n        raise OSError("out of order")',
    ),
    "variable arguments": (
        called(
            "Source.url", replace(parameter("rest"), kind=ParameterKind.VAR_POSITIONAL), returns=STR
        ),
        '    def url(self, *args, **kwargs):\n        return "abc"',
        '    def url(self, *args, **kwargs):\n        raise OSError("out of order")',
    ),
    "a generator": (
        called("Source.url", returns=STR, flavour=Flavour.GENERATOR),
        '    def url(self):\n        yield "abc"',
        '    def url(self):\n        raise OSError("out of order")',
    ),
    "a coroutine": (
        called("Source.url", returns=STR, flavour=Flavour.COROUTINE),
        '    async def url(self):\n        return "abc"',
        '    async def url(self):\n        raise OSError("out of order")',
    ),
}


@pytest.mark.parametrize(("method", "answers", "fails"), FAKED.values(), ids=FAKED)
def test_a_fake_answers_as_the_method_is_declared(
    method: CallableFacts, answers: str, fails: str
) -> None:
    source = class_named("Source", is_protocol=True, methods=(method,), constructor=None)

    first, *_, last = values(source).typed(TypeFacts("m.Source"))

    assert first.setup == (f"class FakeSource:\n{answers}",)
    assert last.setup == (f"class FailingSource:\n{fails}",)


def uses(*attributes: str) -> Shape:
    shape = Shape()
    for name in attributes:
        shape.attribute(name)
    return shape


TYPE_NAMES = {
    "a builtin": ("dict", '{"a": 1}'),
    "the subject's second class": ("Second", "Second(1)"),
    "of the library": ("Decimal", 'Decimal("1.50")'),
    "an abstract container": ("Sequence", "[1, 2]"),
    "nothing known": ("Elsewhere", "1"),
}


@pytest.mark.parametrize(("name", "wanted"), TYPE_NAMES.values(), ids=TYPE_NAMES)
def test_a_type_that_is_asked_about_gives_values_of_it(name: str, wanted: str) -> None:
    known = values(class_named("First"), class_named("Second"))

    assert formed(known, Shape(types={name: None}), "zzz")[0].source == wanted


ATTRIBUTES = {
    "a text": (("upper", "title"), '"abc"'),
    "a stream": (("read", "close"), 'io.StringIO("abc\\n")'),
    "a namespace": (("price",), "SimpleNamespace(price=1.5)"),
    "special names are left out": (("__class__", "price"), "SimpleNamespace(price=1.5)"),
}


@pytest.mark.parametrize(("names", "wanted"), ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_attributes_that_are_read_choose_the_object(names: tuple[str, ...], wanted: str) -> None:
    assert formed(values(), uses(*names), "zzz")[0].source == wanted


def test_a_known_class_with_the_method_comes_before_a_namespace() -> None:
    cart = class_named("Cart", methods=(called("Cart.pay"),))

    made = sources(formed(values(cart), uses("pay"), "zzz"))

    assert made[0] == "Cart(1)"
    assert made[-1].startswith("SimpleNamespace(pay=")


def test_traits_give_values_of_their_kind() -> None:
    assert formed(values(), Shape().mark(Trait.MAPPING), "zzz")[0].source == '{"a": 1}'


def test_a_library_class_that_tells_no_parameters_still_has_values() -> None:
    day = replace(class_named("date"), module="datetime", constructor=None)

    assert sources(values(day).typed(TypeFacts("datetime.date")))[0] == "date(2024, 1, 31)"
