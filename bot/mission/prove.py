"""Walk one situation through the gates, cheap before dear, and keep what survives.

The order is the design's: useless ones fall first since most are; what runs
here has already been confined, the static gate is only its second wall.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.mission import Limits
from bot.domain.trial import Candidate, Kept, ObservedEnd, Verdict
from bot.mission.context import SCRATCH_PREFIX
from bot.mission.ledger import Ledger
from bot.ports.language import Craft, Worker

if TYPE_CHECKING:
    from bot.domain.trial import Mutant, Observation, Situation, TestRun
    from bot.mission.ledger import Gain
    from bot.ports.language import Judgement

SHRINKS_MAX = 24
MUTANTS_FIRST = 3
MUTANTS_MORE = 6
NOTE_LENGTH_MAX = 300
# The scratch copy, and a trial's own folder beside it.
_SCRATCH = re.compile(rf"/[^\s'\"]*?/{SCRATCH_PREFIX}\w+(?:/[^\s'\"/]+\.private/tmp/worker-\w+)?")

_ENDS = {
    ObservedEnd.BROKEN: Verdict.BROKEN,
    ObservedEnd.TIMED_OUT: Verdict.TIMED_OUT,
    ObservedEnd.DIED: Verdict.BROKEN,
}


@dataclass(frozen=True)
class Prover:
    """Proves one subject's situations; `here` generates, `there` repeats elsewhere."""

    here: Worker
    there: Worker
    craft: Craft
    ledger: Ledger
    source: str
    file_name: str
    limits: Limits
    seed: int

    def prove(self, situation: Situation, observation: Observation) -> Verdict:
        """Return what became of a situation, and keep it in the ledger if it was accepted."""
        gain = self.ledger.gain(observation.lines, observation.arcs)
        verdict, note = self._cheap_gates(observation, gain)
        if verdict is Verdict.USELESS and situation.expectation is not None:
            self._check_document(situation, observation)
        if verdict is None:
            situation, observation = self._shrink(situation, observation, gain)
            verdict, note = self._dear_gates(situation, observation)
        self.ledger.log(situation, verdict, gain, without_scratch(note)[:NOTE_LENGTH_MAX])
        return verdict

    def _check_document(self, situation: Situation, observation: Observation) -> None:
        """Compare a documented example with the code although no test comes of it."""
        again = self.there.observe([situation] * (self.limits.repeats - 1))
        self.ledger.note_bugs(self.craft.judge(situation, observation, again).bugs)

    def _cheap_gates(self, observation: Observation, gain: Gain) -> tuple[Verdict | None, str]:
        """Judge by what was seen already; None lets a situation go on."""
        if observation.end in _ENDS:
            return _ENDS[observation.end], observation.note
        if not any(gain) or self.ledger.is_hopeless(gain):
            return Verdict.USELESS, ""
        return None, ""

    def _dear_gates(self, situation: Situation, observation: Observation) -> tuple[Verdict, str]:
        again = self.there.observe([situation] * (self.limits.repeats - 1))
        judgement = self.craft.judge(situation, observation, again)
        self.ledger.note_bugs(judgement.bugs)
        if judgement.verdict is not None:
            return judgement.verdict, judgement.note
        return self._candidate(situation, observation, judgement)

    def _shrink(
        self, situation: Situation, observation: Observation, gain: Gain
    ) -> tuple[Situation, Observation]:
        """Take simpler variants as long as they end alike and gain the same."""
        left = SHRINKS_MAX
        simpler = True
        while simpler and left > 0:
            simpler = False
            variants = list(self.craft.shrunk(situation))[:left]
            left -= len(variants)
            for variant, seen in zip(variants, self.here.observe(variants), strict=True):
                if _is_alike(seen, observation) and _covers(
                    self.ledger.gain(seen.lines, seen.arcs), gain
                ):
                    situation, observation, simpler = variant, seen, True
                    break
        return situation, observation

    def _candidate(
        self, situation: Situation, observation: Observation, judgement: Judgement
    ) -> tuple[Verdict, str]:
        taken = {kept.candidate.name for kept in self.ledger.kept}
        name = self.craft.name(situation, observation, taken)
        candidate = Candidate(name, situation, judgement.assertions)
        if candidate.is_hollow:
            return Verdict.HOLLOW, "nothing stable to assert"
        test = self.craft.one_test(candidate)
        reason = self.craft.screen(test)
        if reason:
            return (
                Verdict.UNREADABLE if reason.startswith("unreadable") else Verdict.FORBIDDEN
            ), reason
        run = self.here.try_tests(test, self.file_name)
        gain = self.ledger.gain(run.lines, run.arcs)
        verdict = _verdict_of(run, gain)
        if verdict is not None:
            return verdict, run.note
        if not self.there.try_tests(test, self.file_name).passed:
            return Verdict.FLAKY, "fails under other hash seed, time zone or order"
        return self._mutate(candidate, test, run, gain)

    def _mutate(
        self, candidate: Candidate, test: str, run: TestRun, gain: Gain
    ) -> tuple[Verdict, str]:
        tried, kills = self._sample(test, gain[0], MUTANTS_FIRST, frozenset())
        if not kills:
            # What a test adds must be noticed by it; other lines speak only where no
            # mutant of the added ones can be tried.
            lines = gain[0] if tried else run.lines
            more, kills = self._sample(test, lines, MUTANTS_MORE, tried)
            tried |= more
        if tried and not kills:
            return Verdict.HOLLOW, f"none of {len(tried)} mutants was noticed"
        reached = self.ledger.reached(run.lines, run.arcs)
        self.ledger.accept(Kept(candidate, *reached, kills, tried))
        return Verdict.ACCEPTED, ""

    def _sample(
        self, test: str, lines: frozenset[int], most: int, known: frozenset[Mutant]
    ) -> tuple[frozenset[Mutant], frozenset[Mutant]]:
        """Try new mutants of these lines; return those that could be tried, and those killed."""
        sample = self.craft.mutants(self.source, lines, seed=self.seed, most=most + len(known))
        new = [mutant for mutant in sample if mutant not in known][:most]
        runs = self.here.try_mutants(test, self.file_name, new) if new else []
        tried = frozenset(ran.mutant for ran in runs if ran.applied)
        return tried, frozenset(ran.mutant for ran in runs if ran.applied and ran.killed_by)


def without_scratch(note: str) -> str:
    """Return a note without this run's random folders, so that equal runs write equal notes."""
    return _SCRATCH.sub("...", note)


def _verdict_of(run: TestRun, gain: Gain) -> Verdict | None:
    """Name what is wrong with a first trial, None where nothing is."""
    if run.timed_out:
        return Verdict.TIMED_OUT
    if run.broken:
        return Verdict.BROKEN
    if not run.passed:
        return Verdict.FAILED
    return None if any(gain) else Verdict.USELESS


def _is_alike(seen: Observation, before: Observation) -> bool:
    if seen.end is not before.end:
        return False
    if seen.error is not None and before.error is not None:
        return seen.error.type_name == before.error.type_name
    return True


def _covers(gain: Gain, wanted: Gain) -> bool:
    return gain[0] >= wanted[0] and gain[1] >= wanted[1]
