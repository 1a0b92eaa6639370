"""The waves of a master campaign, line by line: written, and read back where nobody edited them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.coverage import Tally
from bot.domain.mission import CampaignEntry, Priority
from bot.domain.paths import why_unsafe
from bot.mission.file import emit
from bot.mission.file.fields import LINES_MAX, NAME_CHARACTERS_MAX
from bot.stages.overview import in_waves

if TYPE_CHECKING:
    from collections.abc import Sequence

START = "\nwaves:\n"

_ENTRY = re.compile(
    r" +- \{id: (m-[0-9a-f]{8}), file: ([^\s,]+), subject: ([^\s,]+), priority: (high|medium), "
    r"category: ([^\s,]+), baseline: \{covered: ([0-9]{1,9}), total: ([0-9]{1,9})\}, "
    r"lines_needed: ([0-9]{1,9}), written: \"([0-9a-f]{16})\"\}"
)


def wave_lines(entries: Sequence[CampaignEntry]) -> list[str]:
    """Write entries in waves: equal entries, equal lines."""
    if not entries:
        return ["waves: []"]
    lines = ["waves:"]
    for number, wave in enumerate(in_waves(entries), start=1):
        lines += [f"  - wave: {number}", "    missions:"]
        lines += [f"      - {{{_entry_text(entry)}}}" for entry in wave]
    return lines


def as_written(text: str) -> tuple[CampaignEntry, ...] | None:
    """Return the entries of the text below START; None unless `wave_lines` would write just that.

    What anyone else wrote is for the reader of YAML, who says where mistakes are.
    """
    found = [_entry(match) for match in map(_ENTRY.fullmatch, text.split("\n")) if match]
    entries = [entry for entry in found if entry is not None]
    is_ours = "\n".join([*wave_lines(entries)[1:], ""]) == text
    return tuple(entries) if entries and is_ours else None


def _entry(match: re.Match[str]) -> CampaignEntry | None:
    identity, file, subject, priority, category, covered, total, needed, written = match.groups()
    in_bounds = int(covered) <= int(total) <= LINES_MAX and int(needed) <= LINES_MAX
    is_long = len(category) > NAME_CHARACTERS_MAX
    if why_unsafe(file) or why_unsafe(subject) or is_long or not in_bounds:
        return None
    baseline = Tally(int(covered), int(total))
    return CampaignEntry(
        identity, file, subject, Priority(priority), category, baseline, int(needed), written
    )


def _entry_text(entry: CampaignEntry) -> str:
    baseline = tally_text(entry.baseline.covered, entry.baseline.total)
    written = f", written: {emit.quoted(entry.written)}" if entry.written else ""
    return (
        f"id: {entry.id}, file: {emit.flow_text(entry.file)}, "
        f"subject: {emit.flow_text(entry.subject)}, priority: {entry.priority.value}, "
        f"category: {emit.flow_text(entry.category)}, baseline: {baseline}, "
        f"lines_needed: {entry.lines_needed}{written}"
    )


def tally_text(covered: int, total: int) -> str:
    """Write {covered: 1, total: 2}."""
    return f"{{covered: {covered}, total: {total}}}"
