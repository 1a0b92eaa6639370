"""The success criteria of missions and campaigns, evaluated and never assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.coverage import PERCENT
from bot.domain.outcome import Status
from bot.stages.sheet import Criterion, MissionRow, Outcome
from bot.stages.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.coverage import Tally
    from bot.domain.outcome import Evidence, Measured, MissionRecord

COMPLETED_PCT = 95


def mission_criteria(record: MissionRecord) -> tuple[Criterion, ...]:
    """Evaluate what makes one mission a success."""
    evidence = record.evidence
    after = evidence.after if evidence else None
    return (
        Criterion(
            "Coverage target",
            after is not None and after.lines.meets(record.target_pct),
            f"{after.lines.pct_text} % of lines, {record.target_pct} % wanted"
            if after
            else "no test was kept",
        ),
        _test_quality(evidence),
        Criterion(
            "Integration",
            bool(evidence and evidence.tests and evidence.tests_file),
            evidence.tests_file if evidence and evidence.tests else "no test file",
        ),
        Criterion(
            "Verification",
            after is not None,
            "the whole suite was measured fresh" if after else "nothing to verify",
        ),
        Criterion(
            "Completion",
            record.status is Status.REACHED,
            "archived" if record.status is Status.REACHED else f"ended {record.status}",
        ),
    )


def _test_quality(evidence: Evidence | None) -> Criterion:
    name = "Test quality"
    if evidence is None or not evidence.tests:
        return Criterion(name, met=False, detail="no test was kept")
    if not evidence.mutants_tried:
        return Criterion(name, met=None, detail="no change of the covered lines could be tried")
    noticed = f"{evidence.mutants_killed} of {evidence.mutants_tried} sampled changes noticed"
    return Criterion(name, met=evidence.mutants_killed > 0, detail=noticed)


def campaign_criteria(
    rows: Sequence[MissionRow],
    records: Sequence[MissionRecord],
    *,
    target_pct: int,
    before: Tally | None,
    after: Tally | None,
    failing_before: int | None,
) -> tuple[Criterion, ...]:
    """Evaluate what makes a campaign a success; `before`, `after`: all lines of the repository.

    `failing_before` counts the tests that failed before anything was changed,
    None where nobody knows.
    """
    return (
        _overall(rows, target_pct, after),
        _completion(rows),
        _public_code(rows, records),
        _no_regression(records, before, after, failing_before),
    )


def _overall(rows: Sequence[MissionRow], target_pct: int, after: Tally | None) -> Criterion:
    """Compare all lines with the target; what is missing in them keeps that from being told."""
    name = "Overall coverage"
    if after is None:
        return Criterion(name, met=None, detail="not measured")
    detail = f"{after.pct_text} % of lines, {target_pct} % wanted"
    unmeasured = sum(row.before is None for row in rows)
    if not unmeasured:
        return Criterion(name, met=after.meets(target_pct), detail=detail)
    detail = f"{detail}; {counted(unmeasured, 'file')} could not be measured"
    return Criterion(name, met=None if after.meets(target_pct) else False, detail=detail)


def _completion(rows: Sequence[MissionRow]) -> Criterion:
    reached = sum(row.outcome is Outcome.REACHED for row in rows)
    return Criterion(
        "Missions completed",
        reached * PERCENT >= COMPLETED_PCT * len(rows) if rows else None,
        f"{reached} of {counted(len(rows), 'mission')} reached the target, "
        f"{COMPLETED_PCT} % are wanted",
    )


def _public_code(rows: Sequence[MissionRow], records: Sequence[MissionRecord]) -> Criterion:
    name = "Public code covered"
    if not rows:
        return Criterion(name, met=None, detail="there were no missions")
    evidences = [record.evidence for record in records if record.evidence]
    unknown = len(rows) - len(evidences)
    if unknown:
        return Criterion(name, met=None, detail=f"{counted(unknown, 'subject')} not measured")
    open_segments = sum(
        bool(gap.lines) and _is_public(gap.segment)
        for evidence in evidences
        for gap in evidence.gaps
    )
    detail = f"{counted(open_segments, 'public segment')} with uncovered lines"
    return Criterion(name, met=open_segments == 0, detail=detail)


def _is_public(segment: str) -> bool:
    parts = segment.split(".")
    return all(not part.startswith("_") or part.endswith("__") for part in parts)


def _no_regression(
    records: Sequence[MissionRecord],
    before: Tally | None,
    after: Tally | None,
    failing_before: int | None,
) -> Criterion:
    name = "No regression"
    kept = [
        (record.evidence, record.evidence.after)
        for record in records
        if record.evidence and record.evidence.after
    ]
    if not kept and (before is None or after is None):
        return Criterion(name, met=None, detail="nothing was kept or measured")
    fell = sum(_fell(evidence.before, measured) for evidence, measured in kept)
    fell += bool(before and after and after.covered < before.covered)
    most_failing = max((evidence.suite_failing for evidence, _ in kept), default=0)
    broke = 0 if failing_before is None else max(0, most_failing - failing_before)
    details = [
        f"{counted(fell, 'measurement')} fell" if fell else "no file's coverage fell",
        f"{counted(broke, 'test case')} newly failing" if broke else "no test newly failing",
    ]
    if failing_before is None:
        details[1] = "which tests failed before is not known"
    return Criterion(name, met=not fell and not broke, detail="; ".join(details))


def _fell(before: Measured, after: Measured) -> bool:
    return after.lines.covered < before.lines.covered or after.arcs.covered < before.arcs.covered
