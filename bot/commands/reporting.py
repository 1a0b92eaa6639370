"""What `report` and `campaign` share: fold finished missions into a folder people can open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.file_commands import add_summary
from bot.adapters.result_dir import ResultDir
from bot.campaign import finished_in
from bot.codec import to_json
from bot.stages.report import CampaignReport, campaign_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.campaign import Finished
    from bot.domain.mission import Campaign
    from bot.doors import Doors
    from bot.ports.workshop import Suite
    from bot.ports.world import Console
    from bot.settings import Settings

RESULT_BYTES_MAX = 16 * 1024 * 1024
"""Largest file of a result that is read: a record of 20,000 gaps has a tenth of it."""


def results(settings: Settings, console: Console) -> Iterator[tuple[ResultDir, Finished]]:
    """Read every finished mission below the result folder, by id; what cannot be read is told."""
    top = settings.out / "missions"
    for folder in sorted(path for path in top.glob("*") if path.is_dir()):
        store = ResultDir(folder, bytes_max=RESULT_BYTES_MAX)
        try:
            finished = finished_in(store)
        except ValueError as error:
            console.warning(
                "a result cannot be read, left out; run its mission again",
                folder=folder,
                why=str(error),
            )
            continue
        if finished is not None:
            yield store, finished


def write_report(
    settings: Settings,
    doors: Doors,
    finished: Sequence[Finished],
    campaign: Campaign | None,
    *,
    before: Suite | None,
    after: Suite | None,
) -> Path:
    """Write report/{index.html,report.md,report.json}, show the Markdown, return the folder."""
    report = campaign_report(
        [(one.record, one.timing) for one in finished],
        campaign=campaign,
        overall_before=before.report.lines if before else None,
        overall_after=after.report.lines if after else None,
    )
    folder = settings.out / "report"
    _write(report, ResultDir(folder), doors)
    return folder


def _write(report: CampaignReport, store: ResultDir, doors: Doors) -> None:
    markdown = doors.templates.render("report.md.j2", report)
    store.write("report.json", to_json(report, indent=2) + "\n")
    store.write("report.md", markdown)
    store.write("index.html", doors.templates.render("report.html.j2", report))
    add_summary(doors.world.environ, markdown)
    doors.console.show(markdown)
