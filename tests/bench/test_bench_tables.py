"""Sums and tables say what the rows say."""

from __future__ import annotations

import json

import pytest
from benchmark.arms import Arm
from benchmark.chart import series
from benchmark.figures import spread, summary
from benchmark.packages import Anchor
from benchmark.publish import as_json, between
from benchmark.quick import quick
from benchmark.results import Coverage, Made, Measured, Mutants, Read, Row, Shuffled
from benchmark.tables import escaped, ranges, report, times
from benchmark.wanted import Wanted, at_least, at_most


def anchor(module: str, coverup3: float) -> Anchor:
    rest = dict.fromkeys(("coverup1", "asked_once", "codamosa_codex", "codamosa_gpt4o"), 10.0)
    return Anchor(module, {"coverup3": coverup3, **rest})


KNOWN = {"p.a": anchor("p.a", 30.0), "p.b": anchor("p.b", 90.0)}


def lines(covered: int, total: int) -> Coverage:
    return Coverage(tuple(range(1, covered + 1)), tuple(range(covered + 1, total + 1)), (), ())


def row(arm: Arm, module: str, covered: int, killed: int | None = None) -> Row:
    mutants = None if killed is None else Mutants(killed, 10, possible=20, everywhere=40)
    return Row(
        "p",
        module,
        arm,
        Made(module, ("t.py",), seconds=5.0, median_trial_ms=7.0, status="improved"),
        Measured(lines(covered, 10), tests=3, failing=("t::a",)),
        Read(30, ("t.py::b",)),
        Shuffled(20, failing=("t::a", "t::c"), flaky=("t::d",)),
        mutants,
    )


ROWS = [
    row(Arm.IMPORT, "p.a", 2),
    row(Arm.IMPORT, "p.b", 4),
    row(Arm.SEARCH, "p.a", 9, killed=8),
    row(Arm.SEARCH, "p.b", 7, killed=4),
    row(Arm.PYNGUIN, "p.a", 5, killed=2),
    row(Arm.PYNGUIN, "p.b", 5, killed=4),
]


def test_a_spread_counts_85_as_high() -> None:
    found = spread([84.99, 85.0, 100.0, 0.0])

    assert (found.modules, found.high) == (4, 2)
    assert found.mean == pytest.approx(67.4975)
    assert found.median == pytest.approx(84.995)


def test_a_summary_adds_up_what_its_rows_say() -> None:
    found = summary(Arm.SEARCH, ROWS[2:4], {"p.a": 20.0, "p.b": 40.0})

    assert (found.killed, found.tried, found.noticed) == (12, 20, 60.0)
    # The sample's shares 0.8 and 0.4, each of 20 mutants on covered lines, of 80 in all.
    assert found.noticed_of_all == pytest.approx(30.0)
    assert found.above_import == pytest.approx(50.0)
    assert (found.failing, found.flaky, found.without_assertion) == (4, 2, 2)
    assert (found.tests, found.lines, found.seconds, found.trial_ms) == (6, 60, 10.0, 7.0)


def test_a_report_begins_with_the_ratios() -> None:
    first = report(ROWS, KNOWN).split("\n\n")[0].splitlines()

    assert first[0].startswith("| search against |")
    assert "| Pynguin 0.48 | **1.60 times** (80.0 / 50.0) | +30.0 | **2.00 times**" in first[3]
    assert "CoverUp, GPT-4o, 3 passes (published) | **1.33 times** (80.0 / 60.0)" in first[4]


def test_published_figures_stand_beside_only_where_all_modules_have_some() -> None:
    wanted = "| CoverUp, GPT-4o, 3 passes (published) | 60.0 | 60.0 | 1 of 2 |"

    assert wanted in report(ROWS, KNOWN)
    assert "published" not in report(ROWS, {"p.a": KNOWN["p.a"]})


def test_what_is_wanted_is_not_rounded_up() -> None:
    assert at_least("x", 90, 89.999) == Wanted("x", "≥ 90", "89.99", met=False)
    assert at_least("x", 90, 90.0).met
    assert at_most("x", 0, 0) == Wanted("x", "0", "0", met=True)
    assert at_most("x", 40, None) == Wanted("x", "≤ 40", "not measured", met=None)


def test_what_is_wanted_stands_beside_what_was_reached() -> None:
    said = report(ROWS, KNOWN)

    assert "| median of lines and branches, % | ≥ 90 | 80.00 | **no** |" in said
    assert "| points of the mean over Pynguin's | ≥ 10 | 30.00 | yes |" in said
    assert "| times Pynguin's mutants noticed | ≥ 1.5 | 2.00 | yes |" in said
    assert "| failing or flaky tests outside of the sandbox | 0 | 6 | **no** |" in said
    assert "wanted of" not in report(ROWS, {})


def test_all_lines_of_a_table_have_the_same_number_of_cells() -> None:
    for block in report(ROWS, KNOWN).split("\n\n"):
        widths = {line.count("|") for line in block.splitlines() if line.startswith("|")}
        assert len(widths) <= 1, block


def test_an_arm_that_was_not_measured_is_named_with_its_reason() -> None:
    absent = Row("p", "p.a", Arm.SEARCH_SOLVER, Made("p.a", status="not available", note="no z3"))

    assert "* search+solver, p: not available: no z3." in report([*ROWS, absent], KNOWN)
    assert "search+solver" in quick([*ROWS, absent], KNOWN)


def test_the_quick_look_names_what_is_missing() -> None:
    said = quick(ROWS, KNOWN)

    assert "lines     10\n" in said
    assert "failing   t::c\n" in said
    assert "flaky     t::d\n" in said


def test_the_json_has_a_row_a_line_and_what_is_missing() -> None:
    text = as_json(ROWS, {"set": "anchored"})

    found = json.loads(text)
    assert (found["format"], found["set"], len(found["rows"])) == (1, "anchored", len(ROWS))
    assert found["rows"][2]["pct"] == 90.0
    assert found["rows"][2]["missing"] == {"lines": [10], "branches": []}


def test_text_is_put_between_its_marks_only() -> None:
    page = "a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n"

    assert between(page, "x", "new\n") == page.replace("old", "new")
    with pytest.raises(ValueError, match="<!-- y: begin -->"):
        between(page, "y", "new")


def test_the_chart_ends_with_us_and_keeps_the_modules_order() -> None:
    drawn = series(ROWS, KNOWN)

    assert [one.title for one in drawn] == [
        "import alone",
        "Pynguin 0.48",
        "CoverUp, GPT-4o, 3 passes (published)",
        "search",
    ]
    assert drawn[-1].percentages == {"p.a": 90.0, "p.b": 70.0}
    assert drawn[2].percentages == {"p.a": 30.0, "p.b": 90.0}


def test_numbers_are_written_as_ranges() -> None:
    assert ranges([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
    assert ranges([]) == ""


def test_a_ratio_to_nothing_is_not_written() -> None:
    assert (times(1.0, None), times(None, 1.0), times(1.0, 0.0)) == ("-", "-", "-")


def test_a_programs_text_cannot_end_its_cell() -> None:
    assert escaped("a | b\n<script> `x`") == "a \\| b \\<script\\> \\`x\\`"
