"""Rules of the search engine as a whole: entry, determinism, limits, sound text."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from bot.domain.mission import EngineName

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
