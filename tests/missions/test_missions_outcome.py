"""How a mission ends, and what a whole run of the suite says of the new tests."""

from __future__ import annotations

import pytest

from bot.domain.coverage import FileCoverage, Report, Segment, SegmentKind, Tally
from bot.domain.outcome import Status
from bot.domain.tested import TestEnd
from bot.domain.trial import Expectation, OracleOrigin
from bot.ports.workshop import Suite
from bot.stages.verify import check_suite, status_of


def covered(lines: int, arcs: int = 0, path: str = "a.py") -> FileCoverage:
    every = frozenset(range(1, 11))
    ways = frozenset((line, line + 1) for line in every)
    ran = frozenset(sorted(every)[:lines])
    gone = frozenset(sorted(ways)[:arcs])
    return FileCoverage(path, ran, every - ran, gone, ways - gone)


ENDINGS = {
    "nothing was kept": (None, Status.EXHAUSTED),
    "the target is met": (covered(8, 3), Status.REACHED),
    "lines were gained": (covered(7, 3), Status.IMPROVED),
    "arcs were gained": (covered(6, 4), Status.IMPROVED),
    "nothing was gained": (covered(6, 3), Status.EXHAUSTED),
    "something was lost": (covered(5, 2), Status.EXHAUSTED),
}


@pytest.mark.parametrize(("after", "status"), ENDINGS.values(), ids=ENDINGS)
def test_the_fresh_measurement_says_how_a_mission_ended(
    after: FileCoverage | None, status: Status
) -> None:
    assert status_of(covered(6, 3), after, target_pct=80) is status


def suite(*files: FileCoverage, **ends: TestEnd) -> Suite:
    return Suite(Report(files), ends)


BEFORE = suite(covered(6, 3), covered(5, 5, "b.py"), a=TestEnd.PASSED, b=TestEnd.FAILED)


def test_a_suite_that_only_gained_is_clean() -> None:
    after = suite(
        covered(7, 3), covered(5, 5, "b.py"), a=TestEnd.PASSED, b=TestEnd.FAILED, c=TestEnd.PASSED
    )

    check = check_suite(BEFORE, after)

    assert check.is_clean
    assert (check.passed, check.failing_before) == (2, 1)


LOSSES = {
    "fewer lines": covered(4, 5, "b.py"),
    "fewer arcs": covered(9, 4, "b.py"),
    "another file": covered(9, 9, "c.py"),
}


@pytest.mark.parametrize("file", LOSSES.values(), ids=LOSSES)
def test_a_file_that_lost_coverage_is_named(file: FileCoverage) -> None:
    check = check_suite(BEFORE, suite(covered(6, 3), file, a=TestEnd.PASSED))

    assert check.fallen == ("b.py",)
    assert not check.is_clean


def test_only_new_failures_count() -> None:
    after = suite(
        covered(6, 3), covered(5, 5, "b.py"), a=TestEnd.ERROR, b=TestEnd.FAILED, c=TestEnd.SKIPPED
    )

    check = check_suite(BEFORE, after)

    assert check.new_failures == ("a",)
    assert not check.is_clean


@pytest.mark.parametrize(("covered_count", "total"), [(-1, 3), (4, 3), (0, -1)])
def test_a_tally_is_a_part_of_a_whole(covered_count: int, total: int) -> None:
    with pytest.raises(ValueError, match="0 <= covered <= total"):
        Tally(covered_count, total)


@pytest.mark.parametrize("paths", [("b.py", "a.py"), ("a.py", "a.py")])
def test_a_report_holds_each_path_once_in_order(paths: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="each path once, in order"):
        Report(tuple(covered(1, 0, path) for path in paths))


@pytest.mark.parametrize(("first", "last"), [(0, 3), (4, 3)])
def test_a_segment_has_lines_from_one_on(first: int, last: int) -> None:
    with pytest.raises(ValueError, match=f"segment 'f': lines {first}-{last}"):
        Segment("f", SegmentKind.FUNCTION, first, last)


@pytest.mark.parametrize(("value", "raises"), [(None, None), ("1", "ValueError")])
def test_an_expectation_is_one_thing(value: str | None, raises: str | None) -> None:
    with pytest.raises(ValueError, match="a value or an exception, not both"):
        Expectation(OracleOrigin.DOCUMENTED, "docs", value, raises)


def test_what_was_observed_was_not_expected() -> None:
    with pytest.raises(ValueError, match="what was observed was not expected"):
        Expectation(OracleOrigin.OBSERVED, "a run", "1")
