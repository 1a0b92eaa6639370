"""Let survivors go back to search: find situations that notice what the kept tests do not.

First it is measured which kept test notices which sampled mutant. For a mutant
that survives, situations that ran its line are observed once more with the mutant in
place, those of kept tests first; where something ends differently, that situation
becomes a test that says so, or its test says so too, by the same gates as any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

from bot.domain.tested import Mutant
from bot.domain.trial import Look, Observation, Situation, Verdict
from bot.mission.asking import proposed
from bot.mission.context import Context
from bot.mission.pool import outcome_of
from bot.mission.prove import Prover
from bot.mission.prove_kill import prove_kill, tells
from bot.mission.shrinking import simplest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.coverage import FileCoverage
    from bot.domain.trial import Kept
    from bot.mission.pool import Seen
    from bot.ports.engine import Engine

SITUATIONS_PER_MUTANT = 24
"""Situations observed under one mutant, in one round."""

AT_ONCE = 8
"""Of these, how many at a time: what is noticed early spares the rest."""

KEPT_PER_MUTANT = 8
"""Kept tests' situations among them, the shortest."""

NEAR_TO_MAX = 3
"""Kept tests' situations whose neighbours are tried."""

PROOFS_PER_MUTANT = 2
"""Situations that end differently under a mutant and are walked through the gates."""

MUTANTS_PER_PROOF = 12
"""Survivors that one new test is tried against."""

TESTS_MAX = 24
"""Tests kept for the mutants they notice alone."""

ROUNDS_MAX = 12
"""Batches that an engine proposes for the lines of survivors."""

BATCH = 24

# As the tokenizer splits: a form feed or U+2028 ends no line.
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class _Met:
    """Situations, and what each did."""

    situations: Sequence[Situation]
    seen: Sequence[Observation]


