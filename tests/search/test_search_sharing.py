"""Rules of what ways share: public before private, values handed on, readers after calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.facts import ModuleFacts
from bot.domain.mission import Limits
from bot.domain.trial import Observation, ObservedEnd, Value, ValueKind
from bot.engines.search.budget import HANGS_MAX, PATIENCE, WINDS_MAX, Spending, second_winds
from bot.engines.search.code import Code
from bot.engines.search.flows import flows
from bot.engines.search.looks import tells_nothing
from bot.engines.search.origins import origins

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]

RULES = """
from abc import ABC, abstractmethod

class Rule(ABC):
    def apply(self, x: int) -> int:
        return self._apply(x)

    @abstractmethod
    def _apply(self, x): ...

class Half(Rule):
    def _apply(self, x):
        if x == 7:
            return 0
        return x // 2

def _alone(x: int) -> int:
    return x

def shown(x: int) -> int:
    return x
"""


def test_a_private_method_is_reached_through_the_method_that_its_class_inherits(
    bench: Make,
) -> None:
    file, tried = bench(RULES).run()

    assert not {line for line in file.missing if 12 <= line <= 15}
    first = next(one.call for one, seen in tried if 13 in seen.lines)
    assert first.startswith("half.apply(")


def test_private_functions_are_called_after_public_ones(bench: Make) -> None:
    made = bench(RULES)

    calls = [one.call for one in made.engine.propose(made.imported, 4)]

    assert not [call for call in calls if "._" in call or call.startswith("_")]
    assert any(one.call.startswith("_alone") for one, _ in made.run()[1])


HANDED = {
    "a function": ("def g(a): ...\ndef f(x):\n    g(x)\n", ("f", "x"), ("g", "a")),
    "by keyword": ("def g(a): ...\ndef f(x):\n    g(a=x)\n", ("f", "x"), ("g", "a")),
    "a classmethod": (
        "class C:\n    @classmethod\n    def read(cls, text): ...\ndef f(x):\n    C.read(x)\n",
        ("f", "x"),
        ("C.read", "text"),
    ),
    "a method": (
        "class C:\n    def a(self, x):\n        self.b(x)\n    def b(self, y): ...\n",
        ("C.a", "x"),
        ("C.b", "y"),
    ),
    "a constructor": (
        (
            "class C:\n    def __init__(self, y): ...\nclass D:\n    def __init__(self, x):\n"
            "        C(x)\n"
        ),
        ("D", "x"),
        ("C", "y"),
    ),
}


@pytest.mark.parametrize(("source", "giver", "taker"), HANDED.values(), ids=HANDED.keys())
def test_a_parameter_is_followed_to_where_it_is_handed_on(
    source: str, giver: tuple[str, str], taker: tuple[str, str]
) -> None:
    assert flows(Code(source)) == {giver: [taker]}


def test_a_changed_value_is_not_handed_on() -> None:
    assert flows(Code("def g(a): ...\ndef f(x):\n    y = x\n    g(y)\n    len(x)\n")) == {}


def test_a_valid_value_of_the_callee_is_tried_for_the_caller(bench: Make) -> None:
    made = bench(
        "def parse(code):\n    '''Parse.\n\n    >>> parse('K7-Q')\n    7\n    '''\n"
        "    if hash(code) == hash('K7-' + 'Q'):\n        return 7\n    raise ValueError(code)\n"
        "def issue(code):\n    found = parse(code)\n    return found\n"
    )

    file, _ = made.run()

    assert not file.missing


BOX = """
class Box:
    def __init__(self):
        self._items = {}

    def put(self, name: str) -> None:
        self._items[name] = 1

    @property
    def names(self):
        return sorted(self._items)

    def count(self):
        return len(self._items)

    def __len__(self):
        return len(self._items)
