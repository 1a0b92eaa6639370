"""Special methods and setters that statements call may raise: then the statement is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.trial import Observation, ObservedEnd

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    from bot.domain.trial import Situation

    Make = Callable[..., Bench]

SOURCE = """
class Fixed:
    def __init__(self):
        self.size = 1

    def __setitem__(self, key, value):
        raise TypeError("no items")

    @property
    def name(self):
        return "abc"

    @name.setter
    def name(self, value):
        raise ValueError("no name")
"""


def broken(note: str) -> Observation:
    return Observation(ObservedEnd.BROKEN, frozenset(), frozenset(), note=note)


@pytest.mark.parametrize(
    ("segment", "line", "note", "every"),
    [
        ("Fixed.__setitem__", 7, "TypeError: no items", True),
        ("Fixed.name", 15, "ValueError: no name", False),
    ],
)
def test_a_statement_that_raises_is_proposed_as_the_act(
    bench: Make, segment: str, line: int, note: str, *, every: bool
) -> None:
    made = bench(SOURCE)
    everything = made.imported.executed | made.imported.missing
    file = made.imported.with_executed(everything - {line}, made.imported.missing_arcs)

    tried: list[Situation] = []
    for _ in range(6):
        [situation] = made.engine.propose(file, 1)
        made.engine.learn(situation, broken(note), gained=False)
        tried.append(situation)

    assert {one.segment for one in tried} == {segment}
    bare = [one for one in tried if not one.call]
    assert len(bare) == (len(tried) if every else 1)
    assert "fixed" in bare[0].setup[-1]
    assert " = " in bare[0].setup[-1]


def test_what_raises_there_is_covered(bench: Make) -> None:
    file, _ = bench(SOURCE).run()

    assert not file.missing
