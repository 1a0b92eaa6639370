"""The master campaign file: every mission of a plan, in the order to run them.

Missions are grouped in waves, because a workflow's matrix holds 256 jobs at
most. Counts and waves are written for people and follow from the entries.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.mission import (
    MISSION_ID,
    BlockedFile,
    Campaign,
    CampaignEntry,
    Priority,
    SkipKind,
    SkippedFile,
)
from bot.errors import MissionFileError
from bot.mission.file import emit
from bot.mission.file.fields import (
    FORMAT,
    LINES_MAX,
    NAME_CHARACTERS_MAX,
    VERSION,
    check_format,
    check_version,
    safe_path,
    tally,
)
from bot.mission.file.nodes import compose
from bot.mission.file.problem import error_of, in_file_order
from bot.mission.file.shape import Keys, Reader
from bot.mission.file.wave_lines import START, as_written, tally_text, wave_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.mission.file.nodes import Node

CAMPAIGN_CHARACTERS_MAX = 33_554_432
FILES_MAX = 100_000
TEST_ID_CHARACTERS_MAX = 2000

WRITTEN = re.compile(r"([0-9a-f]{16})?\Z")

CAMPAIGN_KEYS = Keys(("version", "name", "campaign", "waves"), ("description",))
HEADER_KEYS = Keys(
    ("format", "target_pct", "baseline", "missions"),
    ("failing_before", "not_applicable", "blocked", "skipped"),
)
SKIPPED_KEYS = Keys(("id", "subject", "kind", "reason", "baseline"))
BLOCKED_KEYS = Keys(("subject", "category", "reason"))
COUNT_KEYS = Keys(("total", "high", "medium", "lines_needed"))
WAVE_KEYS = Keys(("wave", "missions"))
ENTRY_KEYS = Keys(
    ("id", "file", "subject", "priority", "category", "baseline", "lines_needed"), ("written",)
)


def parse_campaign(text: str, *, path: str) -> Campaign:
    """Read the master campaign file's text.

    Raises:
        MissionFileError: at the first mistake's place, naming all of them.
    """
    # YAML took 3 of 9 seconds to read ten thousand entries that nobody had touched.
    head, _, waves = text.partition(START)
    entries = as_written(waves) if len(text) <= CAMPAIGN_CHARACTERS_MAX else None
    if entries is not None:
        with suppress(MissionFileError):
            empty = _parse(f"{head}{START.rstrip()} []\n", path)
            return replace(empty, entries=entries)
    return _parse(text, path)


def _parse(text: str, path: str) -> Campaign:
    root = compose(text, path=path, characters_max=CAMPAIGN_CHARACTERS_MAX)
    reader = Reader(path)
    top = reader.table(root, "the campaign", CAMPAIGN_KEYS)
    check_version(reader, top.get("version"))
    reader.text(top.get("name"), "name", most=NAME_CHARACTERS_MAX)
    reader.text(top.get("description"), "description", empty=True)
    get = reader.table(top.get("campaign"), "campaign", HEADER_KEYS).get
    check_format(reader, get("format"), "campaign.format")
    reader.table(get("missions"), "campaign.missions", COUNT_KEYS)
    campaign = Campaign(
        target_pct=reader.whole(get("target_pct"), "campaign.target_pct", low=0, high=100),
        baseline=tally(reader, get("baseline"), "campaign.baseline"),
        entries=_waves(reader, top.get("waves")),
        failing_before=_names(reader, get("failing_before"), "failing_before"),
        not_applicable=_names(reader, get("not_applicable"), "not_applicable"),
        blocked=_blocked(reader, get("blocked")),
        skipped=_skipped(reader, get("skipped")),
    )
    if reader.problems:
        raise error_of(in_file_order(reader.problems))
    return campaign


def _names(reader: Reader, node: Node | None, what: str) -> tuple[str, ...]:
    items = reader.listing(node, what, most=FILES_MAX)
    return tuple(
        reader.text(item, f"each of {what}", most=TEST_ID_CHARACTERS_MAX) for item in items
    )


def _blocked(reader: Reader, node: Node | None) -> tuple[BlockedFile, ...]:
    found = []
    for item in reader.listing(node, "blocked", most=FILES_MAX):
        get = reader.table(item, "a blocked file", BLOCKED_KEYS).get
        subject = safe_path(reader, get("subject"), "subject")
        category = reader.text(get("category"), "category", most=NAME_CHARACTERS_MAX)
        found.append(BlockedFile(subject, category, reader.text(get("reason"), "reason")))
    return tuple(found)


def _skipped(reader: Reader, node: Node | None) -> tuple[SkippedFile, ...]:
    found = []
    for item in reader.listing(node, "skipped", most=FILES_MAX):
        get = reader.table(item, "a skipped file", SKIPPED_KEYS).get
        mission = reader.matching(get("id"), "id", MISSION_ID, "m-3f9a1c22")
        subject = reader.text(get("subject"), "subject", empty=True)
        kind = reader.choice(get("kind"), "kind", SkipKind)
        reason = reader.text(get("reason"), "reason")
        baseline = tally(reader, get("baseline"), "baseline")
        found.append(SkippedFile(mission, subject, kind, reason, baseline))
    return tuple(found)


def _waves(reader: Reader, node: Node | None) -> tuple[CampaignEntry, ...]:
    entries: list[CampaignEntry] = []
    for number, item in enumerate(reader.listing(node, "waves", most=FILES_MAX), start=1):
        get = reader.table(item, f"wave {number}", WAVE_KEYS).get
        reader.whole(get("wave"), "wave", low=number, high=number)
        missions = reader.listing(get("missions"), "missions", most=FILES_MAX)
        entries += [_entry(reader, mission) for mission in missions]
    return tuple(entries)


def _entry(reader: Reader, node: Node) -> CampaignEntry:
    get = reader.table(node, "a mission's entry", ENTRY_KEYS).get
    written = get("written")
    return CampaignEntry(
        id=reader.matching(get("id"), "id", MISSION_ID, "m-3f9a1c22"),
        file=safe_path(reader, get("file"), "file"),
        subject=safe_path(reader, get("subject"), "subject"),
        priority=reader.choice(get("priority"), "priority", Priority),
        category=reader.text(get("category"), "category", most=NAME_CHARACTERS_MAX),
        baseline=tally(reader, get("baseline"), "baseline"),
        lines_needed=reader.whole(get("lines_needed"), "lines_needed", low=0, high=LINES_MAX),
        written=reader.matching(written, "written", WRITTEN, "16 hex digits"),
    )


def dump_campaign(campaign: Campaign) -> str:
    """Write a campaign as a file's text: equal campaigns, equal bytes."""
    entries = campaign.entries
    high = sum(entry.priority is Priority.HIGH for entry in entries)
    needed = sum(entry.lines_needed for entry in entries)
    counts = f"total: {len(entries)}, high: {high}, medium: {len(entries) - high}"
    words = f"{len(entries)} missions, {needed} lines to go, {campaign.target_pct} % wanted"
    lines = [
        f'version: "{VERSION}"',
        "name: Coverage campaign",
        f"description: {words}",
        "campaign:",
        f"  format: {FORMAT}",
        f"  target_pct: {campaign.target_pct}",
        f"  baseline: {tally_text(campaign.baseline.covered, campaign.baseline.total)}",
        f"  missions: {{{counts}, lines_needed: {needed}}}",
        *_list_lines("failing_before", campaign.failing_before),
        *_list_lines("not_applicable", campaign.not_applicable),
        *_blocked_lines(campaign.blocked),
        *_skipped_lines(campaign.skipped),
        *wave_lines(entries),
    ]
    return "\n".join([*lines, ""])


def _list_lines(key: str, names: Sequence[str]) -> list[str]:
    if not names:
        return [f"  {key}: []"]
    return [f"  {key}:", *(f"    - {emit.text(name)}" for name in names)]


def _blocked_lines(blocked: Sequence[BlockedFile]) -> list[str]:
    if not blocked:
        return ["  blocked: []"]
    rows = [
        f"subject: {emit.flow_text(one.subject)}, category: {emit.flow_text(one.category)}, "
        f"reason: {emit.quoted(one.reason)}"
        for one in blocked
    ]
    return ["  blocked:", *(f"    - {{{row}}}" for row in rows)]


def _skipped_lines(skipped: Sequence[SkippedFile]) -> list[str]:
    """Write what people's answers keep out of the campaign; nothing where there is none."""
    rows = [
        f"id: {one.id}, subject: {emit.quoted(one.subject)}, kind: {one.kind.value}, "
        f"reason: {emit.quoted(one.reason)}, "
        f"baseline: {tally_text(one.baseline.covered, one.baseline.total)}"
        for one in skipped
    ]
    return ["  skipped:", *(f"    - {{{row}}}" for row in rows)] if rows else []
