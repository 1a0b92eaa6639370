"""Fold the records of a campaign into one report; the order is the campaign's."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.domain.coverage import Tally
from bot.domain.mission import TARGET_PCT_DEFAULT, Campaign, EngineName
from bot.domain.outcome import EngineShare, Measured, MissionRecord, SandboxTier, Status
from bot.domain.trial import OracleOrigin, Verdict
from bot.stages.asked import model_total
from bot.stages.criteria import campaign_criteria, mission_criteria
from bot.stages.letters import Count
from bot.stages.sheet import (
    FORMAT,
    CampaignReport,
    CategoryRow,
    FoundBug,
    MissionRow,
    Outcome,
)
from bot.stages.wording import ranges_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.mission import BlockedFile, CampaignEntry
    from bot.domain.outcome import Evidence, Timing

__all__ = ["CampaignReport", "campaign_report"]

RANGES_MAX = 50


def campaign_report(
    finished: Iterable[tuple[MissionRecord, Timing | None]],
    *,
    campaign: Campaign | None,
    overall_before: Tally | None,
    overall_after: Tally | None,
) -> CampaignReport:
    """Fold what is known: missions without a record are "not run", never left out.

    Records of missions that the campaign does not list come last, by subject;
    without a campaign all do. The last record of a mission counts. Files that no
    mission could be opened for are blocked rows at the end, with no mission's id.
    """
    pairs = {record.mission_id: (record, timing) for record, timing in finished}
    by_id = {id_: record for id_, (record, _) in pairs.items()}
    timings = {id_: timing for id_, (_, timing) in pairs.items() if timing}
    target_pct = _target_pct(campaign, by_id.values())
    failing_before = len(campaign.failing_before) if campaign else None
    campaign = campaign or Campaign(target_pct, Tally(0, 0), ())
    listed = {entry.id for entry in campaign.entries}
    # What a file came to before it was broken tells nothing about it now.
    blocked = {one.subject for one in campaign.blocked}
    others = sorted(
        (r for r in by_id.values() if r.mission_id not in listed and r.subject not in blocked),
        key=_subject,
    )
    rows = [
        _recorded(by_id[entry.id], timings, entry.baseline)
        if entry.id in by_id
        else _not_run(entry, target_pct)
        for entry in campaign.entries
    ]
    rows += [_recorded(record, timings, None) for record in others]
    rows += [_recorded(_unopened(one, target_pct), {}, None) for one in campaign.blocked]
    kept = [by_id[row.mission_id] for row in rows if row.mission_id in by_id]
    evidences = [record.evidence for record in kept if record.evidence]
    used = list(timings.values())
    return CampaignReport(
        format=FORMAT,
        finished_at=max((timing.finished_at for timing in used), default=""),
        target_pct=target_pct,
        overall_before=overall_before,
        overall_after=overall_after,
        criteria=campaign_criteria(
            rows,
            kept,
            target_pct=target_pct,
            before=overall_before,
            after=overall_after,
            failing_before=failing_before,
        ),
        outcomes=_in_order(Outcome, Counter(row.outcome for row in rows)),
        missions=tuple(rows),
        categories=_categories(rows),
        verdicts=_in_order(Verdict, _summed(evidence.verdicts for evidence in evidences)),
        oracles=_in_order(OracleOrigin, _summed(evidence.oracles for evidence in evidences)),
        engines=_engines(evidences),
        bugs=_bugs(kept),
        failing_before=tuple(sorted(campaign.failing_before)),
        not_applicable=tuple(sorted(campaign.not_applicable)),
        sandboxes=tuple(
            tier for tier in SandboxTier if any(one.sandbox is tier for one in evidences)
        ),
        pythons=tuple(sorted({evidence.python for evidence in evidences})),
        tests=sum(row.tests for row in rows),
        cases=sum(row.cases for row in rows),
        mutants_killed=sum(row.mutants_killed for row in rows),
        mutants_tried=sum(row.mutants_tried for row in rows),
        trials=sum(timing.trials for timing in used),
        seconds=sum(timing.seconds for timing in used),
    )


def _target_pct(campaign: Campaign | None, records: Iterable[MissionRecord]) -> int:
    if campaign:
        return campaign.target_pct
    return max((record.target_pct for record in records), default=TARGET_PCT_DEFAULT)


def _subject(record: MissionRecord) -> str:
    return record.subject


def _unopened(blocked: BlockedFile, target_pct: int) -> MissionRecord:
    """Stand in for the record of a mission that could not be opened."""
    return MissionRecord(
        mission_id="",
        subject=blocked.subject,
        subject_digest="",
        language="",
        category=blocked.category,
        priority="",
        target_pct=target_pct,
        status=Status.BLOCKED,
        reason=blocked.reason,
        evidence=None,
    )


def _not_run(entry: CampaignEntry, target_pct: int) -> MissionRow:
    return MissionRow(
        mission_id=entry.id,
        subject=entry.subject,
        category=entry.category,
        priority=entry.priority,
        target_pct=target_pct,
        outcome=Outcome.NOT_RUN,
        reason="",
        before=Measured(entry.baseline, Tally(0, 0)),
        imported=None,
        after=None,
        missing_lines="",
        tests=0,
        cases=0,
        mutants_killed=0,
        mutants_tried=0,
        suspected_bugs=0,
        seconds=None,
        criteria=(),
    )


def _recorded(
    record: MissionRecord, timings: Mapping[str, Timing], planned: Tally | None
) -> MissionRow:
    evidence = record.evidence
    known = Measured(planned, Tally(0, 0)) if planned else None
    timing = timings.get(record.mission_id)
    return MissionRow(
        mission_id=record.mission_id,
        subject=record.subject,
        category=record.category,
        priority=record.priority,
        target_pct=record.target_pct,
        outcome=Outcome(record.status),
        reason=record.reason,
        before=evidence.before if evidence else known,
        imported=evidence.imported if evidence else None,
        after=evidence.after if evidence else None,
        missing_lines=_missing(evidence) if evidence else "",
        tests=len(evidence.tests) if evidence else 0,
        cases=evidence.cases if evidence else 0,
        mutants_killed=evidence.mutants_killed if evidence else 0,
        mutants_tried=evidence.mutants_tried if evidence else 0,
        suspected_bugs=len(evidence.bugs) if evidence else 0,
        seconds=timing.seconds if timing else None,
        criteria=mission_criteria(record),
    )


def _missing(evidence: Evidence) -> str:
    return ranges_text((line for gap in evidence.gaps for line in gap.lines), RANGES_MAX)


def _categories(rows: Sequence[MissionRow]) -> tuple[CategoryRow, ...]:
    names = sorted({row.category for row in rows})
    return tuple(_category(name, [row for row in rows if row.category == name]) for name in names)


def _category(name: str, rows: Sequence[MissionRow]) -> CategoryRow:
    zero = Tally(0, 0)
    return CategoryRow(
        category=name,
        missions=len(rows),
        reached=sum(row.outcome is Outcome.REACHED for row in rows),
        before=sum((row.before.lines for row in rows if row.before), zero),
        after=sum((row.now.lines for row in rows if row.now), zero),
    )


def _summed(groups: Iterable[Iterable[tuple[str, int]]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for group in groups:
        for name, count in group:
            total[name] += count
    return total


def _in_order(names: Iterable[str], counts: Mapping[str, int]) -> tuple[Count, ...]:
    return tuple(Count(str(name), counts[name]) for name in names if counts.get(name))


def _engines(evidences: Sequence[Evidence]) -> tuple[EngineShare, ...]:
    totals = []
    for engine in EngineName:
        shares = [s for evidence in evidences for s in evidence.engines if s.engine is engine]
        if shares:
            totals.append(
                EngineShare(
                    engine,
                    proposed=sum(share.proposed for share in shares),
                    kept=sum(share.kept for share in shares),
                    lines_gained=sum(share.lines_gained for share in shares),
                    arcs_gained=sum(share.arcs_gained for share in shares),
                    model=model_total([s.model for s in shares if s.model is not None]),
                )
            )
    return tuple(totals)


def _bugs(records: Sequence[MissionRecord]) -> tuple[FoundBug, ...]:
    return tuple(
        FoundBug(subject=record.subject, **asdict(bug))
        for record in records
        if record.evidence
        for bug in record.evidence.bugs
    )
