"""Tell what each kept test brings that the tests before it do not. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.outcome import TestFact
from bot.stages.minimise import is_documented

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from bot.domain.coverage import Arc
    from bot.domain.tested import Mutant
    from bot.domain.trial import Candidate, Kept


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


def facts_of(
    kept: Sequence[Kept],
    placed: Mapping[str, Sequence[str]],
    example: Callable[[Candidate], str] = lambda _: "",
) -> tuple[TestFact, ...]:
    """Describe each test function for the reviewer's table.

    `placed` maps functions to the names of the candidates that are their cases; `example`
    shows a candidate as a line of code, "" where none says it.
    """
    gains = {own.name: own for own in own_gains(kept)}
    by_name = {one.candidate.name: one for one in kept}
    return tuple(
        replace(
            _fact(function, [by_name[name] for name in names], [gains[name] for name in names]),
            example=_example([by_name[name] for name in names], example),
        )
        for function, names in placed.items()
    )


def _fact(function: str, cases: Sequence[Kept], gains: Sequence[OwnGain]) -> TestFact:
    return TestFact(
        name=function,
        lines_gained=sum(len(own.lines) for own in gains),
        arcs_gained=sum(len(own.arcs) for own in gains),
        mutants_killed=len({mutant for one in cases for mutant in one.kills}),
        oracles=tuple(sorted({a.origin for one in cases for a in one.candidate.assertions})),
        cases=len(cases),
        drawn=sum(one.candidate.drawn.most for one in cases if one.candidate.drawn),
    )


def _example(cases: Sequence[Kept], example: Callable[[Candidate], str]) -> str:
    """Show the first case that has a line, documented ones before others."""
    ordered = sorted(cases, key=lambda one: not is_documented(one))
    return next(filter(None, (example(one.candidate) for one in ordered)), "")


def settled(kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """Give tests the names that dropped ones leave free.

    A name that was taken when a test was made ends on two underscores and a number
    (ports.Craft.name); one that is still taken keeps the number, with one underscore.
    """
    taken = {one.candidate.name for one in kept}
    found = []
    for one in kept:
        numbered = re.fullmatch(r"(.+)__(\d+)", one.candidate.name)
        name = one.candidate.name if numbered is None else _free(numbered[1], taken)
        taken.add(name)
        found.append(replace(one, candidate=replace(one.candidate, name=name)))
    return tuple(found)


def _free(base: str, taken: Collection[str]) -> str:
    """Return the name, or with the first number that makes it new."""
    names = chain([base], (f"{base}_{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def survivors(kept: Sequence[Kept]) -> tuple[Mutant, ...]:
    """Return the mutants that were tried and that no test notices, by place."""
    killed = {mutant for one in kept for mutant in one.kills}
    alive = {mutant for one in kept for mutant in one.tried} - killed
    return tuple(sorted(alive, key=lambda m: (m.line, m.column, m.after)))
