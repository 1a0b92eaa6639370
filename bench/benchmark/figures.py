"""Statistics of rows; pure."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING

from benchmark.arms import Arm
from benchmark.packages import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmark.packages import Anchor
    from benchmark.results import Row

HIGH_PCT = 85


@dataclass(frozen=True)
class Spread:
    """Line and branch coverage of many modules, in percent."""

    modules: int
    median: float
    mean: float
    high: int


@dataclass(frozen=True)
class Summary:
    """One arm over all its modules; None is not measured.

    `above_import` is the mean of the points above importing alone; `noticed_of_all`
    estimates which share of all the modules' mutants the tests notice: the share of
    the sample, times the share of mutants that lie on covered lines.
    """

    arm: Arm
    spread: Spread
    above_import: float
    without_tests: int
    tests: int
    lines: int
    without_assertion: int
    killed: int
    tried: int
    noticed_of_all: float | None
    failing: int
    flaky: int
    removed: int
    runs: int
    seconds: float
    trial_ms: float | None

    @property
    def noticed(self) -> float | None:
        """Return killed of tried mutants in percent."""
        return 100 * self.killed / self.tried if self.tried else None


def spread(percentages: Sequence[float]) -> Spread:
    """Sum up percentages; there is at least one."""
    high = sum(pct >= HIGH_PCT for pct in percentages)
    return Spread(len(percentages), median(percentages), fmean(percentages), high)


def published(known: Mapping[str, Anchor], modules: Sequence[str]) -> dict[str, Spread]:
    """Sum up the published figures by system; nothing unless all of the modules have some."""
    if not all(module in known for module in modules):
        return {}
    return {
        name: spread([known[module].published[name] for module in modules]) for name in PUBLISHED
    }


def measured(rows: Sequence[Row]) -> dict[Arm, list[Row]]:
    """Group the rows that were measured by arm; an arm that was not is left out."""
    arms = {arm: [row for row in rows if row.arm == arm and row.measured] for arm in Arm}
    return {arm: found for arm, found in arms.items() if found}


def pct(row: Row) -> float:
    """Return a measured row's coverage."""
    assert row.measured
    return row.measured.coverage.pct


def summary(arm: Arm, rows: Sequence[Row], imported: Mapping[str, float]) -> Summary:
    """Sum one arm up; `imported` are the percentages of importing alone, by module."""
    mutants = [row.mutants for row in rows if row.mutants]
    shuffled = [row.shuffled for row in rows if row.shuffled]
    read = [row.read for row in rows if row.read]
    seen = [row.measured for row in rows if row.measured]
    trials = [row.made.median_trial_ms for row in rows if row.made.median_trial_ms is not None]
    return Summary(
        arm=arm,
        spread=spread([pct(row) for row in rows]),
        above_import=fmean(pct(row) - imported[row.module] for row in rows),
        without_tests=sum(not one.tests for one in seen),
        tests=sum(one.tests for one in seen),
        lines=sum(one.lines for one in read),
        without_assertion=sum(len(one.without_assertion) for one in read),
        killed=sum(one.killed for one in mutants),
        tried=sum(one.tried for one in mutants),
        noticed_of_all=_noticed_of_all(rows),
        failing=sum(len(failing(row)) for row in rows),
        flaky=sum(len(one.flaky) for one in shuffled),
        removed=sum(len(one.removed) for one in seen),
        runs=max((one.runs for one in shuffled), default=0),
        seconds=sum(row.made.seconds or 0 for row in rows),
        trial_ms=median(trials) if trials else None,
    )


def failing(row: Row) -> set[str]:
    """Name the tests that fail in the plain run, or always in random order."""
    plain = set(row.measured.failing) if row.measured else set()
    return plain | (set(row.shuffled.failing) if row.shuffled else set())


def _noticed_of_all(rows: Sequence[Row]) -> float | None:
    mutants = [row.mutants for row in rows if row.mutants and row.mutants.tried]
    everywhere = sum(one.everywhere for one in mutants)
    if not everywhere:
        return None
    return 100 * sum(one.killed / one.tried * one.possible for one in mutants) / everywhere
