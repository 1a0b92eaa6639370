"""Rules of what is learned from observations: parents, repairs, pieces that fail."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.search_facts import called, class_named, parameter, values

from bot.domain.coverage import Segment, SegmentKind
from bot.domain.facts import CallableKind, Flavour, ParameterKind, TypeFacts
from bot.domain.trial import ErrorSeen, Observation, ObservedEnd
from bot.engines.search.code import Code
from bot.engines.search.gap import REACHED_MAX, GapSearch
from bot.engines.search.looks import looked_at
from bot.engines.search.mutate import Mutator
from bot.engines.search.pieces import Draft, Piece, Scope, Slot, Way
from bot.engines.search.pools import Pools
from bot.engines.search.teach import Teacher
from bot.engines.search.vary import STEPS_MAX, Varier
from bot.engines.search.ways import Map
from bot.engines.search.words import Words

if TYPE_CHECKING:
    from bot.domain.facts import CallableFacts, ClassFacts, ParameterFacts

FUNCTION = called("f", parameter("x", TypeFacts()), kind=CallableKind.FUNCTION)
SLOT = Slot(Scope.CALL, "x", FUNCTION.parameters[0])
HERE = Segment("f", SegmentKind.FUNCTION, 1, 200)


def pools_of(source: str, *classes: ClassFacts) -> Pools:
    return Pools(values(*classes, functions=(FUNCTION,)), Code(source))


def draft_of(source: str) -> Draft:
    return Draft(Way(FUNCTION), ((SLOT, Piece(source)),))


def seen(
    end: ObservedEnd, *lines: int, arcs: tuple[tuple[int, int], ...] = (), note: str = ""
) -> Observation:
    return Observation(end, frozenset(lines), frozenset(arcs), note=note)


def raised(name: str, message: str) -> Observation:
    error = ErrorSeen(name, message, 0, explicit=False)
    return replace(seen(ObservedEnd.RAISED), error=error)


def search_of(pools: Pools, *ways: Way) -> GapSearch:
    return GapSearch(HERE, ways, [], (pools, Varier(pools, pools.code)), 1)


@pytest.mark.parametrize("end", [ObservedEnd.TIMED_OUT, ObservedEnd.DIED])
def test_a_draft_that_did_not_end_is_no_parent(end: ObservedEnd) -> None:
    search = search_of(pools_of("def f(x): ...\n"), Way(FUNCTION))

    assert not search.learn(draft_of("1"), seen(end, 1, 2), 10)
    assert search.reached == []


def test_a_draft_that_ran_nothing_here_and_raised_is_no_parent() -> None:
    search = search_of(pools_of("def f(x): ...\n"), Way(FUNCTION))

    assert not search.learn(draft_of("1"), seen(ObservedEnd.RAISED, 900), 10)
    assert search.best == {}


def test_of_two_drafts_that_reach_the_same_the_shorter_is_kept() -> None:
    search = search_of(pools_of("def f(x): ...\n"), Way(FUNCTION))
    for source, size in (("1", 10), ("22", 11), ("3", 9)):
        search.learn(draft_of(source), seen(ObservedEnd.RETURNED, 1), size)

    assert [one.draft for one in search.reached] == [draft_of("3")]


def test_parents_are_bounded_but_what_is_new_is_always_kept() -> None:
    search = search_of(pools_of("def f(x): ...\n"), Way(FUNCTION))
    everything = tuple((1, line) for line in range(2, 150))
    search.learn(draft_of("0"), seen(ObservedEnd.RETURNED, 1, arcs=everything), 10)
    for line in range(2, 150):
        search.learn(draft_of("1"), seen(ObservedEnd.RETURNED, 1, arcs=((1, line),)), 10)

    assert len(search.reached) == REACHED_MAX
    assert search.learn(draft_of("2"), seen(ObservedEnd.RETURNED, 2), 10)
    assert len(search.reached) == REACHED_MAX + 1


def test_a_receiver_that_cannot_be_made_gives_no_drafts() -> None:
    go = called("Sealed.go")
    sealed = class_named("Sealed", constructor=None, methods=(go,))
    search = search_of(pools_of("", sealed), Way(go, sealed))

    assert search.next(frozenset({1}), frozenset()) is None


MADE = "TypeError: Cart.__init__() takes 1 positional argument but 2 were given"


def test_a_piece_that_cannot_be_made_is_offered_no_more() -> None:
    cart = class_named("Cart", methods=(called("Cart.go"),))
    pools = pools_of("", cart)
    teacher = Teacher(pools, pools.values)
    first, second, *_ = pools.values.instances(cart)
    draft = Draft(Way(cart.methods[0], cart), (), receiver=first)

    assert teacher.repair(draft, seen(ObservedEnd.BROKEN, note=MADE)) == []
    assert pools.values.instances(cart)[0] == second


def test_no_piece_is_blamed_where_two_can_be_it() -> None:
    cart = class_named("Cart", methods=(called("Cart.go"),))
    pools = pools_of("", cart)
    before = pools.values.instances(cart)
    made = Piece("kept", setup=("kept = 1 / 0",))
    draft = Draft(Way(cart.methods[0], cart), ((SLOT, made),), receiver=before[0])

    Teacher(pools, pools.values).repair(draft, seen(ObservedEnd.BROKEN, note="ZeroDivisionError"))

    assert pools.values.instances(cart) == before


def test_a_set_up_that_failed_is_answered_once() -> None:
    rest = replace(parameter("rest", required=False), kind=ParameterKind.VAR_POSITIONAL)
    cart = class_named("Cart", methods=(called("Cart.go"),), constructor=constructor("Cart", rest))
    pools = pools_of("", cart)
    teacher = Teacher(pools, pools.values)
    note = "TypeError: Store.__init__() missing 1 required positional argument: 'size'"
    draft = Draft(Way(cart.methods[0], cart, cart.constructor), ())

    first = teacher.repair(draft, seen(ObservedEnd.BROKEN, note=note))
    again = teacher.repair(draft, seen(ObservedEnd.BROKEN, note=note))

    assert [piece.source for _, piece in first[0].filled] == ["1"]
    assert again == []


ANSWERED = {
    "a key": ("{'a': 1}", "KeyError", "'b'", ['{"a": 1, "b": "abc"}']),
    "a key of a text": ("'a'", "KeyError", "'b'", []),
    "a key that is no literal": ("{}", "KeyError", "Key(1)", []),
    "a key that is no text": ("{}", "KeyError", "(1, 2)", []),
    "an attribute": ("1", "AttributeError", "'int' object has no attribute 'isdecimal'", ['"abc"']),
    "an attribute of nothing known": (
        "1",
        "AttributeError",
        "'int' object has no attribute 'price'",
        ["SimpleNamespace(price=lambda *args, **kwargs: None)"],
    ),
    "no attribute": ("1", "AttributeError", "can't set", []),
    "an iterable": ("1", "TypeError", "'int' object is not iterable", ["[1, 2]"]),
    "an expected type": ("1", "TypeError", "x must be a string", ['"abc"']),
    "a type that is not named": ("1", "TypeError", "wrong", []),
    "a quoted word": ('"a"', "ValueError", "one of 'red', \"blue\"", ['"red"', '"blue"']),
    "a word that was given": ('"a"', "ValueError", "not 'a'", []),
    "a word for a number": ("1", "ValueError", "one of 'red'", []),
}


@pytest.mark.parametrize(("given", "name", "message", "wanted"), ANSWERED.values(), ids=ANSWERED)
def test_an_error_says_what_the_value_should_be(
    given: str, name: str, message: str, wanted: list[str]
) -> None:
    pools = pools_of("def f(x): ...\n")

    found = Teacher(pools, pools.values).repair(
        draft_of(given), raised(f"builtins.{name}", message)
    )

    assert [piece.source for one in found for _, piece in one.filled] == wanted


def test_an_error_is_answered_once() -> None:
    pools = pools_of("def f(x): ...\n")
    teacher = Teacher(pools, pools.values)
    error = raised("builtins.TypeError", "'int' object is not iterable")

    assert teacher.repair(draft_of("1"), error)
    assert teacher.repair(draft_of("2"), error) == []


def test_what_is_learned_twice_is_kept_once() -> None:
    pools = pools_of("def f(x): ...\n")
    for source in ('"new"', '"new"', '"other"'):
        pools.learn("f", "x", Piece(source))

    assert [one.source for one in pools.pieces(Way(FUNCTION), SLOT)][:2] == ['"new"', '"other"']
    assert len(set(pools.pieces(Way(FUNCTION), SLOT))) == len(pools.pieces(Way(FUNCTION), SLOT))


COUNTER = """
class Counter:
    def __init__(self):
        self.count = 0

    def add(self, more: int):
        self.count += more

    def go(self): ...

    async def later(self): ...

    def _hidden(self): ...

    def size(self):
        return self.count
