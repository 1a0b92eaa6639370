"""Rules of how a draft is written: who makes the receiver, how a call runs to its end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.search_facts import called, parameter

from bot.domain.facts import CallableFacts, CallableKind, ClassFacts, Flavour
from bot.engines.search.calls import situation_of
from bot.engines.search.pieces import PLACE, Draft, Piece, Scope, Slot, Way


def function(flavour: Flavour = Flavour.PLAIN, *names: str) -> CallableFacts:
    taken = [parameter(one) for one in names]
    return called("f", *taken, kind=CallableKind.FUNCTION, flavour=flavour)


def filled(target: CallableFacts, *pieces: Piece) -> tuple[tuple[Slot, Piece], ...]:
    slots = [Slot(Scope.CALL, one.name, one) for one in target.parameters]
    return tuple(zip(slots, pieces, strict=True))


GO = called("Cart.go")
CART = ClassFacts("m", "Cart", (), called("Cart", kind=CallableKind.CONSTRUCTOR), (GO,))

FLAVOURS = {
    Flavour.PLAIN: ((), "f()"),
    Flavour.GENERATOR: ((), "f()"),
    Flavour.COROUTINE: ((), "asyncio.run(f())"),
    Flavour.ASYNC_GENERATOR: (
        ("async def collect(items):\n    return [item async for item in items]",),
        "asyncio.run(collect(f()))",
    ),
    Flavour.CONTEXT_MANAGER: (("with f() as entered:\n    pass",), "entered"),
    Flavour.ASYNC_CONTEXT_MANAGER: (
        ("async def enter():\n    async with f() as entered:\n        return entered",),
        "asyncio.run(enter())",
    ),
}


@pytest.mark.parametrize("flavour", Flavour)
def test_each_flavour_of_a_call_is_run_to_its_end(flavour: Flavour) -> None:
    setup, call = FLAVOURS[flavour]

    made = situation_of(Draft(Way(function(flavour)), ()), "f")

    assert (made.setup, made.call) == (setup, call)
    assert ("import asyncio" in made.imports) == ("asyncio" in call)


@pytest.mark.parametrize(
    ("flavour", "setup"),
    [
        (Flavour.PLAIN, ("cart = Cart.open()",)),
        (Flavour.COROUTINE, ("cart = asyncio.run(Cart.open())",)),
    ],
)
def test_a_classmethod_makes_the_receiver(flavour: Flavour, setup: tuple[str, ...]) -> None:
    maker = called("Cart.open", kind=CallableKind.CLASSMETHOD, flavour=flavour)

    made = situation_of(Draft(Way(GO, CART, maker), ()), "Cart.go")

    assert (made.setup, made.call) == (setup, "cart.go()")


def test_a_receiver_that_has_a_name_gets_no_other() -> None:
    changed = Piece(PLACE, setup=(f"{PLACE} = Cart()", f"{PLACE}.add(1)"))

    made = situation_of(Draft(Way(GO, CART), (), receiver=changed), "Cart.go")

    assert (made.setup, made.call) == (("cart = Cart()", "cart.add(1)"), "cart.go()")


def test_a_property_of_an_abstract_class_is_read_unbound() -> None:
    area = called("Shape.area", kind=CallableKind.PROPERTY)
    shape = ClassFacts("m", "Shape", (), None, (area,), abstract=("area",))
    square = Piece("Square()")

    made = situation_of(Draft(Way(area, shape), (), receiver=square), "Shape.area")

    assert (made.setup, made.call) == (("shape = Square()",), "Shape.area.fget(shape)")


FAKE = "class Fake:\n    pass"


@pytest.mark.parametrize(
    ("line", "written"), [(FAKE, (FAKE,)), ("step()", ("step()", "step()"))], ids=["class", "call"]
)
def test_a_class_is_written_once_and_a_call_each_time(line: str, written: tuple[str, ...]) -> None:
    target = function(Flavour.PLAIN, "a", "b")
    piece = Piece("Fake()", setup=(line,))

    made = situation_of(Draft(Way(target), filled(target, piece, piece)), "f")

    assert (made.setup, made.call) == (written, "f(Fake(), Fake())")


def test_long_arguments_get_names() -> None:
    target = function(Flavour.PLAIN, "text", "at")
    way = Way(target)

    made = situation_of(Draft(way, filled(target, Piece(repr("a" * 90)), Piece("1"))), "f")

    assert made.call == "f(text, 1)"


LENGTH = called("Cart.__len__")
NAMES = called("Cart.names", kind=CallableKind.PROPERTY)
COUNT = called("Cart.count")


@pytest.mark.parametrize(
    ("look", "call"), [(LENGTH, "len(cart)"), (NAMES, "cart.names"), (COUNT, "cart.count()")]
)
def test_a_look_follows_the_call(look: CallableFacts, call: str) -> None:
    draft = Draft(Way(GO, CART, CART.constructor), ())

    made = situation_of(replace(draft, look=look), "Cart.go")

    assert (made.setup, made.call) == (("cart = Cart()", "cart.go()"), call)
