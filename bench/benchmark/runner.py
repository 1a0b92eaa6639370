"""Take packages through arms: make tests, measure them, keep every stage."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmark import archives, interpreters, missions, reading
from benchmark.arms import Arm
from benchmark.meter import Bench, measure
from benchmark.missions import NothingMade
from benchmark.results import Made, Measured, Read, Row

if TYPE_CHECKING:
    from benchmark.cache import Cache, Settings
    from benchmark.packages import Package
    from benchmark.progress import Progress

BROKE_OFF = "broke off"
IMPORT_TEST = "tests/test_import_{}.py"
# An import and its measurement, and what a campaign does beside its missions.
MEASURE_S = 3
CAMPAIGN_S = 10


@dataclass(frozen=True)
class Plan:
    """What was asked for; `folder` holds what is kept between runs."""

    arms: tuple[Arm, ...]
    folder: Path
    seconds: int
    seed: int
    runs: int
    mutants: int


def seconds_of(plan: Plan, package: Package) -> float:
    """Estimate how long a package takes, from the plan alone."""
    modules = len(package.modules)
    return MEASURE_S * modules + sum(_arm_s(plan, arm, modules) for arm in plan.arms)


def _arm_s(plan: Plan, arm: Arm, modules: int) -> float:
    if arm is Arm.IMPORT:
        return 0.0
    return CAMPAIGN_S + modules * (MEASURE_S + plan.seconds / missions.JOBS)


class Runner:
    """Takes one package after the other through the plan's arms."""

    def __init__(self, plan: Plan, cache: Cache, progress: Progress) -> None:
        self._plan = plan
        self._cache = cache
        self._progress = progress

    def rows(self, package: Package) -> list[Row]:
        """Return one row for each arm and module; importing is always measured."""
        bench = self._ready(package)
        self._progress.step(f"{package.name}: import", MEASURE_S * len(package.modules))
        rows = [self._imported(bench, module) for module in package.modules]
        for arm in self._plan.arms:
            if arm is not Arm.IMPORT:
                rows += self._arm(
                    bench, arm, {row.module: row for row in rows[: len(package.modules)]}
                )
        return rows

    def _ready(self, package: Package) -> Bench:
        """Fetch, unpack and commit the package anew; make its interpreter."""
        archive = package.archive
        root = self._plan.folder / "roots" / package.top
        shutil.rmtree(root, ignore_errors=True)
        root.parent.mkdir(parents=True, exist_ok=True)
        archives.unpack(archive, archives.fetch(archive, self._plan.folder / "archives"), root)
        settings = root / "pyproject.toml"
        if settings.exists():
            text = settings.read_text(encoding="utf-8")
            settings.write_text(archives.without_pytest_settings(text), encoding="utf-8")
        archives.commit(root)
        pins = (*interpreters.METERS, *package.needs)
        python = interpreters.interpreter(package.name, pins, self._plan.folder / "venvs")
        return Bench(package, root, python)

    def _imported(self, bench: Bench, module: str) -> Row:
        file = IMPORT_TEST.format(module.replace(".", "_"))
        made = self._made(bench, Arm.IMPORT)
        (made / file).parent.mkdir(parents=True, exist_ok=True)
        (made / file).write_text(f"import {module}\n\n\ndef test_import():\n    pass\n")

        def compute() -> Measured:
            return measure(bench, module, made, [file], confined=False)[0]

        name = f"stages/import/{bench.package.name}/{module}"
        measured = self._cache.stage(name, {}, Measured, compute)
        return Row(bench.package.name, module, Arm.IMPORT, Made(module, (file,)), measured)

    def _arm(self, bench: Bench, arm: Arm, imported: dict[str, Row]) -> list[Row]:
        package = bench.package
        planned = _arm_s(self._plan, arm, len(package.modules))
        why_not = missions.missing(arm.engines)
        if why_not:
            self._progress.step(f"{package.name}: {arm}: {why_not}", planned)
            return [
                Row(package.name, module, arm, Made(module, status="not available", note=why_not))
                for module in package.modules
            ]
        self._progress.step(f"{package.name}: {arm}", planned)
        try:
            made = self._campaign(bench, arm)
        except NothingMade as broken:
            made = tuple(
                Made(module, status=BROKE_OFF, note=str(broken)) for module in package.modules
            )
        return [self._measured(bench, arm, one, imported[one.module]) for one in made]

    def _campaign(self, bench: Bench, arm: Arm) -> tuple[Made, ...]:
        made = self._made(bench, arm)

        def compute() -> tuple[Made, ...]:
            shutil.rmtree(made, ignore_errors=True)
            seconds, seed = self._plan.seconds, self._plan.seed
            return missions.make(bench, arm.engines, made, seconds=seconds, seed=seed)

        settings: Settings = {"seconds": self._plan.seconds, "seed": self._plan.seed}
        name = f"stages/{arm}/{bench.package.name}/made"
        return self._cache.stage(name, settings, tuple[Made, ...], compute)

    def _measured(self, bench: Bench, arm: Arm, one: Made, imported: Row) -> Row:
        package, folder = bench.package, self._made(bench, arm)
        if one.status == BROKE_OFF:
            return Row(package.name, one.module, arm, one)
        measured = self._coverage(bench, arm, one) if one.files else _nothing(imported)
        read = reading.read(folder, one.files) if one.files else Read()
        return Row(package.name, one.module, arm, one, measured, read)

    def _coverage(self, bench: Bench, arm: Arm, one: Made) -> Measured:
        folder = self._made(bench, arm)

        def compute() -> Measured:
            return measure(bench, one.module, folder, one.files, confined=not arm.ours)[0]

        name = f"stages/{arm}/{bench.package.name}/{one.module}/measured"
        settings: Settings = {"files": reading.digest(folder, one.files)}
        return self._cache.stage(name, settings, Measured, compute)

    def _made(self, bench: Bench, arm: Arm) -> Path:
        return self._plan.folder / "made" / arm / bench.package.name


def _nothing(imported: Row) -> Measured:
    """Say what no test covers: nothing of what importing showed to be there."""
    assert imported.measured is not None
    return Measured(imported.measured.coverage.emptied, 0, note="no tests")
