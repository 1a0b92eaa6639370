"""What the engines must reach on the published modules, beside what they reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmark.arms import Arm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmark.figures import Summary

MEDIAN_PCT = 90
MEAN_PCT = 80
HIGH_MODULES = 20
POINTS_OVER_PYNGUIN = 10
NOTICED_PCT = 65
NOTICED_TIMES_PYNGUIN = 1.5
TRIAL_MS_MAX = 40


@dataclass(frozen=True)
class Wanted:
    """One figure; `met` is None where it was not measured."""

    figure: str
    wanted: str
    reached: str
    met: bool | None


def wanted(we: Summary, sums: Mapping[Arm, Summary]) -> list[Wanted]:
    """Compare our arm with what is wanted of it."""
    spread, bad = we.spread, we.failing + we.flaky
    found = [
        at_least("median of lines and branches, %", MEDIAN_PCT, spread.median),
        at_least("mean of lines and branches, %", MEAN_PCT, spread.mean),
        at_least("modules with 85 % or more", HIGH_MODULES, spread.high),
        at_least("mutants noticed on covered lines, %", NOTICED_PCT, we.noticed),
        at_most("failing or flaky tests outside of the sandbox", 0, bad if we.runs else None),
        at_most("tests without an assertion", 0, we.without_assertion),
        at_most("median trial, ms", TRIAL_MS_MAX, we.trial_ms),
    ]
    pynguin = sums.get(Arm.PYNGUIN)
    if pynguin:
        points = spread.mean - pynguin.spread.mean
        found.append(at_least("points of the mean over Pynguin's", POINTS_OVER_PYNGUIN, points))
    if pynguin and pynguin.noticed and we.noticed is not None:
        times = we.noticed / pynguin.noticed
        found.append(at_least("times Pynguin's mutants noticed", NOTICED_TIMES_PYNGUIN, times))
    return found


def at_least(figure: str, bound: float, reached: float | None) -> Wanted:
    """Want a figure not to be below a bound."""
    met = None if reached is None else reached >= bound
    return Wanted(figure, f"≥ {bound:g}", _written(reached), met)


def at_most(figure: str, bound: float, reached: float | None) -> Wanted:
    """Want a figure not to be above a bound."""
    met = None if reached is None else reached <= bound
    return Wanted(figure, "0" if bound == 0 else f"≤ {bound:g}", _written(reached), met)


def _written(reached: float | None) -> str:
    if reached is None:
        return "not measured"
    return str(reached) if isinstance(reached, int) else f"{int(reached * 100) / 100:.2f}"
