"""A subject of two functions for the model engine, and one round of asking and observing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fakes.search_driver import Bench

    from bot.domain.coverage import FileCoverage
    from bot.engines.model.engine import ModelEngine

TWO = """
def near(a):
    if a == 391:
        return 1
    return 2


def far(a, b):
    if a == 1:
        return 1
    if b == 2:
        return 2
    if a == b:
        return 3
    return 4
"""


def proved(subject: Bench, engine: ModelEngine, file: FileCoverage) -> FileCoverage:
    """Ask once, observe what is proposed, and tell the engine of it."""
    for one in engine.propose(file, 8):
        seen = subject.observe(one)
        after = file.with_executed(seen.lines, seen.arcs)
        engine.learn(one, seen, gained=after != file)
        file = after
    return file
