"""Walk one situation through the gates for what it covers, cheap before dear; keep what survives.

The order is the design's: useless ones fall first since most are; what runs
here has already been confined, the static gate is only its second wall.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.domain.mission import Limits
from bot.domain.trajectory import Sought
from bot.domain.trial import Candidate, Kept, Look, ObservedEnd, Verdict
from bot.mission.gates import (
    FLAKY,
    SECONDS_MAX,
    Judged,
    cheap,
    covers,
    is_documented,
    joined,
    refused,
    shows,
    tried_and_killed,
    verdict_of,
)
from bot.mission.idle import SHOWN, judged_idle
from bot.mission.ledger import JUST_GAIN, Gain, Ledger
from bot.mission.notes import without_scratch
from bot.mission.pool import Pool, Successes
from bot.mission.round_trip import steadier
from bot.mission.shrinking import simplest
from bot.ports.craft import Craft
from bot.ports.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.tested import Mutant, TestRun
    from bot.domain.trial import Observation, Situation

MUTANTS_MAX = 9
"""Mutants that a new test is tried on, until it notices one."""

NOTE_LENGTH_MAX = 300
RULED_OUT = "it is handed what the subject's types rule out"


@dataclass(frozen=True)
class Made:
    """A candidate that may run, its test file, and how its situation ended."""

    candidate: Candidate
    test: str
    end: ObservedEnd


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
    pool: Pool = field(default_factory=Pool)
    successes: Successes = field(default_factory=Successes)
    refused: set[str] = field(default_factory=set)
    """Sources of situations that gained but were not kept."""
    broken: set[str] = field(default_factory=set)
    """Set-ups that cannot do without what was left out of them."""

    def prove(
        self, situation: Situation, observation: Observation, *, is_last: bool = False
    ) -> Verdict:
        """Return what became of a situation, and keep it in the ledger if it was accepted.

        Where nothing shows what a step of it does, another situation that does is kept instead,
        unless this is the last to be tried: that counts as accepted, too.
        """
        kept_before = len(self.ledger.kept)
        gain = self.ledger.gain(observation.lines, observation.arcs)
        if self.craft.rules_out(situation, observation):
            # Text alone tells: it costs no proof, and does not count as one that failed.
            self.ledger.touch(gain, Verdict.FORBIDDEN)
            self.log(situation, Verdict.USELESS, gain, RULED_OUT)
            return Verdict.USELESS
        self.pool.add(situation, observation)
        self.successes.add(self.craft.acts_on(situation), situation, observation)
        verdict, note = self._cheap_gates(observation, gain)
        if verdict is Verdict.USELESS and is_documented(situation):
            self._check_document(situation)
        if verdict is None:
            # Observing it alone and shrinking it are dear; most errors are refused anyway.
            verdict, note = self._first_look(situation, observation)
        if verdict is None:
            # What was seen so far may hang on what others left behind.
            [observation] = self.here.observe([situation])
            gain = self.ledger.gain(observation.lines, observation.arcs)
            verdict, note = self._cheap_gates(observation, gain)
        if verdict is None:
            situation, observation = self._shrink(situation, observation, gain)
            if situation.source in self.refused:
                verdict = Verdict.USELESS
            else:
                verdict, note = self._for_gain(situation, observation, is_last=is_last)
            if verdict is not Verdict.ACCEPTED:
                self.refused.add(situation.source)
        self.log(situation, verdict, gain, note, self._sought((verdict, note), kept_before))
        return Verdict.ACCEPTED if len(self.ledger.kept) > kept_before else verdict

    def _sought(self, judged: Judged, kept_before: int) -> Sought:
        """Say what a situation was judged for, and which test it gave way to."""
        if judged != SHOWN:
            return JUST_GAIN
        # The first that was kept meanwhile; what else was kept is what it left over.
        return Sought(shown_by=self.ledger.kept[kept_before].candidate.situation.source)

    def log(
        self,
        situation: Situation,
        verdict: Verdict,
        gain: Gain,
        note: str,
        sought: Sought = JUST_GAIN,
    ) -> None:
        """Write one line of the trajectory."""
        self.ledger.log(situation, verdict, gain, without_scratch(note)[:NOTE_LENGTH_MAX], sought)

    def _check_document(self, situation: Situation) -> None:
        """Compare a documented example with the code although no test comes of it."""
        [observation] = self.here.observe([situation])
        again = self.repeated(situation)
        self.ledger.note_bugs(self.craft.judge(situation, observation, again).bugs)

    def repeated(self, situation: Situation) -> list[Observation]:
        """Observe elsewhere, in one process: what hangs on what ran before differs there."""
        repeats = [situation] * (self.limits.repeats - 1)
        return self.there.observe(repeats, look=Look.AGAIN)

    def _cheap_gates(self, seen: Observation, gain: Gain) -> tuple[Verdict | None, str]:
        """Judge by what was seen already; None lets a situation go on."""
        return cheap(seen, is_of_use=any(gain) and not self.ledger.is_hopeless(gain))

    def _first_look(
        self, situation: Situation, observation: Observation
    ) -> tuple[Verdict | None, str]:
        """Refuse what cannot be meant, and an error that no test may expect and is no finding."""
        if self.craft.rules_out(situation, observation):
            return Verdict.FORBIDDEN, RULED_OUT
        if observation.end is not ObservedEnd.RAISED:
            return None, ""
        judgement = self.craft.judge(situation, observation, ())
        is_news = any(not self.ledger.knows(bug) for bug in judgement.bugs)
        return (None, "") if is_news else (judgement.verdict, judgement.note)

    def _shrink(
        self, situation: Situation, observation: Observation, gain: Gain
    ) -> tuple[Situation, Observation]:
        """Take simpler variants as long as they end alike and gain the same."""

        def gains(seen: Observation) -> bool:
            is_quick = seen.seconds <= SECONDS_MAX
            return is_quick and covers(self.ledger.gain(seen.lines, seen.arcs), gain)

        def gains_any(seen: Observation) -> bool:
            return seen.seconds <= SECONDS_MAX and any(self.ledger.gain(seen.lines, seen.arcs))

        def is_as_good(variant: Situation, seen: Observation) -> bool:
            if variant.source in self.refused:
                return False
            # What a document says is the call's; what its earlier examples ran is their own.
            is_enough = gains(seen) if variant.expectation is None else gains_any(seen)
            # What shows nothing any more could not be asserted.
            return is_enough and (shows(seen) or not shows(observation))

        may_be = gains if situation.expectation is None else gains_any
        return simplest((situation, observation), self.craft, self.here, is_as_good, may_be)

    def _for_gain(self, situation: Situation, observation: Observation, *, is_last: bool) -> Judged:
        made = self.made(situation, observation)
        if not isinstance(made, Made):
            return made
        # What a test adds must be noticed by it.
        added = self.ledger.gain(observation.lines, observation.arcs)[0]
        run = self.here.try_tests(made.test, self.file_name, self.sample(added))
        verdict = verdict_of(run)
        if verdict is None and not any(self.ledger.gain(run.lines, run.arcs)):
            verdict = Verdict.USELESS
        if verdict is not None:
            return verdict, run.note
        tried, kills = self._noticed(made, run)
        if tried and not kills:
            return Verdict.HOLLOW, f"none of {len(tried)} mutants was noticed"
        refused, minded = judged_idle(self, made, run, is_last=is_last)
        if refused is None and not self.holds_elsewhere(made):
            refused = FLAKY
        if refused is not None:
            return refused
        kept = self.kept_as(made, (run.lines, run.arcs), kills, tried)
        self.ledger.accept(replace(kept, burden=kept.burden + minded))
        return Verdict.ACCEPTED, "" if tried else "no mutant could be tried"

    def _noticed(self, made: Made, run: TestRun) -> tuple[frozenset[Mutant], frozenset[Mutant]]:
        """Return the mutants of a trial that could be tried, and those that were noticed."""
        tried, kills = tried_and_killed(run.mutants)
        others = () if tried else self.sample(run.lines)
        if not others:
            return tried, kills
        # Other lines speak only where no mutant of the added ones can be tried.
        return tried_and_killed(self.here.try_tests(made.test, self.file_name, others).mutants)

    def made(
        self,
        situation: Situation,
        observation: Observation,
        under: Observation | None = None,
        known: Kept | None = None,
    ) -> Made | Judged:
        """Make a test of what was observed, after it was observed again elsewhere.

        It also says what tells it from `under`; `known` is a kept test that is to say more.
        """
        verdict, note = self._first_look(situation, observation)
        if verdict is not None:
            return verdict, note
        again = self.repeated(situation)
        if known is None:
            situation, observation, again = steadier(self, situation, observation, again)
        judgement = self.craft.judge(situation, observation, again, under)
        self.ledger.note_bugs(judgement.bugs)
        if judgement.verdict is not None:
            return judgement.verdict, judgement.note
        candidate = (
            Candidate(self._name(situation, observation), situation, judgement.assertions)
            if known is None
            else replace(known.candidate, assertions=joined(known, judgement.assertions))
        )
        if candidate.is_hollow:
            return Verdict.HOLLOW, "nothing stable to assert"
        if known is not None and candidate == known.candidate:
            return Verdict.USELESS, ""
        test = self.craft.plain_tests([candidate])
        reason = self.craft.screen(test)
        return refused(reason) if reason else Made(candidate, test, observation.end)

    def _name(self, situation: Situation, observation: Observation) -> str:
        taken = {kept.candidate.name for kept in self.ledger.kept}
        return self.craft.name(situation, observation, taken)

    def holds_elsewhere(self, made: Made) -> bool:
        """Tell whether the test passes under other conditions, too."""
        return self.there.try_tests(made.test, self.file_name).passed

    def kept_as(
        self, made: Made, ran: Gain, kills: frozenset[Mutant], tried: frozenset[Mutant]
    ) -> Kept:
        """Return a test as it is kept, with what it ran of the lines and arcs in question."""
        burden = self.craft.burden(made.candidate)
        acts_on = self.craft.acts_on(made.candidate.situation)
        return Kept(made.candidate, *self.ledger.reached(*ran), kills, tried, burden, acts_on)

    def sample(self, lines: frozenset[int]) -> Sequence[Mutant]:
        """Return the mutants that a new test of these lines is tried on."""
        found = self.craft.mutants(self.source, lines, seed=self.seed, most=MUTANTS_MAX)
        # That a default does not matter here says nothing of the lines that were added.
        return [mutant for mutant in found if mutant.line in lines]
