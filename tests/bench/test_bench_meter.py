"""What SlipCover, pytest and many runs say is read as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmark.meter import Outcome, read_junit, read_slipcover
from benchmark.results import Coverage
from benchmark.shuffled import judge, of_files

if TYPE_CHECKING:
    from pathlib import Path

JUNIT = """<testsuites><testsuite>
<testcase classname="tests.test_a" name="test_good"/>
<testcase classname="tests.test_a" name="test_xfail"><skipped/></testcase>
<testcase classname="tests.test_a.TestB" name="test_bad[1]"><failure>no</failure></testcase>
<testcase classname="" name="tests.test_b"><error>cannot be imported</error></testcase>
</testsuite></testsuites>"""


def test_lines_and_branches_count_together() -> None:
    coverage = Coverage((1, 2, 4), (5,), ((2, 4),), ((2, 5), (4, 0), (4, 5)))

    assert (coverage.covered, coverage.total, coverage.pct) == (4, 8, 50.0)
    assert coverage.emptied == Coverage((), (1, 2, 4, 5), (), ((2, 4), (2, 5), (4, 0), (4, 5)))


def test_slipcovers_file_is_found_by_its_path(tmp_path: Path) -> None:
    part = {
        "executed_lines": [1],
        "missing_lines": [2],
        "executed_branches": [[1, 2]],
        "missing_branches": [[1, 0]],
    }
    path = tmp_path / "slipcover.json"
    path.write_text(json.dumps({"files": {"a/b.py": part}}))

    assert read_slipcover(path, "a/b.py") == Coverage((1,), (2,), ((1, 2),), ((1, 0),))
    assert read_slipcover(path, "a/c.py") is None
    assert read_slipcover(tmp_path / "nothing.json", "a/b.py") is None


def test_failures_and_broken_files_are_bad_and_expected_failures_good(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text(JUNIT)

    assert list(read_junit(tmp_path / "junit.xml")) == [
        Outcome("tests/test_a::test_good", good=True),
        Outcome("tests/test_a::test_xfail", good=True),
        Outcome("tests/test_a/TestB::test_bad[1]", good=False),
        Outcome("::tests.test_b", good=False),
    ]
    assert list(read_junit(tmp_path / "nothing.xml")) == []


def test_a_test_that_fails_or_is_gone_in_some_runs_is_flaky() -> None:
    good = [Outcome("a::good", good=True)]
    first = [*good, Outcome("a::bad", good=False), Outcome("b::now", good=True)]
    second = [*good, Outcome("a::bad", good=False), Outcome("b::now", good=False)]
    third = [*good, Outcome("b::now", good=True)]

    found = judge([first, second, third])

    assert (found.runs, found.failing, found.flaky) == (3, ("a::bad",), ("b::now",))
    assert of_files(found, ["b.py"]).failing == ()
    assert of_files(found, ["b.py"]).flaky == ("b::now",)
