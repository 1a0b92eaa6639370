"""Figures as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.packages import anchors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmark.results import Row


def figures(row: Row) -> dict[str, float | dict[str, list[object]]]:
    """Return what a reader of the JSON would otherwise compute: the percentage, and `missing`."""
    if row.measured is None:
        return {}
    coverage = row.measured.coverage
    lines, branches = list[object](coverage.missing_lines), list[object](coverage.missing_branches)
    return {"pct": round(coverage.pct, 1), "missing": {"lines": lines, "branches": branches}}


def quick(rows: Sequence[Row]) -> str:
    """List each module of each arm with what it misses; importing is shown beside it."""
    known = anchors()
    imported = {row.module: row for row in rows if row.arm == "import"}
    lines = []
    for row in rows:
        if row.measured is None:
            lines.append(f"{row.arm:14} {row.module:32} {row.made.status}: {row.made.note}")
            continue
        before = imported[row.module].measured
        published = known[row.module].published["coverup3"] if row.module in known else None
        lines.append(
            f"{row.arm:14} {row.module:32} {row.measured.coverage.pct:5.1f} %"
            f"  import {before.coverage.pct if before else 0:5.1f}"
            f"  CoverUp {'' if published is None else published:>5}"
            f"  tests {row.measured.tests:3}  failing {len(row.measured.failing)}"
            f"  {row.made.seconds or 0:5.1f} s  {row.made.median_trial_ms or 0:5.1f} ms"
            f"  {row.made.status} {row.measured.note}"
        )
        if row.arm != "import":
            coverage = row.measured.coverage
            lines.append(f"    lines    {ranges(coverage.missing_lines)}")
            branches = [f"{a}->{b}" for a, b in coverage.missing_branches]
            lines.append(f"    branches {', '.join(branches)}")
            lines += [f"    failing  {test}" for test in row.measured.failing]
    return "\n".join(lines) + "\n"


def ranges(numbers: Iterable[int]) -> str:
    """Write ascending numbers as people do: 1-3, 7."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spans)
