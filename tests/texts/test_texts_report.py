from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from fakes.records import EVIDENCE, RECORD, TIMING, measured, with_evidence
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import bot
from bot.adapters.templates import JinjaTemplates
from bot.codec import from_json, to_json
from bot.domain.coverage import Tally
from bot.domain.mission import BlockedFile, Campaign, CampaignEntry, Priority
from bot.domain.outcome import MissionRecord, RemainingGap, SandboxTier, Status, SuspectedBug
from bot.stages.report import CampaignReport, campaign_report

if TYPE_CHECKING:
    from collections.abc import Callable

SUMMARY_BYTES_MAX = 1024 * 1024
TEMPLATES = JinjaTemplates()
SCHEMA = json.loads(
    (Path(bot.__file__).parent / "schemas" / "report.schema.json").read_text(encoding="utf-8")
)
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


class TestFold:
    def test_missions_stand_in_the_campaigns_order_and_none_is_left_out(self) -> None:
        assert [(row.subject, row.outcome.value) for row in FULL.missions] == [
            ("src/shop/net.py", "blocked"),
            ("src/shop/cart.py", "reached"),
            ("src/shop/later.py", "not run"),
            ("src/shop/cli.py", "exhausted"),
        ]

    def test_records_outside_of_the_campaign_come_last_by_subject(self) -> None:
        strangers = [
            replace(RECORD, mission_id=f"m-0000001{n}", subject=f"{name}.py")
            for n, name in enumerate("ba")
        ]

        subjects = [row.subject for row in fold(RECORD, *strangers).missions]

        assert subjects[-2:] == ["a.py", "b.py"]
        assert len(subjects) == 6

    def test_without_a_campaign_the_records_are_all(self) -> None:
        report = fold(replace(RECORD, target_pct=90), EXHAUSTED, campaign=None)

        assert [row.subject for row in report.missions] == ["src/shop/cart.py", "src/shop/cli.py"]
        assert report.target_pct == 90

    def test_nothing_at_all_is_a_report_too(self) -> None:
        report = fold(campaign=None, before=None, after=None)

        assert report.missions == ()
        assert set(met(report).values()) == {None}
        assert "no missions" in TEMPLATES.render("report.md.j2", report)

    def test_a_mission_that_was_run_twice_counts_once(self) -> None:
        report = fold(replace(RECORD, status=Status.IMPROVED), RECORD, campaign=None)

        assert [row.outcome.value for row in report.missions] == ["reached"]
        assert report.trials == TIMING.trials

    def test_what_was_planned_is_known_of_a_blocked_mission(self) -> None:
        blocked = FULL.missions[0]

        assert blocked.before is not None
        assert blocked.before.lines == Tally(14, 34)
        assert blocked.reason == "ImportError: no module named <zmq>"

    def test_totals_are_the_sums_of_the_rows(self) -> None:
        assert FULL.tests == sum(row.tests for row in FULL.missions) == 4
        assert FULL.cases == sum(row.cases for row in FULL.missions) == 5
        assert sum(count.count for count in FULL.outcomes) == len(FULL.missions)
        assert sum(row.missions for row in FULL.categories) == len(FULL.missions)
        assert [(v.name, v.count) for v in FULL.verdicts] == [
            ("flaky", 4),
            ("hollow", 2),
            ("accepted", 8),
        ]
        assert FULL.engines[0].proposed == 2 * 412
        assert FULL.seconds == pytest.approx(3 * 83.4)

    def test_categories_sum_lines_and_keep_what_did_not_change(self) -> None:
        by_name = {row.category: row for row in FULL.categories}

        assert (by_name["cli"].before, by_name["cli"].after) == (Tally(14, 34), Tally(14, 34))
        assert (by_name["shop"].before, by_name["shop"].after) == (Tally(28, 68), Tally(45, 68))
        assert by_name["shop"].reached == 1

    def test_the_order_of_records_changes_nothing(self) -> None:
        assert fold(BLOCKED, RECORD, EXHAUSTED) == FULL

    def test_bugs_say_where_they_are(self) -> None:
        assert [(bug.subject, bug.segment) for bug in FULL.bugs] == [
            ("src/shop/cart.py", "parse_price")
        ]


