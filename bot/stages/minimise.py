"""Keep the fewest tests that still reach every line and arc and kill every mutant. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.coverage import Arc
from bot.domain.tested import Mutant
from bot.domain.trial import OracleOrigin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.domain.trial import Kept

BASE_COST = 60
"""What any test costs a reader, in characters of its source; keeps tiny tests from winning all."""

DOCUMENTED_WORTH = 2
"""How many times more a goal counts when a test with a documented oracle reaches it."""

Goal = tuple[str, "int | Arc | Mutant"]


def fewest(
    kept: Sequence[Kept], must_lines: Collection[int], must_arcs: Collection[Arc]
) -> tuple[Kept, ...]:
    """Return a part of `kept`, in its order, that reaches and kills what the whole does.

    Lines and arcs count only as far as they must be reached. Greedy: most goals
    for the least to read, documented oracles first; then what turned out
    redundant goes, the longest first, what documents say last. A function of which
    only errors are left gets a test that shows it to work, where there is one. Any
    other test that brings nothing is left out.
    """
    lines, arcs = frozenset(must_lines), frozenset(must_arcs)
    goals = [_goals(one, lines, arcs) for one in kept]
    chosen: list[int] = []
    missing = set().union(*goals)
    while missing:
        best = max(range(len(kept)), key=lambda at: _worth(kept[at], len(goals[at] & missing), at))
        chosen.append(best)
        missing -= goals[best]
    needed = _needed(chosen, goals, kept)
    return tuple(kept[at] for at in sorted(needed | _successes(needed, kept)))


def refused(kept: Iterable[Kept]) -> list[str]:
    """Name the functions that only errors were kept of, in the order of these tests."""
    tests = list(kept)
    errors = [one for one in tests if one.candidate.is_about_an_error]
    names = (name for one in errors for name in sorted(one.acts_on))
    return [name for name in dict.fromkeys(names) if name not in answered(tests)]


def answered(kept: Iterable[Kept]) -> frozenset[str]:
    """Name the functions that some test shows to work."""
    works = (one for one in kept if not one.candidate.is_about_an_error)
    return frozenset[str]().union(*(one.acts_on for one in works))


def _successes(chosen: set[int], kept: Sequence[Kept]) -> set[int]:
    """Choose for each function of which only errors are chosen a test that shows it to work."""
    added: set[int] = set()
    for name in refused(kept[at] for at in sorted(chosen)):
        works = [
            at
            for at, one in enumerate(kept)
            if name in one.acts_on and not one.candidate.is_about_an_error
        ]
        if works and added.isdisjoint(works):
            added.add(min(works, key=lambda at: (not is_documented(kept[at]), cost(kept[at]), at)))
    return added


def _goals(one: Kept, lines: frozenset[int], arcs: frozenset[Arc]) -> set[Goal]:
    return {
        *(("line", line) for line in one.lines & lines),
        *(("arc", arc) for arc in one.arcs & arcs),
        *(("kill", mutant) for mutant in one.kills),
    }


def _worth(one: Kept, gain: int, at: int) -> tuple[float, int, int]:
    """Rank a test by what it adds for what it costs to read; the earlier one wins a tie."""
    factor = DOCUMENTED_WORTH if is_documented(one) else 1
    return gain * factor / cost(one), -cost(one), -at


def is_documented(one: Kept) -> bool:
    """Tell whether any of its expected values comes from a document."""
    return any(a.origin is OracleOrigin.DOCUMENTED for a in one.candidate.assertions)


def cost(one: Kept) -> int:
    """Measure what a test costs a reader, in characters, what is minded about it included."""
    asserted = (text for a in one.candidate.assertions for text in (*a.statements, a.raises))
    return BASE_COST + one.burden + len(one.candidate.situation.source) + sum(map(len, asserted))


@dataclass(frozen=True)
class Own:
    """What only one of some tests reaches and notices: what another in its place must do."""

    lines: frozenset[int]
    arcs: frozenset[Arc]
    kills: frozenset[Mutant]

    @property
    def is_nothing(self) -> bool:
        """Tell whether the others do all that it does."""
        return not (self.lines or self.arcs or self.kills)


def own(
    one: Kept, others: Iterable[Kept], must_lines: Collection[int], must_arcs: Collection[Arc]
) -> Own:
    """Return what a test reaches and notices that none of the others does."""
    lines, arcs, kills = one.lines & {*must_lines}, one.arcs & {*must_arcs}, one.kills
    for other in others:
        lines, arcs, kills = lines - other.lines, arcs - other.arcs, kills - other.kills
    return Own(lines, arcs, kills)


def _needed(chosen: Sequence[int], goals: Sequence[set[Goal]], kept: Sequence[Kept]) -> set[int]:
    """Drop tests whose goals the other chosen ones reach, the costliest first.

    What a document says is the last to go.
    """
    left = set(chosen)
    order = sorted(chosen, key=lambda at: (is_documented(kept[at]), -cost(kept[at]), -at))
    for at in order:
        others: set[Goal] = set().union(*(goals[other] for other in left if other != at))
        if goals[at] <= others:
            left.remove(at)
    return left
