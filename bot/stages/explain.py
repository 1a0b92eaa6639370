"""Explain one mission to a person at a terminal: numbers, tests, refusals, what is left."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.domain.trial import Verdict
from bot.stages.markdown import one_line
from bot.stages.wording import counted, counted_tests, ranges_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.outcome import Evidence, Measured, MissionRecord, Timing
    from bot.domain.trajectory import Attempt

REFUSALS_SHOWN_MAX = 5
EXCERPT_CHARS_MAX = 140
NOTE_CHARS_MAX = 160
SURVIVORS_SHOWN_MAX = 20
RANGES_MAX = 30


def explanation(record: MissionRecord, timing: Timing, attempts: Sequence[Attempt]) -> str:
    """Write it as plain text, without a newline at its end; untrusted parts are on one line."""
    asked = f"{record.priority} priority, {record.target_pct} % wanted"
    took = f"{timing.seconds} s, {counted(timing.trials, 'trial')}"
    head = [
        f"{one_line(record.subject)}: {record.status.value}, {one_line(record.reason)}",
        f"mission {record.mission_id}, {asked}, {took}",
    ]
    evidence = record.evidence
    if evidence is None:
        return "\n".join(head)
    return "\n".join((*head, *_told(evidence), *_refused(attempts), *_left(evidence)))


def _told(evidence: Evidence) -> Iterator[str]:
    yield ""
    yield f"  before        {_measured(evidence.before)}"
    yield f"  import alone  {_measured(evidence.imported)}"
    yield f"  after         {_measured(evidence.after) if evidence.after else 'unchanged'}"
    yield ""
    if not evidence.tests:
        yield "No test was kept."
        return
    kept = counted_tests(len(evidence.tests), evidence.cases)
    yield f"{kept} kept in {one_line(evidence.tests_file)}:"
    for test in evidence.tests:
        brought = f"{counted(test.lines_gained, 'line')}, {counted(test.arcs_gained, 'arc')}"
        noticed = f"notices {counted(test.mutants_killed, 'change')}"
        yield f"  {one_line(test.name)}: {brought}, {noticed} ({', '.join(test.oracles)})"


def _measured(measured: Measured) -> str:
    lines, arcs = measured.lines, measured.arcs
    return (
        f"{lines.pct_text:>5} % of lines ({lines.covered} of {lines.total}), "
        f"{arcs.covered} of {arcs.total} arcs"
    )


def _refused(attempts: Sequence[Attempt]) -> Iterator[str]:
    """Group what was tried and not kept by its verdict; useless attempts are only counted."""
    by_verdict: defaultdict[Verdict, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_verdict[attempt.verdict].append(attempt)
    for verdict in Verdict:
        found = by_verdict[verdict]
        if verdict is Verdict.ACCEPTED or not found:
            continue
        yield ""
        yield f"{counted(len(found), 'attempt')} refused as {verdict.value}:"
        for attempt in found[:REFUSALS_SHOWN_MAX]:
            yield f"  {one_line(attempt.segment) or 'module level'}: {_excerpt(attempt.source)}"
            if attempt.note:
                yield f"    {_clipped(attempt.note.strip(), NOTE_CHARS_MAX)}"
        if len(found) > REFUSALS_SHOWN_MAX:
            yield f"  and {len(found) - REFUSALS_SHOWN_MAX} more in trajectory.jsonl"


def _excerpt(source: str) -> str:
    """Show what was done, less the imports; the last statements say most."""
    lines = source.splitlines()
    acts = [line for line in lines if not line.startswith(("import ", "from "))] or lines
    return _clipped("; ".join(acts), EXCERPT_CHARS_MAX)


def _clipped(text: str, most: int) -> str:
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _left(evidence: Evidence) -> Iterator[str]:
    yield ""
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in evidence.verdicts)
    yield f"Verdicts: {verdicts or 'none'}"
    tried = evidence.mutants_tried
    yield f"Changes of covered lines that a test noticed: {evidence.mutants_killed} of {tried}"
    for survivor in evidence.mutants_survived[:SURVIVORS_SHOWN_MAX]:
        yield f"  not noticed: {one_line(survivor)}"
    for bug in evidence.bugs:
        where = f"{one_line(bug.segment)}, line {bug.line}"
        yield f"Suspected bug in {where}: {_excerpt(bug.situation)}"
        yield f"  expected {one_line(bug.expected)}, got {one_line(bug.actual)}"
    yield from _gaps(evidence)


def _gaps(evidence: Evidence) -> Iterator[str]:
    if not evidence.gaps:
        yield "Nothing is left to cover."
        return
    yield "Still to cover:"
    for gap in evidence.gaps:
        lines = ranges_text(gap.lines, RANGES_MAX)
        what = f"lines {lines}" if lines else counted(gap.arcs, "arc")
        reason = f" ({one_line(gap.reason)})" if gap.reason else ""
        yield f"  {one_line(gap.segment) or 'module level'}: {what}{reason}"