BROKEN = BlockedFile("src/shop/old.py", "shop", "src/shop/old.py:12 does not parse, <print>")


class TestBlockedFiles:
    def report(self, *records: MissionRecord, after: Tally = AFTER) -> CampaignReport:
        return fold(*records, campaign=replace(CAMPAIGN, blocked=(BROKEN,)), after=after)

    def test_a_file_without_a_mission_is_a_blocked_row_at_the_end(self) -> None:
        row = self.report(RECORD).missions[-1]

        assert (row.subject, row.outcome.value) == (BROKEN.subject, "blocked")
        assert (row.reason, row.category) == (BROKEN.reason, "shop")
        assert (row.mission_id, row.before, row.after) == ("", None, None)

    def test_what_came_of_it_before_it_was_broken_is_left_out(self) -> None:
        stranger = replace(RECORD, mission_id="m-00000099", subject=BROKEN.subject)

        outcomes = [
            row.outcome.value
            for row in self.report(stranger).missions
            if row.subject == BROKEN.subject
        ]

        assert outcomes == ["blocked"]

    def test_all_lines_of_the_others_are_not_called_all(self) -> None:
        report = self.report(RECORD, after=Tally(136, 136))

        overall = report.criteria[0]
        assert (overall.name, overall.met) == ("Overall coverage", None)
        assert overall.detail == "100.0 % of lines, 85 % wanted; 1 file could not be measured"
        assert met(self.report(RECORD, after=Tally(0, 136)))["Overall coverage"] is False
        assert met(report)["Public code covered"] is None

    def test_people_are_told_where_and_why(self) -> None:
        report = self.report(RECORD)
        html, markdown = page(report), TEMPLATES.render("report.md.j2", report)

        for text in (html, markdown):
            assert "1 file could not be measured and is in none of these numbers" in text
        assert (
            "`src/shop/old.py` (blocked): src/shop/old.py:12 does not parse, &lt;print&gt;"
            in markdown
        )
        assert "(blocked): src/shop/old.py:12 does not parse, &lt;print&gt;" in html

    def test_report_json_is_of_its_schema(self) -> None:
        jsonschema.validate(json.loads(to_json(self.report(RECORD))), SCHEMA)


