"""What was asked for, and about how long it will take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmark.arms import Arm
from benchmark.asked import Place

if TYPE_CHECKING:
    from benchmark.packages import Package

# Missions, a peer's processes, or measurements at work at the same time.
JOBS = 2
# Rough costs on the machine that docs/benchmark.md names; they only serve the progress line.
MEASURE_S = 2.0
RUN_S = 2.0
MUTANT_S = 1.5
OVERHEAD_S = 10.0


@dataclass(frozen=True)
class Plan:
    """`folder` holds what is kept between runs; `seconds` are for each module in each arm.

    `jobs` modules are worked on at the same time. Arms that ask a model ask it at `place`. An
    arm in `only` works on those modules alone.
    """

    arms: tuple[Arm, ...]
    folder: Path
    seconds: int
    seed: int
    runs: int
    mutants: int
    jobs: int = JOBS
    place: Place | None = None
    only: Mapping[Arm, frozenset[str]] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, int]:
        """Return the numbers without which results can't be compared."""
        names = ("seconds", "seed", "runs", "mutants")
        return {name: getattr(self, name) for name in names}

    def share(self, arm: Arm, package: Package) -> Package:
        """Return a package with the modules that an arm works on; there may be none."""
        if arm not in self.only:
            return package
        modules = tuple(one for one in package.modules if one in self.only[arm])
        return replace(package, modules=modules)

    def making_s(self, arm: Arm, package: Package) -> float:
        """Estimate how long an arm writes tests for a package."""
        if arm is Arm.GHOSTWRITER:
            return OVERHEAD_S
        return OVERHEAD_S + len(package.modules) * self.seconds / self.jobs

    def measuring_s(self, package: Package) -> float:
        """Estimate how long one arm's tests are measured."""
        return (
            self.runs * RUN_S + len(package.modules) * (MEASURE_S + self.mutants * MUTANT_S) / JOBS
        )

    def total_s(self, package: Package) -> float:
        """Estimate the whole package, importing included."""
        arms = [arm for arm in self.arms if arm is not Arm.IMPORT]
        shares = [(arm, self.share(arm, package)) for arm in arms]
        making = sum(self.making_s(arm, share) + self.measuring_s(share) for arm, share in shares)
        return MEASURE_S * len(package.modules) + making
