"""What the gates read from a trial: how it ended, what it showed, what was noticed. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.trial import ObservedEnd, OracleOrigin, ValueKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.tested import Mutant, MutantRun, TestRun
    from bot.domain.trial import Assertion, Kept, Observation, Situation
    from bot.mission.ledger import Gain

ASSERTIONS_MAX = 10
"""Assertions that a test has at most after it was told to say more."""

SECONDS_MAX = 1.0
"""Longest that a situation worth a test takes: one that waits would be run again and again."""

Judged = tuple[Verdict, str]
FLAKY: Judged = (Verdict.FLAKY, "fails under other hash seed, time zone or order")

ENDS = {
    ObservedEnd.BROKEN: Verdict.BROKEN,
    ObservedEnd.TIMED_OUT: Verdict.TIMED_OUT,
    ObservedEnd.DIED: Verdict.BROKEN,
}


def cheap(seen: Observation, *, is_of_use: bool) -> tuple[Verdict | None, str]:
    """Judge by what one look showed; None lets a situation go on."""
    if seen.end is ObservedEnd.REFUSED:
        return refused(seen.note)
    if seen.end in ENDS:
        return ENDS[seen.end], seen.note
    if not is_of_use:
        return Verdict.USELESS, ""
    if seen.seconds > SECONDS_MAX:
        return Verdict.TIMED_OUT, f"takes more than {SECONDS_MAX:g} s"
    return None, ""


def refused(reason: str) -> Judged:
    """Name the verdict of what the static gate refused."""
    is_unreadable = reason.startswith("unreadable")
    return Verdict.UNREADABLE if is_unreadable else Verdict.FORBIDDEN, reason


def is_documented(situation: Situation) -> bool:
    """Tell whether a document says what comes of a situation."""
    expected = situation.expectation
    return expected is not None and expected.origin is OracleOrigin.DOCUMENTED


def joined(known: Kept, more: tuple[Assertion, ...]) -> tuple[Assertion, ...]:
    """Return what a kept test asserts, and what else it may say without being hard to read."""
    said = known.candidate.assertions
    if any(one.raises for one in (*said, *more)):
        return said
    news = tuple(one for one in more if one not in said)
    return (*said, *news)[: max(ASSERTIONS_MAX, len(said))]


def tried_and_killed(runs: Sequence[MutantRun]) -> tuple[frozenset[Mutant], frozenset[Mutant]]:
    """Return the mutants that could be tried, and those of them that were noticed."""
    tried = [run for run in runs if run.applied]
    return (
        frozenset(run.mutant for run in tried),
        frozenset(run.mutant for run in tried if run.killed_by),
    )


def verdict_of(run: TestRun) -> Verdict | None:
    """Name what is wrong with a first trial, None where nothing is."""
    if run.timed_out:
        return Verdict.TIMED_OUT
    if run.broken:
        return Verdict.BROKEN
    return None if run.passed else Verdict.FAILED


def shows(seen: Observation) -> bool:
    """Tell whether there is anything to assert: a telling value, a change, an error."""
    value = seen.value
    tells = value is not None and value.kind is not ValueKind.OPAQUE and value.source != "None"
    return bool(tells or seen.changed or seen.written or seen.stdout or seen.error)


def covers(gain: Gain, wanted: Gain) -> bool:
    """Tell whether a gain holds all that is wanted."""
    return gain[0] >= wanted[0] and gain[1] >= wanted[1]
