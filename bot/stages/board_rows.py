"""Rows of the dashboard: from what publishing did, from the plan, from open pull requests. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forge import Operation
from bot.domain.outcome import Status
from bot.stages.dashboard import OF_OPERATION, OF_SKIP, Row, Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.forge import PullSeen
    from bot.domain.mission import Campaign
    from bot.domain.outcome import MissionRecord


def mission_row(
    record: MissionRecord, operation: Operation | None, why: str, *, number: int
) -> Row:
    """Show what publishing made of a mission; None tells that it failed."""
    evidence = record.evidence
    section = Section.FAILED if operation is None else OF_OPERATION[operation]
    if operation is Operation.NONE and record.status is Status.BLOCKED:
        section = Section.UNMEASURED
    is_plain = section is Section.OPEN
    return Row(
        record.mission_id,
        section,
        record.subject,
        before=evidence.before.lines if evidence else None,
        after=evidence.after.lines if evidence and evidence.after else None,
        number=number,
        note="" if is_plain else _note(record, operation, why),
    )


def _note(record: MissionRecord, operation: Operation | None, why: str) -> str:
    if operation is Operation.NONE:
        return record.reason
    return why


def campaign_rows(campaign: Campaign, newest: Mapping[str, PullSeen]) -> list[Row]:
    """Show what the plan leaves alone, cannot measure, or has not done yet.

    `newest` are the newest pull requests by mission; the title of one that waits says
    what it brings.
    """
    numbers = {mission: pull.number for mission, pull in newest.items()}
    titles = {mission: pull.title for mission, pull in newest.items()}
    skipped = [
        Row(
            one.id,
            OF_SKIP[one.kind],
            one.subject or one.id,
            before=one.baseline if one.baseline.total else None,
            number=numbers.get(one.id, 0),
            note=titles.get(one.id, "") if OF_SKIP[one.kind] is Section.OPEN else one.reason,
        )
        for one in campaign.skipped
    ]
    waiting = [
        Row(
            one.id, Section.PENDING, one.subject, before=one.baseline, number=numbers.get(one.id, 0)
        )
        for one in campaign.entries
        if one.lines_needed
    ]
    blocked = [
        Row("", Section.UNMEASURED, one.subject, note=one.reason) for one in campaign.blocked
    ]
    return [*skipped, *waiting, *blocked]


def pull_row(mission: str, pull: PullSeen) -> Row:
    """Show an open pull request of a mission that is not in the plan: its title says all."""
    return Row(mission, Section.OPEN, pull.title, number=pull.number)