"""


def test_a_call_that_tells_nothing_is_followed_by_a_look(bench: Make) -> None:
    made = bench(BOX)
    seen: list[tuple[str, str]] = []
    for _ in range(40):
        for one in made.engine.propose(made.imported, 1):
            seen.append((one.setup[-1] if one.setup else "", one.call))
            told = made.observe(one)
            value = Value(ValueKind.LITERAL, "builtins.NoneType", "None")
            silent = Observation(told.end, told.lines, told.arcs, value=value)
            made.engine.learn(one, silent, gained=False)

    looks = [call for last, call in seen if last == 'box.put("abc")']
    assert looks == ["box.names", "box.count()", "len(box)"]


SHELF = """
class Shelf:
    def __init__(self, size: int):
        self.size = size
        self._items = {}

    def __setitem__(self, name, item):
        self._items[name] = item

    def __len__(self):
        return len(self._items)
"""


@pytest.mark.parametrize("kind", [ValueKind.OBJECT, ValueKind.OPAQUE])
def test_a_change_of_what_an_object_hides_is_followed_by_a_look(
    bench: Make, kind: ValueKind
) -> None:
    made = bench(SHELF)
    seen: list[tuple[str, str]] = []
    for _ in range(20):
        for one in made.engine.propose(made.imported, 4):
            seen.append((one.setup[-1] if one.setup else "", one.call))
            told = made.observe(one)
            changed = (("shelf", Value(kind, "picture_0.Shelf")),)
            silent = Observation(told.end, told.lines, told.arcs, changed=changed)
            made.engine.learn(one, silent, gained=False)

    calls = [call for last, call in seen if last.startswith("shelf[")]
    assert calls[:2] == ["", "len(shelf)"]


TELLING = {
    "a value": Observation(
        ObservedEnd.RETURNED,
        frozenset(),
        frozenset(),
        value=Value(ValueKind.LITERAL, "builtins.int", "1"),
    ),
    "an error": Observation(ObservedEnd.RAISED, frozenset(), frozenset()),
    "output": Observation(ObservedEnd.RETURNED, frozenset(), frozenset(), stdout="a"),
    "a file": Observation(
        ObservedEnd.RETURNED, frozenset(), frozenset(), written=(("a.txt", "b"),)
    ),
    "a changed list": Observation(
        ObservedEnd.RETURNED,
        frozenset(),
        frozenset(),
        changed=(("a", Value(ValueKind.LITERAL, "builtins.list", "[1]")),),
    ),
}


@pytest.mark.parametrize("seen", TELLING.values(), ids=TELLING.keys())
def test_what_can_be_asserted_needs_no_look(seen: Observation) -> None:
    assert not tells_nothing(seen)


def facts_of(module: str, path: str) -> ModuleFacts:
    return ModuleFacts(module, path, (), (), (), ("A",), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("line", "path", "module"),
    [
        ("from .b import A", "shop/a.py", "shop.b"),
        ("from . import A", "shop/a.py", "shop"),
        ("from .b import A", "shop/a/__init__.py", "shop.a.b"),
        ("from ..b import A", "shop/a/__init__.py", "shop.b"),
        ("from shop.b import A", "shop/a.py", "shop.b"),
    ],
)
def test_a_name_is_imported_from_where_the_module_takes_it(
    line: str, path: str, module: str
) -> None:
    found = origins(Code(line), facts_of("shop.a", path))

    assert found == {"A": f"from {module} import A"}


def test_a_gap_without_gain_takes_fewer_turns() -> None:
    fresh, tired = Spending(), Spending(idle=PATIENCE)

    assert [fresh.is_turn(number) for number in (1, 2)] == [True, True]
    assert [tired.is_turn(number) for number in (1, 2)] == [False, True]


def test_gaps_that_gained_go_on_past_their_plateau() -> None:
    limits = Limits(plateau_max=10)
    gainful = Spending(idle=10, gained_at=PATIENCE)
    others = [
        Spending(idle=10, gained_at=PATIENCE - 1),
        Spending(idle=10, gained_at=PATIENCE, hangs=HANGS_MAX),
    ]

    assert second_winds([gainful, *others], limits)

    assert [one.is_open(limits) for one in (gainful, *others)] == [True, False, False]


def test_second_winds_end() -> None:
    one = Spending(idle=10, gained_at=PATIENCE)

    given = [second_winds([one], Limits(plateau_max=10)) for _ in range(WINDS_MAX + 2)]

    assert given.count(True) == WINDS_MAX
