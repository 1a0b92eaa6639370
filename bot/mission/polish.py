"""Exchange kept tests for ones that are less to read and do the same.

What a test was kept for may since be done by others. What only it reaches, and all that
it notices, decides what may be left out of it; one that a reader minds (a `repr`, a
private name, a value that nobody would pass) gives way to another situation that was
seen, where one does what only it does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.coverage import Arc
from bot.domain.trajectory import Purpose, Sought
from bot.domain.trial import Candidate, Look, Verdict
from bot.mission.gates import SECONDS_MAX, shows, tried_and_killed, verdict_of
from bot.mission.ledger import NO_GAIN
from bot.mission.prove import Made, Prover
from bot.mission.shrinking import is_alike, simplest
from bot.stages.minimise import cost, is_documented, own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.tested import Mutant
    from bot.domain.trial import Kept, Observation, Situation
    from bot.mission.pool import Seen
    from bot.stages.minimise import Own

ROUNDS_MAX = 4
"""Times that something is left out of one test."""

LIGHTER_PROOFS_MAX = 4
"""Variants of one test that are walked through the gates in one round."""

INSTEAD_PROOFS_MAX = 4
"""Other situations that are walked through the gates for one test that a reader minds."""


CREDITED_MAX = 24
"""Mutants of a test that a reader minds which the other tests are tried on."""


@dataclass(frozen=True)
class Polisher:
    """Makes the tests of one mission less to read; `is_over` tells that its time is.

    Once it is, nothing more is tried: a proof that has begun is brought to its end.
    """

    prover: Prover
    must_lines: Collection[int]
    must_arcs: Collection[Arc]
    is_over: Callable[[], bool]

    def polish(self) -> None:
        """Exchange tests of the ledger, those that a reader minds first, each at most once."""
        ledger = self.prover.ledger
        for one in sorted(ledger.kept, key=lambda one: -one.burden):
            if self.is_over():
                return
            if one not in ledger.kept:
                continue
            at = ledger.kept.index(one)
            others = [*ledger.kept[:at], *ledger.kept[at + 1 :]]
            if one.burden:
                others = self._credited(others, own(one, others, (), ()).kills)
                ledger.kept = [*others[:at], one, *others[at:]]
            must = own(one, others, self.must_lines, self.must_arcs)
            if not must.is_nothing:
                # What a document says weighs more than how its test reads.
                is_minded = one.burden and not is_documented(one)
                better = self._instead(one, must) if is_minded else one
                ledger.kept = _with(others, self._lighter(better, must), at)

    def _credited(self, others: list[Kept], kills: Collection[Mutant]) -> list[Kept]:
        """Return the other tests with those of one test's mutants that they notice, too.

        Each was tried until one test noticed it, and no further: a test that a reader minds
        is not to stay for being the first.
        """
        lines = {mutant.felt_at for mutant in kills}
        reaching = [one for one in others if not lines.isdisjoint(one.lines)]
        if not reaching:
            return others
        source = self.prover.craft.plain_tests([one.candidate for one in reaching])
        wanted = sorted(kills, key=lambda m: (m.line, m.column, m.after))[:CREDITED_MAX]
        runs = self.prover.here.try_mutants(source, self.prover.file_name, wanted)
        noticed = {run.mutant: run.killed_by for run in runs if run.applied}
        return [_taught(one, noticed) for one in others]

    def _lighter(self, one: Kept, must: Own) -> Kept:
        """Leave out what the test can do without: it notices all that it noticed."""
        prover = self.prover
        wanted = replace(must, kills=one.kills)
        for _ in range(ROUNDS_MAX):
            if self.is_over():
                return one
            situation = one.candidate.situation
            [before] = prover.here.observe([situation])
            variants = [
                variant
                for variant in prover.craft.ablated(situation)
                if len(variant.source) < len(situation.source)
            ]
            glances = prover.here.observe(variants, look=Look.GLANCE)
            found = [
                variant
                for variant, seen in zip(variants, glances, strict=True)
                if is_alike(seen, before) and _does(seen, wanted)
            ]
            lighter = self._first(one, found[:LIGHTER_PROOFS_MAX], wanted)
            if lighter is None:
                return one
            one = lighter
        return one

    def _instead(self, one: Kept, must: Own) -> Kept:
        """Take another situation that does what only this one does, and is better to read."""
        lines = must.lines | {arc[0] for arc in must.arcs} | {m.felt_at for m in must.kills}
        pools = [self.prover.pool.at(line) for line in sorted(lines)]
        # Who does all was seen at each of the lines: one that few came to is enough.
        found = [
            seen
            for seen in min(pools, key=len)
            if _does(seen[1], must)
            and shows(seen[1])
            and seen[0] != one.candidate.situation
            # What shows a function to work gives no way to one of its errors.
            and (seen[1].error is None or one.candidate.is_about_an_error)
        ]
        craft = self.prover.craft

        def minded(seen: Seen) -> int:
            return craft.burden(Candidate("", seen[0], ()))

        found = [seen for seen in sorted(found, key=minded) if minded(seen) <= one.burden]
        return self._first(one, [seen[0] for seen in found[:INSTEAD_PROOFS_MAX]], must) or one

    def _first(self, one: Kept, found: list[Situation], must: Own) -> Kept | None:
        """Return the first that is proven to do what it must, each as simple as it gets."""
        prover = self.prover
        for situation in found:
            if self.is_over():
                return None
            [alone] = prover.here.observe([situation])
            if not _does(alone, must):
                continue
            seen = simplest(
                (situation, alone), prover.craft, prover.here, lambda _, seen: _does(seen, must)
            )
            better = self._proven(one, *seen, must)
            if better is not None:
                return better
        return None

    def _proven(
        self, one: Kept, situation: Situation, observation: Observation, must: Own
    ) -> Kept | None:
        """Return a proven test that is less to read and does what it must; None where it is not."""
        prover = self.prover
        made = prover.made(situation, observation)
        if not isinstance(made, Made):
            return None
        lighter = prover.kept_as(made, NO_GAIN, frozenset(), frozenset())
        if lighter.burden > one.burden or cost(lighter) >= cost(one):
            return None
        kills = sorted(one.kills, key=lambda m: (m.line, m.column, m.after))
        run = prover.here.try_tests(made.test, prover.file_name, kills, enough=len(kills))
        _, noticed = tried_and_killed(run.mutants)
        does_all = run.lines >= must.lines and run.arcs >= must.arcs and noticed >= must.kills
        if verdict_of(run) is not None or not does_all or not prover.holds_elsewhere(made):
            return None
        note, sought = "in the place of one with more to read", _sought(must)
        prover.log(situation, Verdict.ACCEPTED, NO_GAIN, note, sought)
        tried = frozenset(mutant for mutant in one.tried if mutant.felt_at in run.lines)
        return prover.kept_as(made, (run.lines, run.arcs), noticed, tried)


def _taught(one: Kept, noticed: Mapping[Mutant, Collection[str]]) -> Kept:
    kills = {mutant for mutant, killers in noticed.items() if one.candidate.name in killers}
    tried = {mutant for mutant in noticed if mutant.felt_at in one.lines}
    return replace(one, kills=one.kills | kills, tried=one.tried | tried)


def _sought(must: Own) -> Sought:
    mutants = sorted(must.kills, key=lambda one: (one.line, one.column, one.after))
    return Sought(Purpose.POLISH, tuple(mutants))


def _with(others: list[Kept], better: Kept, at: int) -> list[Kept]:
    """Put a test into its place; one that turned out to be another one's twin becomes one with it.

    Which mutants a test notices is known of those alone that it was tried on.
    """
    source = better.candidate.situation.source
    for place, other in enumerate(others):
        if other.candidate.situation.source == source:
            both = replace(
                other, kills=other.kills | better.kills, tried=other.tried | better.tried
            )
            return [*others[:place], both, *others[place + 1 :]]
    return [*others[:at], better, *others[at:]]


def _does(seen: Observation, must: Own) -> bool:
    """Tell whether a situation reaches what it must; what it notices is tried later."""
    lines = must.lines | {mutant.felt_at for mutant in must.kills}
    return seen.seconds <= SECONDS_MAX and seen.lines >= lines and seen.arcs >= must.arcs
