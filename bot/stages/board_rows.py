"""Rows of the dashboard: from what publishing did, from the plan, from open pull requests. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.coverage import Tally
from bot.domain.forge import Operation, PullState
from bot.domain.mission import SkipKind
from bot.domain.outcome import Status
from bot.stages.dashboard import OF_OPERATION, OF_SKIP, Row, Section
from bot.stages.metadata import metadata_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.forge import PullSeen
    from bot.domain.mission import Campaign, SkippedFile
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

    `newest` are the newest pull requests by mission.
    """
    numbers = {mission: pull.number for mission, pull in newest.items()}
    open_ones = {mission for mission, one in newest.items() if one.state is PullState.OPEN}
    skipped = [
        _skipped_row(one, newest.get(one.id))
        for one in campaign.skipped
        # What should have been closed and is open still has a row as a pull request.
        if not (one.kind is SkipKind.OBSOLETE and one.id in open_ones)
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


def _skipped_row(skipped: SkippedFile, pull: PullSeen | None) -> Row:
    """Show what is left alone; what waits for review as publishing it did, so nothing changes.

    Its pull request remembers how many lines run with its tests; the title of one that does
    not says what it brings.
    """
    section = OF_SKIP[skipped.kind]
    waits = section is Section.OPEN and pull is not None
    after = _after(skipped, pull) if waits else None
    said = skipped.reason if pull is None or not waits else pull.title
    return Row(
        skipped.id,
        section,
        skipped.subject or skipped.id,
        before=skipped.baseline if skipped.baseline.total else None,
        after=after,
        number=pull.number if pull else 0,
        note="" if after else said,
    )


def _after(skipped: SkippedFile, pull: PullSeen | None) -> Tally | None:
    """Tally the lines with the tests that wait; None where the text does not tell, or lies."""
    told, total = metadata_of(pull.body) if pull else None, skipped.baseline.total
    return Tally(told.lines, total) if told and 0 < told.lines <= total else None


def pull_row(mission: str, pull: PullSeen) -> Row:
    """Show an open pull request of a mission that is not in the plan: its title says all."""
    return Row(mission, Section.OPEN, pull.title, number=pull.number)
