"""Judge a trajectory again: the same situations by the same gates, without the engines.

Nothing is remembered of the run that left it: each situation is observed afresh. What
was covered, kept and refused before an attempt is what the attempts before it came to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from bot.domain.trajectory import Purpose, Rejudged
from bot.domain.trial import Look, Verdict
from bot.engines.model.replies import count_read
from bot.mission.gates import tried_and_killed, verdict_of
from bot.mission.idle import SHOWN
from bot.mission.ledger import Gain
from bot.mission.prove import Made, Prover
from bot.mission.prove_kill import prove_kill
from bot.mission.prove_property import Claim, Others, prove_property
from bot.mission.prove_value import prove_value
from bot.mission.successes import prove_success
from bot.stages.minimise import fewest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.domain.invariant import Invariant
    from bot.domain.trajectory import Asked, Attempt, Sought
    from bot.domain.trial import Situation

UNKNOWN = "an earlier version wrote this line, and not what it judged"


@dataclass
class Replay:
    """Judges attempts in order; `imported` is what importing the subject runs beside the suite."""

    prover: Prover
    imported: Gain
    _has_explored: bool = False

    def judge(
        self, attempts: Iterable[Attempt], *, is_over: Callable[[], bool]
    ) -> Iterator[Rejudged]:
        """Yield what comes of each attempt, until they or the time are over."""
        for attempt in attempts:
            if is_over():
                return
            situation = attempt.situation
            if attempt.sought.purpose is Purpose.ANSWER:
                yield _read_again(attempt)
            elif attempt.sought.invariant is not None:
                verdict = self._held(attempt, attempt.sought.invariant)
                yield Rejudged(attempt, verdict, self.prover.ledger.note)
            elif situation is None:
                yield Rejudged(attempt, None, UNKNOWN)
            else:
                verdict = self._verdict(attempt, situation)
                yield Rejudged(attempt, verdict, self.prover.ledger.note)

    def _verdict(self, attempt: Attempt, situation: Situation) -> Verdict:
        prover, sought = self.prover, attempt.sought
        match sought.purpose:
            case Purpose.GAIN:
                return self._gained(situation, sought)
            case Purpose.NOTICE | Purpose.ADD:
                self._end_exploring()
                if sought.purpose is Purpose.NOTICE:
                    self._forget(situation)
                [seen] = prover.here.observe([situation])
                [under] = prover.here.observe([situation], sought.mutants[0])
                return prove_kill(prover, situation, seen, under, sought.mutants)
            case Purpose.READ:
                return prove_value(prover, situation, self.imported)
            case Purpose.SHOW:
                [seen] = prover.here.observe([situation])
                return prove_success(prover, situation, seen)
            case Purpose.POLISH:
                return self._polished(attempt, situation)
            case Purpose.HOLD | Purpose.ANSWER:
                raise AssertionError("it is judged by other means than its situation")
            case _:
                assert_never(sought.purpose)

    def _gained(self, situation: Situation, sought: Sought) -> Verdict:
        """Judge for missing lines; one that gave way to a test does so where that is kept."""
        prover = self.prover
        if sought.shown_by in {one.candidate.situation.source for one in prover.ledger.kept}:
            verdict, prover.ledger.note = SHOWN
            return verdict
        [seen] = prover.here.observe([situation], look=Look.GLANCE)
        # What showed the idle steps of one is an attempt of its own, and came before it.
        return prover.prove(situation, seen, is_last=True)

    def _held(self, attempt: Attempt, invariant: Invariant) -> Verdict:
        """Try a rule again, on the inputs that it was tried on, for what it alone noticed."""
        sought = attempt.sought
        claim = Claim(invariant, attempt.prompt, sought.inputs)
        others = Others(sought.mutants, lambda mutants: mutants - frozenset(sought.mutants))
        return prove_property(self.prover, claim, others)[0]

    def _end_exploring(self) -> None:
        """Drop what the run dropped before it looked for what notices mutants."""
        ledger = self.prover.ledger
        if not self._has_explored:
            self._has_explored = True
            must = ledger.reached(ledger.file.executed, ledger.file.executed_arcs)
            ledger.kept = list(fewest(ledger.kept, *must))

    def _forget(self, situation: Situation) -> None:
        """Drop a test that the run did not have any more: this one was a new one to it."""
        ledger = self.prover.ledger
        ledger.kept = [one for one in ledger.kept if one.candidate.situation != situation]

    def _polished(self, attempt: Attempt, situation: Situation) -> Verdict:
        """Prove a test again that took the place of another one, with all that it must notice."""
        prover, mutants = self.prover, attempt.sought.mutants
        [seen] = prover.here.observe([situation])
        made = prover.made(situation, seen)
        if not isinstance(made, Made):
            verdict, prover.ledger.note = made
            return verdict
        run = prover.here.try_tests(made.test, prover.file_name, mutants, enough=len(mutants))
        prover.ledger.note = run.note
        wrong = verdict_of(run)
        if wrong is not None:
            return wrong
        if tried_and_killed(run.mutants)[1] < frozenset(mutants):
            return Verdict.HOLLOW
        return Verdict.ACCEPTED if prover.holds_elsewhere(made) else Verdict.FLAKY


def _read_again(attempt: Attempt) -> Rejudged:
    """Read an answer again that nothing could be read out of."""
    found = count_read(attempt.prompt, attempt.source)
    if found:
        note = f"{found} situations can be read now; run the mission again to try them"
        return Rejudged(attempt, Verdict.USELESS, note)
    return Rejudged(attempt, Verdict.UNREADABLE)


def misread(asked: Iterable[Asked]) -> list[tuple[Asked, int]]:
    """Return the answers out of which another number of situations is read now, with it."""
    counts = ((one, count_read(one.prompt, one.text)) for one in asked)
    return [(one, count) for one, count in counts if count != one.situations]
