"""What a developer looks at: each module with the lines and branches that it still misses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.arms import Arm
from benchmark.figures import failing, measured, pct, published, summary
from benchmark.tables import ranges, totals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmark.packages import Anchor
    from benchmark.results import Row


def quick(rows: Sequence[Row], known: Mapping[str, Anchor]) -> str:
    """List each module of each arm but importing, then the sums."""
    arms = measured(rows)
    imported = {row.module: pct(row) for row in arms[Arm.IMPORT]}
    lines = []
    for row in rows:
        if row.measured is None:
            lines.append(f"{row.arm:14} {row.module:30} {row.made.status}: {row.made.note}")
        elif row.arm != Arm.IMPORT:
            lines += _module(row, imported[row.module], known.get(row.module))
    sums = {arm: summary(arm, found, imported) for arm, found in arms.items()}
    lines += ["", totals(sums, published(known, list(imported)))]
    return "\n".join(lines) + "\n"


def _module(row: Row, imported: float, anchor: Anchor | None) -> Iterator[str]:
    assert row.measured
    seen, made = row.measured, row.made
    beside = f"  CoverUp {anchor.published['coverup3']:5.1f}" if anchor else ""
    mutants = f"  noticed {row.mutants.killed}/{row.mutants.tried}" if row.mutants else ""
    flaky = f"  flaky {len(row.shuffled.flaky)}" if row.shuffled else ""
    yield (
        f"{row.arm:14} {row.module:30} {pct(row):5.1f} %  import {imported:5.1f}{beside}"
        f"  tests {seen.tests:3}  failing {len(failing(row))}{flaky}{mutants}"
        f"  {made.seconds or 0:5.1f} s  {made.median_trial_ms or 0:4.0f} ms"
        f"  {made.status} {made.note} {seen.note} {made.engines}".rstrip()
    )
    if seen.coverage.missing_lines:
        yield f"    lines     {ranges(seen.coverage.missing_lines)}"
    if seen.coverage.missing_branches:
        branches = ", ".join(f"{a}->{b}" for a, b in seen.coverage.missing_branches)
        yield f"    branches  {branches}"
    yield from (f"    failing   {test}" for test in sorted(failing(row)))
    if row.shuffled:
        yield from (f"    flaky     {test}" for test in row.shuffled.flaky)
    if row.read:
        yield from (f"    no assert {test}" for test in row.read.without_assertion)
    if row.mutants:
        yield from (f"    survived  {one}" for one in row.mutants.survivors)
