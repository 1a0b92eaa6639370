"""When a mission, and a whole campaign, meets its criteria."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.records import EVIDENCE, RECORD, measured, with_evidence
from fakes.reports import BLOCKED, CAMPAIGN, EXHAUSTED, FULL, fold, met

from bot.domain.coverage import Tally
from bot.domain.outcome import MissionRecord, RemainingGap, Status


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
