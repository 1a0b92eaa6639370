"""analyze: what the subject lacks, above what importing it already runs."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import NothingRuns, StaleMission
from bot.mission.context import GENERATING
from bot.mission.file.validate import check_subject

if TYPE_CHECKING:
    from bot.mission.context import Context
    from bot.mission.state import State


def digest_of(text: str) -> str:
    """Return a subject's digest, as missions hold it."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def refuse_stale(context: Context) -> None:
    """Check that the subject is the file that the mission was planned for.

    Raises:
        StaleMission: it changed, or is gone.
    """
    mission, workshop = context.mission, context.workshop
    there = workshop.exists(mission.subject)
    problem = check_subject(mission, digest_of(workshop.read(mission.subject)) if there else None)
    if problem:
        raise StaleMission(problem)


def analyze(state: State, context: Context) -> State:
    """Find the subject in the baseline and add what a bare import runs.

    Raises:
        StaleMission: the subject is not the file that was planned for.
        NothingRuns: the subject does not parse or is not in the baseline for another
            reason, or it cannot be imported.
    """
    subject = context.mission.subject
    refuse_stale(context)
    before = context.baseline.report.file(subject)
    if before is None:
        context.workshop.segments(subject)  # one that does not parse is told with its line
        raise NothingRuns(
            f"{subject} is not in the measurement: is it omitted by the project's coverage "
            f"settings, or does it not parse? {context.baseline.note}"
        )
    worker = context.recorded(GENERATING)
    facts = worker.facts()
    imported = before.with_executed(facts.imported_lines, facts.imported_arcs)
    context.console.info(
        "subject analysed",
        subject=subject,
        before=before.lines.pct_text,
        imported=imported.lines.pct_text,
        missing=imported.lines.missing,
    )
    return replace(state, before=before, imported=imported)