class TestCriteria:
    def test_a_mission_that_reached_its_target_meets_all(self) -> None:
        row = FULL.missions[1]

        assert [c.met for c in row.criteria] == [True] * 5
        assert [c.name for c in row.criteria] == [
            "Coverage target",
            "Test quality",
            "Integration",
            "Verification",
            "Completion",
        ]

    @pytest.mark.parametrize("record", [BLOCKED, EXHAUSTED])
    def test_a_mission_that_kept_nothing_meets_none(self, record: MissionRecord) -> None:
        (row,) = fold(record, campaign=None).missions

        assert [c.met for c in row.criteria] == [False] * 5

    def test_84_99_is_not_85(self) -> None:
        near = replace(EVIDENCE, after=measured(8499, 1, of_lines=10_000))
        (row,) = fold(replace(RECORD, evidence=near), campaign=None).missions

        assert row.criteria[0].met is False
        assert row.criteria[0].detail == "84.9 % of lines, 85 % wanted"

    @pytest.mark.parametrize(
        ("killed", "tried", "expected"), [(0, 0, None), (0, 9, False), (1, 9, True)]
    )
    def test_tests_that_notice_no_change_have_no_quality(
        self, killed: int, tried: int, *, expected: bool | None
    ) -> None:
        record = with_evidence(mutants_killed=killed, mutants_tried=tried)
        (row,) = fold(record, campaign=None).missions

        assert row.criteria[1].met is expected

    @pytest.mark.parametrize(("reached", "expected"), [(19, True), (18, False)])
    def test_95_of_100_missions_must_be_completed(self, reached: int, *, expected: bool) -> None:
        records = [
            replace(
                RECORD,
                mission_id=f"m-{number:08x}",
                status=Status.REACHED if number < reached else Status.IMPROVED,
            )
            for number in range(20)
        ]

        assert met(fold(*records, campaign=None))["Missions completed"] is expected

    @pytest.mark.parametrize(("covered", "expected"), [(85, True), (84, False), (None, None)])
    def test_overall_coverage_is_the_whole_repositorys(
        self, covered: int | None, *, expected: bool | None
    ) -> None:
        after = None if covered is None else Tally(covered, 100)

        assert met(fold(RECORD, after=after))["Overall coverage"] is expected

    @pytest.mark.parametrize(
        ("segment", "expected"),
        [("Cart.fetch", False), ("Cart._fetch", True), ("_Cart.fetch", True), ("A.__eq__", False)],
    )
    def test_only_public_code_must_be_covered(self, segment: str, *, expected: bool) -> None:
        record = with_evidence(gaps=(RemainingGap(segment, (3,), 0, ""),))

        assert met(fold(record, campaign=None))["Public code covered"] is expected

    def test_missing_arcs_alone_leave_no_public_line_open(self) -> None:
        record = with_evidence(gaps=(RemainingGap("Cart.fetch", (), 1, ""),))

        assert met(fold(record, campaign=None))["Public code covered"] is True

    def test_what_was_not_measured_is_not_known(self) -> None:
        assert met(FULL)["Public code covered"] is None
        assert met(fold(BLOCKED, before=None, after=None))["No regression"] is None

    def test_coverage_that_fell_is_a_regression(self) -> None:
        fell = with_evidence(before=measured(32, 2))

        assert met(fold(fell))["No regression"] is False
        assert met(fold(RECORD, after=Tally(55, 136)))["No regression"] is False
        assert met(fold(RECORD))["No regression"] is True
        assert met(fold(EXHAUSTED, RECORD, before=None))["No regression"] is True

    def test_a_test_that_newly_fails_is_a_regression(self) -> None:
        known = len(CAMPAIGN.failing_before)

        assert met(fold(with_evidence(suite_failing=known)))["No regression"] is True
        assert met(fold(with_evidence(suite_failing=known + 1)))["No regression"] is False

    def test_failures_of_unknown_age_are_said_to_be_so(self) -> None:
        report = fold(with_evidence(suite_failing=9), campaign=None)

        assert report.criteria[-1].detail.endswith("which tests failed before is not known")


class TestJson:
    def test_report_json_is_of_its_schema(self) -> None:
        for report in (FULL, fold(campaign=None, before=None, after=None)):
            jsonschema.validate(json.loads(to_json(report)), SCHEMA)

    def test_report_json_reads_back(self) -> None:
        assert from_json(CampaignReport, to_json(FULL)) == FULL

    def test_the_schema_knows_every_field_and_no_other(self) -> None:
        plain = json.loads(to_json(FULL))

        assert set(SCHEMA["properties"]) == set(SCHEMA["required"]) == set(plain)
        mission = SCHEMA["$defs"]["mission"]
        assert set(mission["properties"]) == set(mission["required"]) == set(plain["missions"][0])

    def test_the_schema_refuses_what_is_not_a_report(self) -> None:
        plain = json.loads(to_json(FULL))

        for wrong in ({**plain, "more": 1}, {**plain, "format": 2}, {**plain, "seconds": -1}):
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(wrong, SCHEMA)


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "wbr"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(report: CampaignReport) -> str:
    return TEMPLATES.render("report.html.j2", report)


def hostile(text: str) -> CampaignReport:
    bug = SuspectedBug(text, 1, text, text, text, text)
    evidence = replace(
        EVIDENCE, bugs=(bug,), python=text, gaps=(RemainingGap(text, (1,), 0, text),)
    )
    record = replace(
        RECORD, subject=text, category=text, reason=text, status=Status.IMPROVED, evidence=evidence
    )
    campaign = replace(
        CAMPAIGN,
        entries=(),
        failing_before=(text,),
        not_applicable=(text,),
        blocked=(BlockedFile(f"{text}.", text, text),),
    )
    return fold(record, campaign=campaign)