@dataclass
class Sharpener:
    """The survivors of one mission, and what may still notice them."""

    prover: Prover
    context: Context
    alive: list[Mutant] = field(default_factory=list)
    tests: int = 0
    hunted: int = 0
    """Mutants that survived the tests kept without them in mind."""
    old: list[Mutant] = field(default_factory=list)
    """Mutants of earlier samples that survive still; new tests are tried on them too."""
    _known: set[Mutant] = field(default_factory=set)
    _as_is: _Met | None = None
    """What was last observed without a mutant: those of one line meet the same situations."""

    def sample(self, most: int) -> bool:
        """Measure which tests notice a sample of mutants; tell whether there is more to do.

        The ledger's tests learn theirs; what survives is to be hunted.
        """
        if self._has_no_room:
            return False
        prover, kept = self.prover, self.prover.ledger.kept
        lines = frozenset[int]().union(*(one.lines for one in kept))
        found = prover.craft.mutants(prover.source, lines, seed=self.context.seed, most=most)
        noticed = frozenset[Mutant]().union(*(one.kills for one in kept))
        mutants = frozenset(found).union(*(one.tried for one in kept)) - noticed - self._known
        board = _kill_map(kept, sorted(mutants, key=_place), prover, self.context)
        prover.ledger.kept = [_taught(one, board) for one in kept]
        self._known |= mutants
        self.old += self.alive
        self.alive = sorted((one for one, killers in board.items() if not killers), key=_place)
        self.hunted += len(self.alive)
        return bool(mutants)

    @property
    def told(self) -> dict[str, int]:
        """Say how many survivors there were, how many there are, and how many tests it took."""
        return {
            "before": self.hunted,
            "after": len(self.old) + len(self.alive),
            "tests": self.tests,
        }

    @property
    def _has_no_room(self) -> bool:
        return self.context.is_late or self.tests >= TESTS_MAX

    def from_pool(self) -> None:
        """Try what search has seen already."""
        for mutant in tuple(self.alive):
            if self._is_over:
                return
            if mutant in self.alive:
                pool = [situation for situation, _ in self.prover.pool.at(mutant.felt_at)]
                self._hunt(mutant, [*self._kept_at(mutant.felt_at), *pool])

    def _kept_at(self, line: int) -> list[Situation]:
        """Return the situations of tests that run a line: they may see what they do not assert."""
        kept = [one.candidate.situation for one in self.prover.ledger.kept if line in one.lines]
        return sorted(kept, key=lambda one: len(one.source))[:KEPT_PER_MUTANT]

    def from_near(self) -> None:
        """Try what lies next to the kept tests' situations, those of each in turns."""
        lines = _LINE_END.split(self.prover.source)
        for mutant in tuple(self.alive):
            if self._is_over:
                return
            if mutant not in self.alive:
                continue
            line = lines[mutant.line - 1] if mutant.line <= len(lines) else ""
            kept = self._kept_at(mutant.felt_at)[:NEAR_TO_MAX]
            each = [self.prover.craft.near(one, line) for one in kept]
            turns = chain.from_iterable(zip_longest(*each))
            self._hunt(mutant, [one for one in turns if one is not None])

    def from_engine(self, engine: Engine) -> None:
        """Ask an engine for more, as if the survivors' lines were not covered yet.

        What is missing is among what it is asked for, so what covers some of that is proven too,
        unless the mission holds the most tests that it may keep for coverage.
        """
        for _ in range(ROUNDS_MAX):
            if self._is_over:
                return
            batch = proposed(engine, self.prover.ledger, self._wanted(), BATCH)
            if not batch:
                return
            found = list(zip(batch, self.prover.here.observe(batch, look=Look.GLANCE), strict=True))
            kept = self._tried(found)
            for situation, seen in found:
                self.prover.pool.add(situation, seen)
                gained = situation in kept or self._covers(situation, seen)
                engine.learn(situation, seen, gained=gained)

    def _covers(self, situation: Situation, seen: Observation) -> bool:
        """Prove what runs lines or arcs that no test covers; tell whether it was kept."""
        file = self.prover.ledger.file
        is_new = bool(seen.lines & file.missing or seen.arcs & file.missing_arcs)
        return (
            is_new and not self._is_full and self.prover.prove(situation, seen) is Verdict.ACCEPTED
        )

    def _tried(self, found: Sequence[Seen]) -> list[Situation]:
        """Try new situations on all survivors; return those that were kept."""
        kept = []
        for mutant in tuple(self.alive):
            if mutant in self.alive and not self._is_over:
                reached = [situation for situation, seen in found if mutant.felt_at in seen.lines]
                kept += self._hunt(mutant, sorted(reached, key=lambda one: len(one.source)))
        return kept

    @property
    def _is_over(self) -> bool:
        return not self.alive or self._has_no_room

    def _wanted(self) -> FileCoverage:
        file = self.prover.ledger.file
        if self._is_full:
            file = file.with_executed(file.missing, file.missing_arcs)
        return file.forgetting(mutant.felt_at for mutant in self.alive)

    @property
    def _is_full(self) -> bool:
        return len(self.prover.ledger.kept) >= self.prover.limits.tests_max

    def _hunt(self, mutant: Mutant, found: Sequence[Situation]) -> list[Situation]:
        """Observe with the mutant in place; prove what ends differently until one is kept."""
        proofs = 0
        situations = found[:SITUATIONS_PER_MUTANT]
        here = self.prover.here
        if self._as_is is None or self._as_is.situations != situations:
            self._as_is = _Met(situations, here.observe(situations, look=Look.TOGETHER))
        met = zip(situations, self._as_is.seen, strict=True)
        for some in iter(lambda: tuple(islice(met, AT_ONCE)), ()):
            under = here.observe([one for one, _ in some], mutant, look=Look.TOGETHER)
            for (situation, seen), changed in zip(some, under, strict=True):
                if (
                    proofs < PROOFS_PER_MUTANT
                    and self._is_told(situation, seen, changed)
                    and self._differs(mutant, situation, seen)
                ):
                    proofs += 1
                    if self._prove(situation, mutant):
                        return [situation]
            if proofs == PROOFS_PER_MUTANT or self.context.is_late:
                break
        return []

    def _is_told(self, situation: Situation, seen: Observation, under: Observation) -> bool:
        """Tell whether it ends differently under a mutant, in a way that a test can say."""
        differs = outcome_of(seen) != outcome_of(under)
        return differs and tells(self.prover, situation, seen, under)

    def _differs(self, mutant: Mutant, situation: Situation, seen: Observation) -> bool:
        [under] = self.prover.here.observe([situation], mutant)
        return self._is_told(situation, seen, under)

    def _prove(self, situation: Situation, mutant: Mutant) -> bool:
        prover = self.prover
        [seen] = prover.here.observe([situation])
        is_new = prover.ledger.of(situation) is None
        if is_new:
            situation, seen = simplest(
                (situation, seen),
                prover.craft,
                prover.here,
                lambda *one: self._differs(mutant, *one),
            )
        [under] = prover.here.observe([situation], mutant)
        hunted = [*self.alive, *self.old]
        others = [other for other in hunted if other.felt_at in seen.lines and other != mutant]
        wanted = [mutant, *others[: MUTANTS_PER_PROOF - 1]]
        if prove_kill(prover, situation, seen, under, wanted) is not Verdict.ACCEPTED:
            return False
        kills = prover.ledger.kept[-1].kills
        self.alive = [other for other in self.alive if other not in kills]
        self.old = [other for other in self.old if other not in kills]
        self.tests += is_new
        return True


def _taught(one: Kept, board: Mapping[Mutant, frozenset[str]]) -> Kept:
    """Return a kept test that knows which mutants it meets, and which it notices."""
    tried = {mutant for mutant in board if mutant.felt_at in one.lines}
    kills = {mutant for mutant, killers in board.items() if one.candidate.name in killers}
    return replace(one, tried=one.tried | tried, kills=one.kills | kills)


def _kill_map(
    kept: Sequence[Kept], mutants: Sequence[Mutant], prover: Prover, context: Context
) -> dict[Mutant, frozenset[str]]:
    """Map each mutant that could be tried to the names of the tests that notice it.

    Tests that do not reach a mutant's line are not run for it.
    """
    groups: dict[tuple[Kept, ...], list[Mutant]] = {}
    for mutant in mutants:
        groups.setdefault(tuple(k for k in kept if mutant.felt_at in k.lines), []).append(mutant)
    found: dict[Mutant, frozenset[str]] = {}
    for reaching, here in groups.items():
        if not reaching or context.is_late:
            continue
        source = prover.craft.plain_tests([one.candidate for one in reaching])
        runs = prover.here.try_mutants(source, prover.file_name, here)
        found |= {run.mutant: frozenset(run.killed_by) for run in runs if run.applied}
    return found


def _place(mutant: Mutant) -> tuple[int, int, str]:
    return mutant.line, mutant.column, mutant.after
