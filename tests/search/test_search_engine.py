"""Rules of the search engine as a whole: entry, determinism, limits, sound text."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from bot.domain.mission import EngineName, Limits
from bot.domain.trial import Observation, ObservedEnd, Situation
from bot.engines.search.budget import WINDS_MAX
from bot.engines.search.engine import SearchEngine, gaps_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]

CART = '''
class Cart:
    """A cart."""

    def __init__(self, owner: str, limit: int = 10) -> None:
        self.owner = owner
        self.limit = limit
        self.lines: list[tuple[str, int]] = []

    def add(self, sku: str, quantity: int) -> None:
        if quantity < 1:
            raise ValueError("quantity must be positive")
        self.lines.append((sku, quantity))

    @property
    def count(self) -> int:
        total = 0
        for _, quantity in self.lines:
            total += quantity
        return total

    @property
    def cap(self) -> int:
        return self.limit

    @cap.setter
    def cap(self, value: int) -> None:
        if value == 42:
            self.limit = 0
        self.limit = value

    def __len__(self) -> int:
        return len(self.lines)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cart):
            return NotImplemented
        return self.lines == other.lines

    def __contains__(self, sku: str) -> bool:
        return any(sku == one for one, _ in self.lines)

    @classmethod
    def empty(cls) -> "Cart":
        return cls("nobody")


def shipping(cart: Cart, express: bool = False) -> int:
    if express:
        return 20
    if cart.count > 3:
        return 0
    return 5


async def fetch(name):
    return name.upper()


def numbers(n: int):
    for i in range(n):
        yield i
'''


def test_every_line_and_arc_of_a_typical_module_is_reached(bench: Make) -> None:
    covered, _ = bench(CART, most=1500).run()

    assert (sorted(covered.missing), sorted(covered.missing_arcs)) == ([], [])


def test_the_same_seed_proposes_the_same(bench: Make) -> None:
    first = bench(CART, most=200)
    second = bench(CART, most=200)

    def sources(of: Bench) -> list[str]:
        return [one.source.replace(of.module, "m") for one, _ in of.run()[1]]

    assert sources(first) == sources(second)


def test_another_seed_proposes_otherwise(bench: Make) -> None:
    source = "def f(text: str) -> int:\n    if text == chr(7):\n        return 1\n    return 0\n"

    runs = [[one.call for one, _ in bench(source, seed=seed, most=100).run()[1]] for seed in (1, 2)]

    assert runs[0] != runs[1]


def test_every_situation_compiles_and_is_new(bench: Make) -> None:
    _, tried = bench(CART, most=400).run()

    for situation, _ in tried:
        assert situation.engine is EngineName.SEARCH
        ast.parse("\n".join((*situation.imports, *situation.setup)))
        ast.parse(situation.call, mode="eval")
    sources = [situation.source for situation, _ in tried]
    assert len(sources) == len(set(sources))


@pytest.mark.parametrize("most", [1, 7, 50])
def test_no_more_situations_than_the_limit(bench: Make, most: int) -> None:
    source = "def f(x: int) -> int:\n    if x != x:\n        return 1\n    return 0\n"

    _, tried = bench(source, most=most).run()

    assert len(tried) == most


def test_a_batch_is_never_larger_than_asked(bench: Make) -> None:
    made = bench(CART)

    assert len(made.engine.propose(made.imported, 5)) == 5


def test_a_covered_file_gets_no_proposals(bench: Make) -> None:
    made = bench("X = 1\n")

    assert made.engine.propose(made.imported, 5) == []


ENDLESS = "def f(x: int) -> int:\n    if x != x:\n        return 1\n    return 0\n"
GUARD_RAN = Observation(ObservedEnd.RETURNED, frozenset({2}), frozenset())
NOTHING_RAN = Observation(ObservedEnd.RETURNED, frozenset(), frozenset())


def limited(made: Bench, limits: Limits) -> Bench:
    made.limits = limits
    made.engine = SearchEngine(made.material())
    return made


def proposals(made: Bench, *, gain_at: int = 0) -> int:
    """Count what is proposed one by one where only one situation brings something."""
    count = 0
    while found := made.engine.propose(made.imported, 1):
        count += 1
        made.engine.learn(found[0], GUARD_RAN, gained=count == gain_at)
    return count


def test_a_gap_takes_no_more_than_its_share_of_a_batch(bench: Make) -> None:
    made = limited(bench(ENDLESS), Limits(situations_per_gap_max=5))

    assert len(made.engine.propose(made.imported, 16)) == 5


@pytest.mark.parametrize(
    ("gain_at", "count"), [(1, 1 + 60), (10, 10 + 60), (55, 55 + 60 + WINDS_MAX * 30)]
)
def test_a_gap_that_gained_late_is_tried_past_its_plateau(
    bench: Make, gain_at: int, count: int
) -> None:
    made = limited(bench(ENDLESS), Limits(plateau_max=60))

    assert proposals(made, gain_at=gain_at) == count


def test_what_was_not_proposed_teaches_nothing(bench: Make) -> None:
    made, other = bench(ENDLESS), bench(ENDLESS)
    stranger = Situation("f", (), (), "f(12345)", EngineName.SEARCH)

    made.engine.learn(stranger, NOTHING_RAN, gained=True)

    calls = [one.call for one in made.engine.propose(made.imported, 20)]
    assert calls == [one.call for one in other.engine.propose(other.imported, 20)]


def test_a_situation_that_is_too_long_is_not_proposed(bench: Make) -> None:
    texts = [repr("a" * 1400)] * 5
    call = f"f({', '.join(texts)})"
    source = "def f(a, b, c, d, e):\n    if a == 'zzz':\n        return 1\n    return 0\n"

    long = bench(source, texts={"tests/test_f.py": f"{call}\n"}, most=50)

    tried = [one.source for one, _ in long.run()[1]]
    assert tried
    assert max(map(len, tried)) <= 6000


EXAMPLES = {
    "after a comment": ("", ">>> # nothing\n    ... # yet\n    >>> f(1)\n    1"),
    "in two places": ('"""\n>>> f(1)\n1\n"""\n', ">>> f(1)\n    1"),
}


@pytest.mark.parametrize(("head", "example"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_is_tried_once_and_a_comment_never(bench: Make, head: str, example: str) -> None:
    made = bench(f'{head}def f(x):\n    """\n    {example}\n    """\n    return x\n')

    promised = [one for one in made.engine.propose(made.imported, 9) if one.expectation]
    assert [(one.setup, one.call) for one in promised] == [((), "f(1)")]


def test_a_mined_call_of_what_cannot_be_made_is_left_out(bench: Make) -> None:
    source = "class K:\n    __signature__ = 5\n    def go(self, x):\n        return x\n"

    made = bench(source, texts={"tests/test_k.py": "k.go(1)\n"})

    assert made.engine.propose(made.imported, 5) == []


def test_what_lies_outside_all_segments_is_no_gap(bench: Make) -> None:
    made = bench(ENDLESS)

    assert made.imported.missing_arcs
    assert gaps_of(made.imported, ()) == []


def test_it_is_named_as_records_name_it(bench: Make) -> None:
    assert bench(ENDLESS).engine.name is EngineName.SEARCH
