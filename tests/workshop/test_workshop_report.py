import json
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.growth import growth
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.coverage import FileCoverage, Report
from bot.errors import ReportError
from bot.languages.python.suite.measure import read_report

LINES = st.frozensets(st.integers(1, 99))
ARCS = st.frozensets(st.tuples(st.integers(1, 99), st.integers(-99, 99)))
NAMES = st.from_regex(r"[a-z]{1,4}(/[a-z]{1,4}){0,2}\.py", fullmatch=True)


@st.composite
def files(draw: st.DrawFn) -> FileCoverage:
    executed, executed_arcs = draw(LINES), draw(ARCS)
    missing, missing_arcs = draw(LINES) - executed, draw(ARCS) - executed_arcs
    return FileCoverage(draw(NAMES), executed, missing, executed_arcs, missing_arcs)


def written(report: Report, *, kind: int = 3) -> str:
    """Write a report as coverage.py does."""
    return json.dumps(
        {
            "meta": {"format": kind},
            "files": {
                file.path: {
                    "executed_lines": sorted(file.executed),
                    "missing_lines": sorted(file.missing),
                    "excluded_lines": [],
                    "executed_branches": sorted(file.executed_arcs),
                    "missing_branches": sorted(file.missing_arcs),
                }
                for file in reversed(report.files)
            },
            "totals": {},
        }
    )


NOTHING = '{"executed_lines": [], "missing_lines": []}'


def with_file(path: str, file: str) -> str:
    return f'{{"meta": {{"format": 3}}, "files": {{"{path}": {file}}}}}'


@given(st.lists(files(), max_size=4, unique_by=lambda file: file.path))
def test_what_was_written_is_read(found: list[FileCoverage]) -> None:
    report = Report(tuple(sorted(found, key=lambda file: file.path)))

    assert read_report(written(report)) == report
    assert read_report(written(report, kind=2)) == report


def test_a_report_without_branches_has_no_arcs() -> None:
    text = (
        '{"meta": {"format": 3}, "files": {"a.py": {"executed_lines": [1], "missing_lines": [2]}}}'
    )

    assert read_report(text) == Report((FileCoverage("a.py", frozenset({1}), frozenset({2})),))


def test_windows_paths_become_ours() -> None:
    assert read_report(with_file("a\\\\b.py", NOTHING)).files[0].path == "a/b.py"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<coverage/>", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", 'no "files" table'),
        ('{"files": []}', 'no "files" table'),
        ('{"files": {}}', "meta.format is None"),
        ('{"meta": {"format": 4}, "files": {}}', "meta.format is 4"),
        (with_file("a.py", "1"), "no table"),
        (with_file("a.py", "{}"), "executed_lines"),
        (with_file("a.py", '{"executed_lines": [0], "missing_lines": []}'), "from 1"),
        (with_file("a.py", '{"executed_lines": [true], "missing_lines": []}'), "from 1"),
        (with_file("a.py", '{"executed_lines": [1], "missing_lines": [1]}'), "both"),
        (with_file("/a.py", NOTHING), "relative"),
        (with_file("a.py", NOTHING[:-1] + ', "missing_branches": 3}'), "pairs"),
        (with_file("a.py", NOTHING[:-1] + ', "missing_branches": [[1]]}'), "pair"),
    ],
)
def test_an_unreadable_report_says_what_to_do(text: str, says: str) -> None:
    with pytest.raises(ReportError, match=r"coverage json") as caught:
        read_report(text)

    assert says in str(caught.value)


def report_of(count: int) -> str:
    """Write a report of this many files of 100 lines."""
    one = {
        "executed_lines": list(range(1, 61)),
        "missing_lines": list(range(61, 101)),
        "executed_branches": [[n, n + 1] for n in range(1, 20)],
        "missing_branches": [[1, -1]],
    }
    return json.dumps({"meta": {"format": 3}, "files": {f"src/p{n}.py": one for n in range(count)}})


def test_reading_grows_with_the_files_and_not_with_their_square() -> None:
    texts = {count: report_of(count) for count in (250, 2000)}

    # 8 times the files: linear work takes 8 times as long, quadratic work 64 times.
    assert growth(lambda count: read_report(texts[count]), small=250, large=2000) < 24


def test_ten_thousand_files_are_read_in_megabytes(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(report_of(10_000))
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from bot.languages.python.suite.measure import read_report\n"
        "report = read_report(Path(sys.argv[1]).read_text())\n"
        "print(len(report.files), report.lines.total,\n"
        "      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "report.json")],
        capture_output=True,
        text=True,
        check=True,
    )

    count, total, megabytes = ran.stdout.split()
    assert (count, total) == ("10000", "1000000")
    assert int(megabytes) < 500
