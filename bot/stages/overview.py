"""A campaign at a glance: the matrix for a workflow, the tables for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from bot.domain.coverage import Tally
from bot.domain.mission import Priority

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.mission import Campaign, CampaignEntry

T = TypeVar("T")

WAVE_MISSIONS_MAX = 256
ROWS_MAX = 100


def in_waves(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut a sequence into waves: a workflow's matrix holds 256 jobs at most."""
    for start in range(0, len(things), WAVE_MISSIONS_MAX):
        yield things[start : start + WAVE_MISSIONS_MAX]


def open_entries(campaign: Campaign) -> tuple[CampaignEntry, ...]:
    """Return the missions that have lines to gain, in running order."""
    return tuple(entry for entry in campaign.entries if entry.lines_needed)


def wave_entries(campaign: Campaign, *, wave: int) -> tuple[CampaignEntry, ...]:
    """Return the missions of one wave (1-based), in running order."""
    first = (wave - 1) * WAVE_MISSIONS_MAX
    return open_entries(campaign)[first : first + WAVE_MISSIONS_MAX]


def matrix_json(campaign: Campaign, *, wave: int = 1) -> str:
    """Write one wave (1-based) as a workflow matrix; an empty wave has an empty list.

    Shape: {"include": [{"id": "m-…", "subject": path, "mission": path}]}. A matrix
    can't say how many are left, so `left_after` does.
    """
    include = [
        {"id": entry.id, "subject": entry.subject, "mission": entry.file}
        for entry in wave_entries(campaign, wave=wave)
    ]
    return json.dumps({"include": include}, ensure_ascii=False)


def left_after(campaign: Campaign, *, wave: int = 1) -> int:
    """Count the missions that later waves hold."""
    return max(0, len(open_entries(campaign)) - wave * WAVE_MISSIONS_MAX)


def waves_of(campaign: Campaign) -> int:
    """Count the waves that the open missions make, one at least."""
    return max(1, -(-len(open_entries(campaign)) // WAVE_MISSIONS_MAX))


def plan_table(campaign: Campaign, *, wave: int = 1, rows_max: int = ROWS_MAX) -> str:
    """Write the campaign as Markdown tables: by priority, by category, mission by mission.

    `wave` is the one that is handed on.
    """
    entries = open_entries(campaign)
    needed = sum(entry.lines_needed for entry in entries)
    all_lines = campaign.baseline
    wanted = f"Missions to {campaign.target_pct} %: {len(entries)}. Lines to go: {needed}."
    now = f"{all_lines.pct_text} % ({all_lines.covered} of {all_lines.total} lines)"
    lines = [
        f"{wanted} All files: {now}.",
        "",
        *_priority_table(campaign, entries),
        "",
        *_category_table(entries),
        "",
        *_mission_table(entries, rows_max),
        *_blocked_table(campaign, rows_max),
        *_skipped_table(campaign, rows_max),
        *_remarks(campaign, wave, rows_max),
    ]
    return "\n".join([*lines, ""])


def _priority_table(campaign: Campaign, entries: Sequence[CampaignEntry]) -> list[str]:
    ranges = {
        Priority.HIGH: "below 50 %",
        Priority.MEDIUM: f"below {campaign.target_pct} %",
    }
    lines = _head(("Priority", "Coverage"), ("Files", "Lines needed"))
    for priority, meaning in ranges.items():
        chosen = [entry for entry in entries if entry.priority is priority]
        needed = sum(entry.lines_needed for entry in chosen)
        lines.append(_row(priority.value, meaning, len(chosen), needed))
    return lines


def _category_table(entries: Sequence[CampaignEntry]) -> list[str]:
    """Group by category, most lines needed first; the average is weighted by lines."""
    groups: dict[str, list[CampaignEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.category, []).append(entry)
    lines = _head(("Category",), ("Files", "Covered %", "Lines", "Lines needed"))
    rows = [(name, _sum(group), len(group), _needed(group)) for name, group in groups.items()]
    rows.sort(key=lambda row: (-row[3], row[0]))
    for name, tally, count, needed in rows:
        lines.append(_row(cell(name), count, tally.pct_text, tally.total, needed))
    return lines


def _mission_table(entries: Sequence[CampaignEntry], rows_max: int) -> list[str]:
    lines = _head(("Mission", "File", "Category", "Priority"), ("Covered %", "Lines needed"))
    for entry in entries[:rows_max]:
        number = entry.file.rsplit("/", 1)[-1].split("_", 1)[0]
        words = (cell(number), cell(entry.subject), cell(entry.category), entry.priority.value)
        lines.append(_row(*words, entry.baseline.pct_text, entry.lines_needed))
    return lines


def _blocked_table(campaign: Campaign, rows_max: int) -> list[str]:
    """Show the files that nothing could measure: they are in no number above."""
    if not campaign.blocked:
        return []
    lines = ["", *_head(("Blocked file", "Why it has no mission"), ())]
    return lines + [
        _row(cell(one.subject), cell(one.reason)) for one in campaign.blocked[:rows_max]
    ]


def _skipped_table(campaign: Campaign, rows_max: int) -> list[str]:
    """Show the files that people's answers keep out of the plan, and how many there are."""
    if not campaign.skipped:
        return []
    lines = ["", *_head(("Skipped file", "Why it is left alone"), ())]
    lines += [
        _row(cell(one.subject or one.id), cell(f"{one.kind.value}: {one.reason}"))
        for one in campaign.skipped[:rows_max]
    ]
    return [*lines, "", f"Files left alone because people answered so: {len(campaign.skipped)}."]


def _remarks(campaign: Campaign, wave: int, rows_max: int) -> list[str]:
    count, waves = len(open_entries(campaign)), waves_of(campaign)
    remarks = []
    if count > rows_max:
        remarks.append(f"The master campaign file lists {count - rows_max} more.")
    if waves > 1:
        remarks.append(_waves(count, wave, waves))
    if campaign.failing_before:
        remarks.append(f"Test cases that fail already, set aside: {len(campaign.failing_before)}.")
    if campaign.not_applicable:
        remarks.append(f"Files with nothing to cover: {len(campaign.not_applicable)}.")
    if campaign.blocked:
        told = "Files that cannot be measured and are in no number here"
        remarks.append(f"{told}: {len(campaign.blocked)}.")
    return ["", *remarks] if remarks else []


def _waves(count: int, wave: int, waves: int) -> str:
    """Say which missions are handed on, and which wait for which start of the workflow."""
    first = (wave - 1) * WAVE_MISSIONS_MAX + 1
    last = min(count, wave * WAVE_MISSIONS_MAX)
    told = f"**Wave {wave} of {waves}: missions {first} to {last} of {count} run now.**"
    if wave == waves:
        return told
    left = f"{count - last} wait: start the workflow again with `wave: {wave + 1}`"
    return f"{told} {left}{f', and so on to {waves}' if wave + 1 < waves else ''}."


def cell(text: str) -> str:
    """Escape foreign text for a cell of a Markdown table."""
    escaped = "".join(f"\\{char}" if char in "\\|`*_<>[]#&" else char for char in text)
    return " ".join(escaped.split())


def _head(words: Sequence[str], numbers: Sequence[str]) -> list[str]:
    rule = "|".join([" --- "] * len(words) + [" ---: "] * len(numbers))
    return [_row(*words, *numbers), f"|{rule}|"]


def _row(*cells: str | int) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _sum(entries: Sequence[CampaignEntry]) -> Tally:
    return sum((entry.baseline for entry in entries), Tally(0, 0))


def _needed(entries: Sequence[CampaignEntry]) -> int:
    return sum(entry.lines_needed for entry in entries)
