"""Decide which missions a campaign has: pure arithmetic over a report and what is known.

The texts of the files are written by bot/mission/file/folder.py, which knows YAML.
Every count here is exact; nothing is read and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.coverage import Report, Tally
from bot.domain.mission import (
    BlockedFile,
    Campaign,
    CampaignEntry,
    Mission,
    Priority,
    SkipKind,
    SkippedFile,
)
from bot.domain.paths import why_unsafe
from bot.stages.globs import matches
from bot.stages.mission_ids import new_ids
from bot.stages.obey import Orders, open_sources, skip_of
from bot.stages.remarks import notes_of
from bot.stages.standard import (
    Identity,
    Planned,
    PlanSettings,
    category_of,
    describe,
    is_standard_description,
    priority_of,
    standard_mission,
)

MISSIONS_DIR = "missions/coverage"
REASON_CHARS_MAX = 500


@dataclass(frozen=True)
class Known:
    """A mission file that is there already.

    `kept` holds its mission where the file stays and only what was measured is
    refreshed: a person edited it, or the settings leave its subject out.
    """

    path: str
    identity: Identity
    subject: str
    kept: Mission | None = None


@dataclass(frozen=True)
class PlanFacts:
    """What a plan is made from.

    `digests` maps each subject on disk to "sha256:<64 hex>" of its bytes, `unreadable`
    those that do not parse to the reason. `known` are the open missions,
    `archived` numbers of missions in done/ or failed/ by id. `orders` are what
    people answered to earlier missions, `tried` digests of subjects by path for
    which a mission is on record that ended below its target.
    """

    report: Report
    digests: Mapping[str, str]
    settings: PlanSettings = field(default_factory=PlanSettings)
    known: tuple[Known, ...] = ()
    archived: Mapping[str, int] = field(default_factory=dict)
    failing_before: tuple[str, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    orders: Orders = field(default_factory=Orders)
    tried: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Open missions in running order, files to remove with the reason, remarks for people."""

    planned: tuple[Planned, ...]
    removed: tuple[tuple[str, str], ...]
    campaign: Campaign
    notes: tuple[str, ...]


def plan_missions(facts: PlanFacts) -> Plan:
    """Open a mission for every file below its target, and keep what is known where it is."""
    judged = [_judge(facts, known) for known in facts.known]
    fresh = _opened(facts)
    possible = sorted([*filter(None, judged), *fresh], key=lambda one: _order(facts, one))
    skipped = [(one, _why_skipped(facts, one)) for one in possible]
    planned = tuple(one for one, skip in skipped if skip is None)
    left = [skip for _, skip in skipped if skip is not None]
    left += _obsolete(facts, {one.mission.id for one in possible})
    removed = tuple(
        (known.path, _why_idle(facts, known.subject, facts.settings.target_pct))
        for known, kept in zip(facts.known, judged, strict=True)
        if kept is None
    )
    campaign = replace(_campaign(facts, planned), skipped=tuple(left))
    notes = notes_of(planned, campaign.blocked, measured=facts.report.files, digests=facts.digests)
    return Plan(planned, removed, campaign, notes)


def _why_skipped(facts: PlanFacts, one: Planned) -> SkippedFile | None:
    """Say why a mission is left alone, None where it is not; its file stays as it is."""
    mission = one.mission
    digest = facts.digests.get(mission.subject, "")
    skip = skip_of(facts.orders, mission.id, digest) if one.active else None
    if skip is None:
        return None
    return SkippedFile(mission.id, mission.subject, *skip, baseline=mission.baseline)


def _obsolete(facts: PlanFacts, possible: set[str]) -> list[SkippedFile]:
    """Name the open pull requests for another source that nothing is left to do for."""
    opened = list(open_sources(facts.orders, but=possible))
    ids = new_ids([*facts.digests], set()) if opened else {}
    subjects = {mission: path for path, mission in ids.items()}
    subjects |= {known.identity.id: known.subject for known in facts.known}
    found = []
    for mission, source in opened:
        subject = subjects.get(mission, "")
        digest = facts.digests.get(subject, "")
        is_there = facts.report.file(subject) is not None
        if source == digest or (digest and not (is_there and is_asked(facts.settings, subject))):
            continue
        why = (
            _why_idle(facts, subject, facts.settings.target_pct) if subject else "its file is gone"
        )
        if why:
            file = facts.report.file(subject)
            now = file.lines if file else Tally(0, 0)
            found.append(SkippedFile(mission, subject, SkipKind.OBSOLETE, why, now))
    return found


def is_asked(ask: PlanSettings, subject: str) -> bool:
    """Tell whether the settings take a file in."""
    return not ask.subjects or any(matches(subject, pattern) for pattern in ask.subjects)


