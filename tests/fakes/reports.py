"""A campaign's report as it could be, for the tests of its texts."""

from __future__ import annotations

from dataclasses import replace

from fakes.records import RECORD, TIMING, with_evidence

from bot.adapters.templates import JinjaTemplates
from bot.domain.coverage import Tally
from bot.domain.mission import Campaign, CampaignEntry, Priority
from bot.domain.outcome import MissionRecord, Status
from bot.stages.report import CampaignReport, campaign_report

TEMPLATES = JinjaTemplates()
BLOCKED = replace(
    RECORD,
    mission_id="m-00000003",
    subject="src/shop/net.py",
    category="net",
    status=Status.BLOCKED,
    reason="ImportError: no module named <zmq>",
    evidence=None,
)
EXHAUSTED = replace(
    with_evidence(after=None, tests=(), mutants_killed=0, mutants_tried=0, bugs=()),
    mission_id="m-00000002",
    subject="src/shop/cli.py",
    category="cli",
    status=Status.EXHAUSTED,
    reason="every function ends the process",
)


def entry(record: MissionRecord, number: int) -> CampaignEntry:
    return CampaignEntry(
        id=record.mission_id,
        file=f"missions/coverage/{number:03d}_x.yaml",
        subject=record.subject,
        priority=Priority.HIGH,
        category=record.category,
        baseline=Tally(14, 34),
        lines_needed=15,
    )


WAITING = replace(RECORD, mission_id="m-00000004", subject="src/shop/later.py", category="shop")
CAMPAIGN = Campaign(
    target_pct=85,
    baseline=Tally(56, 136),
    entries=tuple(
        entry(record, number)
        for number, record in enumerate((BLOCKED, RECORD, WAITING, EXHAUSTED), start=1)
    ),
    failing_before=("tests/test_b.py::test_y", "tests/test_a.py::test_x"),
    not_applicable=("src/shop/__init__.py",),
)


BEFORE, AFTER = Tally(56, 136), Tally(90, 136)


def fold(
    *records: MissionRecord,
    campaign: Campaign | None = CAMPAIGN,
    before: Tally | None = BEFORE,
    after: Tally | None = AFTER,
) -> CampaignReport:
    return campaign_report(
        [(record, TIMING) for record in records],
        campaign=campaign,
        overall_before=before,
        overall_after=after,
    )


FULL = fold(EXHAUSTED, RECORD, BLOCKED)


def met(report: CampaignReport) -> dict[str, bool | None]:
    return {criterion.name: criterion.met for criterion in report.criteria}


def page(report: CampaignReport) -> str:
    return TEMPLATES.render("report.html.j2", report)