class TestPage:
    def test_the_page_reads_well(self, golden: Callable[[str, str], None]) -> None:
        golden("texts/report.html", page(FULL))

    def test_the_markdown_reads_well(self, golden: Callable[[str, str], None]) -> None:
        golden("texts/report.md", TEMPLATES.render("report.md.j2", FULL))

    def test_nothing_is_loaded_from_anywhere_and_nothing_runs(self) -> None:
        made = Page(page(FULL))

        assert not {"script", "link", "img", "iframe", "object"} & set(made.tags)
        names = {name for name, _ in made.attributes}
        assert not {name for name in names if name.startswith("on")}
        assert not {"src", "href", "xlink:href", "srcset"} & names
        assert "url(" not in page(FULL)

    def test_every_picture_has_a_text(self) -> None:
        html = page(FULL)

        for picture in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
            assert 'aria-hidden="true"' in picture or ('role="img"><title>' in picture)

    def test_a_picture_says_its_numbers(self) -> None:
        assert "41.1 % before, 44.1 % by import alone, 91.1 % after; 85 % wanted" in page(FULL)

    def test_bars_stay_inside_their_track(self) -> None:
        for x, width in re.findall(
            r'<rect class="\w+" x="(\d+)" width="(-?\d+)" height="20"', page(FULL)
        ):
            assert int(width) >= 0
            assert int(x) + int(width) <= 1000

    @given(st.text(st.characters(), min_size=1))
    def test_untrusted_text_changes_no_tag(self, text: str) -> None:
        harmless, made = Page(page(hostile("x"))), Page(page(hostile(text)))

        assert [t for t in made.tags if t != "wbr"] == [t for t in harmless.tags if t != "wbr"]
        assert made.attributes == harmless.attributes

    def test_markup_in_a_name_is_shown(self) -> None:
        html = page(hostile('<script>alert("1")</script>'))

        assert "<script" not in html
        assert "&lt;script&gt;" in html

    def test_a_missing_sandbox_is_loud(self) -> None:
        loose = fold(with_evidence(sandbox=SandboxTier.NONE))

        assert "ran without a sandbox" in page(loose)
        assert "ran without a sandbox" in TEMPLATES.render("report.md.j2", loose)
        assert "ran without a sandbox" not in page(FULL)


class TestMarkdown:
    @given(st.text(st.characters(), min_size=1).filter(lambda text: bool(text.split())))
    def test_untrusted_text_changes_no_block(self, text: str) -> None:
        reader = MarkdownIt("commonmark", {"html": True}).enable("table")

        def blocks(report: CampaignReport) -> list[str]:
            return [t.type for t in reader.parse(TEMPLATES.render("report.md.j2", report))]

        assert blocks(hostile(text)) == blocks(hostile("x"))

    def test_a_campaign_of_any_size_fits_a_job_summary(self) -> None:
        long = "|&" * 3000
        evidence = replace(
            EVIDENCE,
            gaps=tuple(RemainingGap("f", (2 * n,), 0, long) for n in range(1, 200)),
            bugs=(SuspectedBug(long, 1, long, long, long, long),),
        )
        records = [
            replace(
                RECORD,
                mission_id=f"m-{number:08x}",
                subject=f"{long}{number}",
                category=f"{long}{number}",
                status=Status.IMPROVED,
                reason=long,
                evidence=evidence,
            )
            for number in range(700)
        ]

        text = TEMPLATES.render("report.md.j2", fold(*records, campaign=None))

        assert len(text.encode()) < SUMMARY_BYTES_MAX
        assert "400 more missions in report.json" in text
        assert "600 more missions in report.json" in text
        assert "650 more categories in report.json" in text
        assert "680 more suspected bugs in report.json" in text