def _why_idle(facts: PlanFacts, subject: str, target_pct: int) -> str:
    """Return why a known mission has nothing to do, "" where it has."""
    file = facts.report.file(subject)
    if subject not in facts.digests:
        return f"{subject} is gone"
    if file is None:
        return _why_blocked(facts, subject)
    if file.lines.total == 0:
        return f"{subject} has nothing to cover"
    if file.lines.meets(target_pct):
        return f"{subject} has reached {target_pct} %: {file.lines.pct_text} %"
    return ""


def _why_blocked(facts: PlanFacts, subject: str) -> str:
    """Say why a source that is there could not be measured, with what to do."""
    unknown = f"{subject}: is not in the measurement; does it parse under the project's Python?"
    return facts.unreadable.get(subject, unknown)[:REASON_CHARS_MAX]


def _judge(facts: PlanFacts, known: Known) -> Planned | None:
    """Say what becomes of a known mission; None where its file is to be removed."""
    if known.kept is not None:
        return _judge_kept(facts, known, known.kept)
    file = facts.report.file(known.subject)
    if file is None or _why_idle(facts, known.subject, facts.settings.target_pct):
        return None
    digest = facts.digests[known.subject]
    mission = standard_mission(known.identity, known.subject, digest, file.lines, facts.settings)
    return Planned(known.path, mission, kept=False, active=True)


def _judge_kept(facts: PlanFacts, known: Known, mission: Mission) -> Planned:
    idle = _why_idle(facts, known.subject, mission.target_pct)
    asked = is_asked(facts.settings, known.subject)
    note = idle if asked else ""
    file = facts.report.file(known.subject)
    if file is None or known.subject not in facts.digests:
        return Planned(known.path, mission, kept=True, active=False, note=note)
    words = mission.description
    standard = describe(file.lines, mission.target_pct)
    fresh = replace(
        mission,
        description=standard if is_standard_description(words) else words,
        subject_digest=facts.digests[known.subject],
        baseline=file.lines,
        priority=priority_of(file.lines),
    )
    return Planned(known.path, fresh, kept=True, active=asked and not idle, note=note)


def _opened(facts: PlanFacts) -> list[Planned]:
    """Open missions for files that have none, numbered in running order."""
    ask = facts.settings
    covered = {known.subject for known in facts.known}
    below = [
        file
        for file in facts.report.files
        if file.path not in covered
        and file.path in facts.digests
        and not file.lines.meets(ask.target_pct)
        and is_asked(ask, file.path)
        and not why_unsafe(file.path)
    ]
    ids = new_ids([file.path for file in below], {known.identity.id for known in facts.known})
    below.sort(key=lambda file: _rank(file.lines, ask.target_pct, file.path))
    numbers = [known.identity.number for known in facts.known]
    number = max([*numbers, *facts.archived.values()], default=0)
    opened = []
    for file in below:
        mission_id = ids[file.path]
        again = facts.archived.get(mission_id)
        number += again is None
        identity = Identity(mission_id, again or number)
        digest = facts.digests[file.path]
        mission = standard_mission(identity, file.path, digest, file.lines, ask)
        note = "" if again is None else f"{file.path} is below the target again"
        path = f"{MISSIONS_DIR}/{mission.file_name}"
        opened.append(Planned(path, mission, kept=False, active=True, note=note))
    return opened


def _rank(baseline: Tally, target_pct: int, path: str) -> tuple[bool, int, str]:
    """Sort high before medium, then the most to gain, then the path."""
    return (
        priority_of(baseline) is not Priority.HIGH,
        -baseline.needed(target_pct),
        path,
    )


def _order(facts: PlanFacts, planned: Planned) -> tuple[bool, bool, bool, int, str]:
    """Sort what is to be done first, and before what was tried for this very source."""
    mission = planned.mission
    digest = facts.digests.get(mission.subject)
    is_tried = digest is not None and facts.tried.get(mission.subject) == digest
    rank = _rank(mission.baseline, mission.target_pct, mission.subject)
    return (not planned.active, is_tried, *rank)


def _campaign(facts: PlanFacts, planned: Sequence[Planned]) -> Campaign:
    empty = tuple(file.path for file in facts.report.files if file.lines.total == 0)
    return Campaign(
        facts.settings.target_pct,
        facts.report.lines,
        tuple(_entry(facts, one) for one in planned),
        facts.failing_before,
        empty,
        _blocked(facts),
    )


def _blocked(facts: PlanFacts) -> tuple[BlockedFile, ...]:
    """Name the sources that are asked for and that nothing could measure, in order."""
    ask = facts.settings
    return tuple(
        BlockedFile(path, category_of(path, ask.categories), _why_blocked(facts, path))
        for path in sorted(facts.digests)
        if facts.report.file(path) is None and is_asked(ask, path) and not why_unsafe(path)
    )


def _entry(facts: PlanFacts, one: Planned) -> CampaignEntry:
    mission = one.mission
    gone = facts.report.file(mission.subject) is None
    baseline = Tally(0, 0) if gone else mission.baseline
    return CampaignEntry(
        mission.id,
        one.path,
        mission.subject,
        mission.priority,
        mission.category,
        baseline,
        baseline.needed(mission.target_pct),
    )
