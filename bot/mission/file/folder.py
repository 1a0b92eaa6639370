"""Plan a campaign into its folder: which mission files to write, keep and remove.

Files are texts here; the corridor reads and writes them. A file that nobody
edited is written anew by the plan; an edited one keeps every byte but what was
measured. Equal input gives equal bytes, so planning twice changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.coverage import Report
from bot.domain.mission import Campaign, CampaignEntry, Mission
from bot.errors import MissionFileError
from bot.mission.file.format import (
    MissionWriter,
    dump_campaign,
    dump_mission,
    number_of,
    parse_campaign,
    parse_mission,
)
from bot.mission.file.refresh import refreshed
from bot.stages.obey import Orders
from bot.stages.plan import (
    MISSIONS_DIR,
    Known,
    Plan,
    PlanFacts,
    is_asked,
    plan_missions,
)
from bot.stages.standard import Identity, Planned, PlanSettings, standard_mission

MASTER_FILE = f"{MISSIONS_DIR}/000_master_campaign.yaml"
ARCHIVE_DIRS = ("missions/done", "missions/failed")
WRITTEN_DIGITS = 16

_ID_LINE = re.compile(r"^ +id: *(m-[0-9a-f]{8})\b", re.MULTILINE)


class FileAction(StrEnum):
    """What to do with a file."""

    WRITE = "write"
    KEEP = "keep"
    REMOVE = "remove"


@dataclass(frozen=True)
class FileChange:
    """One file of the repository: `text` is its new or unchanged text, None where removed."""

    action: FileAction
    path: str
    text: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class PlanInput:
    """What the plan command has read.

    `digests` maps every possible subject on disk to "sha256:<64 hex>" of its
    bytes, `unreadable` those that do not parse to the reason. `files` maps the
    paths under missions/coverage, missions/done and missions/failed to their
    texts (YAML only), the master campaign's included. `tried` maps subjects to the
    digests for which a record says that a mission ended below its target.
    """

    report: Report
    digests: Mapping[str, str]
    settings: PlanSettings = field(default_factory=PlanSettings)
    files: Mapping[str, str] = field(default_factory=dict)
    failing_before: tuple[str, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    orders: Orders = field(default_factory=Orders)
    tried: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlanOutput:
    """A plan: `missions` are those to run now, in order; `notes` are remarks for people."""

    campaign: Campaign
    missions: tuple[Mission, ...]
    changes: tuple[FileChange, ...]
    notes: tuple[str, ...] = ()


def plan_campaign(given: PlanInput) -> PlanOutput:
    """Plan the campaign and say what becomes of each file, in path order.

    Raises:
        MissionFileError: a mission file that is there is wrong, or two are for one subject.
    """
    written, notes = _last_written(given.files)
    known = _known(given, written)
    facts = PlanFacts(
        given.report,
        given.digests,
        given.settings,
        known,
        _archived(given),
        given.failing_before,
        given.unreadable,
        given.orders,
        given.tried,
    )
    plan = plan_missions(facts)
    writer = MissionWriter()
    texts = {one.path: _text(given, one, writer) for one in plan.planned}
    campaign = _signed(plan, texts)
    texts[MASTER_FILE] = dump_campaign(campaign)
    changes = [_change(given.files, path, text) for path, text in texts.items()]
    changes += [FileChange(FileAction.REMOVE, path, reason=why) for path, why in plan.removed]
    missions = tuple(one.mission for one in plan.planned if one.active)
    in_order = tuple(sorted(changes, key=lambda change: change.path))
    return PlanOutput(campaign, missions, in_order, (*notes, *plan.notes))


def _last_written(files: Mapping[str, str]) -> tuple[dict[str, CampaignEntry], tuple[str, ...]]:
    """Return the last plan's entries by file; a broken master is no reason to stop."""
    text = files.get(MASTER_FILE)
    if text is None:
        return {}, ()
    try:
        campaign = parse_campaign(text, path=MASTER_FILE)
    except MissionFileError as error:
        return {}, (f"{error}; it is written anew",)
    return {entry.file: entry for entry in campaign.entries}, ()


def _known(given: PlanInput, written: Mapping[str, CampaignEntry]) -> tuple[Known, ...]:
    paths = [path for path in sorted(given.files) if path.startswith(f"{MISSIONS_DIR}/")]
    known: dict[str, Known] = {}
    for path in paths:
        if path == MASTER_FILE:
            continue
        one = _one_known(given, path, written.get(path))
        if one.subject in known:
            other = known[one.subject].path
            message = f"is a second mission for {one.subject}, after {other}; remove one"
            raise MissionFileError(message, path=path)
        known[one.subject] = one
    return tuple(known.values())


def _one_known(given: PlanInput, path: str, entry: CampaignEntry | None) -> Known:
    text = given.files[path]
    if entry and entry.written == _digest(text) and is_asked(given.settings, entry.subject):
        return Known(path, Identity(entry.id, number_of(path)), entry.subject)
    mission = parse_mission(text, path=path)
    identity = Identity(mission.id, mission.number)
    untouched = is_asked(given.settings, mission.subject) and text == _as_planned(given, mission)
    return Known(path, identity, mission.subject, None if untouched else mission)


def _as_planned(given: PlanInput, mission: Mission) -> str:
    """Return what today's plan would have written for the mission's own facts."""
    ask = replace(given.settings, target_pct=mission.target_pct)
    identity = Identity(mission.id, mission.number)
    digest, baseline = mission.subject_digest, mission.baseline
    return dump_mission(standard_mission(identity, mission.subject, digest, baseline, ask))


def _archived(given: PlanInput) -> dict[str, int]:
    """Return the numbers of archived missions by id, as far as names and texts tell."""
    numbers = {}
    for path in sorted(given.files):
        match = _ID_LINE.search(given.files[path])
        if path.startswith(ARCHIVE_DIRS) and match and number_of(path):
            numbers[match[1]] = number_of(path)
    return numbers


def _text(given: PlanInput, one: Planned, writer: MissionWriter) -> str:
    if not one.kept:
        return writer.dump(one.mission)
    return refreshed(given.files[one.path], one.mission, path=one.path)


def _signed(plan: Plan, texts: Mapping[str, str]) -> Campaign:
    """Note in the master how each file was written, so that edits show next time."""
    entries = tuple(
        entry if one.kept else replace(entry, written=_digest(texts[one.path]))
        for entry, one in zip(plan.campaign.entries, plan.planned, strict=True)
    )
    return replace(plan.campaign, entries=entries)


def _change(files: Mapping[str, str], path: str, text: str) -> FileChange:
    action = FileAction.KEEP if files.get(path) == text else FileAction.WRITE
    return FileChange(action, path, text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:WRITTEN_DIGITS]
