"""A campaign's report: what is folded from its records, blocked files, its JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from fakes.records import RECORD, TIMING
from fakes.reports import AFTER, BLOCKED, CAMPAIGN, EXHAUSTED, FULL, TEMPLATES, fold, met, page

import bot
from bot.codec import from_json, to_json
from bot.domain.coverage import Tally
from bot.domain.mission import BlockedFile
from bot.domain.outcome import MissionRecord, Status
from bot.stages.report import CampaignReport

SCHEMA = json.loads(
    (Path(bot.__file__).parent / "schemas" / "report.schema.json").read_text(encoding="utf-8")
)


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