"""


def counter() -> ClassFacts:
    methods = (
        replace(called("Counter.add", parameter("more")), first_line=6, last_line=7),
        replace(called("Counter.go"), first_line=9, last_line=9),
        called("Counter.later", flavour=Flavour.COROUTINE),
        called("Counter._hidden"),
        replace(called("Counter.size"), first_line=15, last_line=16),
    )
    return class_named("Counter", constructor=constructor("Counter"), methods=methods)


def constructor(name: str, *parameters: ParameterFacts) -> CallableFacts:
    return called(name, *parameters, kind=CallableKind.CONSTRUCTOR)


def test_only_public_methods_that_change_nothing_are_looked_through() -> None:
    facts = counter()
    draft = Draft(Way(facts.methods[1], facts, facts.constructor), ())

    looks = [one.look.qualname for one in looked_at(draft, Code(COUNTER)) if one.look]

    assert looks == ["Counter.size"]


def test_steps_before_a_call_are_bounded() -> None:
    facts = counter()
    pools = pools_of(COUNTER, facts)
    varier = Varier(pools, pools.code)
    mutator = Mutator(random.Random(1), Words())
    way = Way(facts.methods[1], facts, facts.constructor)
    draft = Draft(way, ())
    counts = []
    for _ in range(STEPS_MAX + 2):
        draft = varier._stepped(draft, mutator)
        counts.append(len(draft.before))

    assert counts == [1, 2, 3, 2, 3]


HIDDEN = "class Cart:\n    def go(self, at, fast=False): ...\n    go = wrapped(go)\n"


@pytest.mark.parametrize(
    ("name", "called_with"), [("Cart.go", ["at", "fast"]), ("Cart.gone", None)]
)
def test_a_method_that_inspection_does_not_show_is_read_from_its_definition(
    name: str, called_with: list[str] | None
) -> None:
    cart = class_named("Cart")
    found = Map(values(cart).facts, Code(HIDDEN), values(cart)).ways(
        Segment(name, SegmentKind.FUNCTION, 2, 2)
    )

    names = [[one.name for one in way.target.parameters] for way in found]
    assert names == ([called_with] if called_with else [])
