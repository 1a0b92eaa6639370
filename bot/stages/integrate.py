"""Tell what each kept test brings that the tests before it do not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.outcome import TestFact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.coverage import Arc
    from bot.domain.trial import Kept, Mutant


@dataclass(frozen=True)
class OwnGain:
    """What one test adds to the tests before it; the own gains of a file add up to the whole."""

    name: str
    engine: EngineName
    lines: frozenset[int]
    arcs: frozenset[tuple[int, int]]


def own_gains(kept: Sequence[Kept]) -> tuple[OwnGain, ...]:
    """Share lines and arcs out among the tests: each goes to the first test that reaches it."""
    lines: set[int] = set()
    arcs: set[Arc] = set()
    gains = []
    for one in kept:
        candidate = one.candidate
        own = OwnGain(
            candidate.name, candidate.situation.engine, one.lines - lines, one.arcs - arcs
        )
        lines |= one.lines
        arcs |= one.arcs
        gains.append(own)
    return tuple(gains)


def facts_of(kept: Sequence[Kept]) -> tuple[TestFact, ...]:
    """Describe each test for the reviewer's table."""
    return tuple(
        TestFact(
            name=own.name,
            lines_gained=len(own.lines),
            arcs_gained=len(own.arcs),
            mutants_killed=len(one.kills),
            oracles=tuple(sorted({a.origin for a in one.candidate.assertions})),
        )
        for one, own in zip(kept, own_gains(kept), strict=True)
    )


def survivors(kept: Sequence[Kept]) -> tuple[Mutant, ...]:
    """Return the mutants that were tried and that no test notices, by place."""
    killed = {mutant for one in kept for mutant in one.kills}
    alive = {mutant for one in kept for mutant in one.tried} - killed
    return tuple(sorted(alive, key=lambda m: (m.line, m.column, m.after)))
