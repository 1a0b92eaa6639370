"""Take packages through arms: make tests, measure them, keep every stage."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmark import missions, mutants, peers, preparing, reading, shuffled
from benchmark.arms import PEERS, Arm
from benchmark.interpreters import NotInstalled
from benchmark.meter import Bench, measure
from benchmark.missions import NothingMade
from benchmark.plan import JOBS, MEASURE_S
from benchmark.results import Made, Measured, Mutants, Row, Shuffled

if TYPE_CHECKING:
    from pathlib import Path

    from benchmark.cache import Cache, Settings
    from benchmark.packages import Package
    from benchmark.plan import Plan
    from benchmark.progress import Progress

BROKE_OFF = "broke off"
NOT_AVAILABLE = "not available"
IMPORT_TEST = "tests/test_import_{}.py"


class Runner:
    """Takes one package after the other through the plan's arms."""

    def __init__(self, plan: Plan, cache: Cache, progress: Progress) -> None:
        self._plan = plan
        self._cache = cache
        self._progress = progress

    def rows(self, package: Package) -> list[Row]:
        """Return one row for each arm and module; importing is always measured."""
        bench = preparing.ready(package, self._plan.folder)
        self._progress.step(f"{package.name}: import", MEASURE_S * len(package.modules))
        imported = [self._imported(bench, module) for module in package.modules]
        rows = list(imported)
        for arm in self._plan.arms:
            share = self._plan.share(arm, package)
            if arm is not Arm.IMPORT and share.modules:
                own = [row for row in imported if row.module in share.modules]
                rows += self._arm(replace(bench, package=share), arm, own)
        return rows

    def _imported(self, bench: Bench, module: str) -> Row:
        file = IMPORT_TEST.format(module.replace(".", "_"))
        made = self._folder("made", bench, Arm.IMPORT)
        (made / file).parent.mkdir(parents=True, exist_ok=True)
        (made / file).write_text(f"import {module}\n\n\ndef test_import():\n    pass\n")

        def compute() -> Measured:
            found = measure(bench, module, made, [file], confined=False)
            if found.note or found.failing:
                raise SystemExit(f"{module}: importing alone cannot be measured: {found.note}")
            return found

        name = f"stages/import/{bench.package.name}/{module}"
        measured = self._cache.stage(name, {}, Measured, compute)
        return Row(bench.package.name, module, Arm.IMPORT, Made(module, (file,)), measured)

    def _arm(self, bench: Bench, arm: Arm, imported: list[Row]) -> list[Row]:
        package, plan = bench.package, self._plan
        self._progress.step(f"{package.name}: {arm}", plan.making_s(arm, package))
        try:
            bench, made = self._made(bench, arm)
        except NothingMade as broken:
            return self._none(bench, arm, BROKE_OFF, str(broken))
        except NotInstalled as refused:
            return self._none(bench, arm, NOT_AVAILABLE, str(refused))
        self._progress.step(f"{package.name}: {arm}: measuring", plan.measuring_s(package))
        with ThreadPoolExecutor(JOBS) as pool:
            rows = list(
                pool.map(
                    lambda one, before: self._measured(bench, arm, one, before), made, imported
                )
            )
        return self._tried(bench, arm, rows)

    def _none(self, bench: Bench, arm: Arm, status: str, note: str) -> list[Row]:
        self._progress.step(
            f"{bench.package.name}: {arm}: {status}: {note}", self._plan.measuring_s(bench.package)
        )
        return [
            Row(bench.package.name, module, arm, Made(module, status=status, note=note))
            for module in bench.package.modules
        ]

    def _made(self, bench: Bench, arm: Arm) -> tuple[Bench, tuple[Made, ...]]:
        """Let the arm write; return the bench that can run what it wrote."""
        if arm.ours:
            return bench, self._campaign(bench, arm)
        peer = PEERS[arm]
        python = preparing.interpreter(bench.package, peer.pins, self._plan.folder)
        own = replace(bench, python=python)
        with ThreadPoolExecutor(self._plan.jobs) as pool:
            return own, tuple(pool.map(lambda one: self._peer(own, arm, one), own.package.modules))

    def _campaign(self, bench: Bench, arm: Arm) -> tuple[Made, ...]:
        plan, made = self._plan, self._folder("made", bench, arm)
        lacking = missions.missing(arm.engines)
        if lacking:
            raise NotInstalled(lacking)

        def compute() -> tuple[Made, ...]:
            shutil.rmtree(made, ignore_errors=True)
            return missions.make(bench, arm.engines, made, plan)

        settings = self._settings(arm, bench.package)
        name = f"stages/{arm}/{bench.package.name}/made"
        return self._cache.stage(name, settings, tuple[Made, ...], compute)

    def _peer(self, bench: Bench, arm: Arm, module: str) -> Made:
        plan, peer = self._plan, PEERS[arm]
        made = self._folder("made", bench, arm)
        budget = peers.Budget(plan.seconds, plan.seed, plan.place)

        def compute() -> Made:
            return peers.make(peer, bench, module, made, arm.value, budget)

        settings = self._settings(arm)
        settings["peer"] = " ".join((*peer.pins, *peer.options))
        name = f"stages/{arm}/{bench.package.name}/{module}/made"
        return self._cache.stage(name, settings, Made, compute)

    def _settings(self, arm: Arm, package: Package | None = None) -> Settings:
        """Return what the tests hang on that an arm writes; a campaign's on all its modules."""
        plan = self._plan
        settings: Settings = {"seconds": plan.seconds, "seed": plan.seed}
        if plan.place is not None:
            settings["jobs"] = plan.jobs
        if plan.place is not None and package is not None:
            settings["modules"] = " ".join(package.modules)
        if plan.place is not None and arm.asks:
            settings["model"] = plan.place.told
        return settings

    def _measured(self, bench: Bench, arm: Arm, one: Made, imported: Row) -> Row:
        row = Row(bench.package.name, one.module, arm, one)
        assert imported.measured
        nothing = Measured(imported.measured.coverage.emptied, 0, removed=one.dropped)
        if not one.files:
            return replace(row, measured=nothing)
        made, kept = self._folder("made", bench, arm), self._folder("kept", bench, arm)

        def compute() -> Measured:
            if arm.ours:
                _copy(one.files, made, kept)
                return measure(bench, one.module, kept, one.files, confined=False)
            return peers.keep_passing(bench, one, made, kept)

        settings: Settings = {"files": reading.digest(made, one.files)}
        name = f"stages/{arm}/{bench.package.name}/{one.module}/measured"
        measured = self._cache.stage(name, settings, Measured, compute)
        if measured.note or not measured.tests:
            left = replace(nothing, removed=measured.removed, note=measured.note)
            return replace(row, measured=left)
        return replace(row, measured=measured, read=reading.read(kept, one.files))

    def _tried(self, bench: Bench, arm: Arm, rows: list[Row]) -> list[Row]:
        """Add random-order runs and mutants to the rows that have tests."""
        kept = self._folder("kept", bench, arm)
        files = [file for row in rows for file in row.made.files if row.read]
        runs, count = self._plan.runs, self._plan.mutants
        if not files:
            return rows
        if runs:
            found = self._shuffled(bench, arm, kept, files)
            rows = [
                replace(row, shuffled=shuffled.of_files(found, row.made.files)) if row.read else row
                for row in rows
            ]
        if count:
            tool = preparing.mutation_tool(mutants.PINS, self._plan.folder)
            with ThreadPoolExecutor(JOBS) as pool:
                rows = list(pool.map(lambda row: self._mutated(bench, tool, kept, row), rows))
        return rows

    def _shuffled(self, bench: Bench, arm: Arm, kept: Path, files: list[str]) -> Shuffled:
        runs = self._plan.runs
        settings: Settings = {"files": reading.digest(kept, files), "runs": runs}

        def compute() -> Shuffled:
            return shuffled.shuffle(bench, kept, files, runs, confined=not arm.ours)

        name = f"stages/{arm}/{bench.package.name}/shuffled"
        return self._cache.stage(name, settings, Shuffled, compute)

    def _mutated(self, bench: Bench, tool: Path, kept: Path, row: Row) -> Row:
        if not row.read:
            return row
        count, seed = self._plan.mutants, self._plan.seed
        settings: Settings = {"files": reading.digest(kept, row.made.files)}
        settings |= {"count": count, "seed": seed}
        assert row.measured
        measured = row.measured
        bad = {*measured.failing}
        if row.shuffled:
            bad |= {*row.shuffled.failing, *row.shuffled.flaky}

        def compute() -> Mutants:
            job = mutants.Job(bench, row.module, kept, row.made.files, measured, tuple(sorted(bad)))
            return mutants.mutate(tool, job, count=count, seed=seed)

        name = f"stages/{row.arm}/{row.package}/{row.module}/mutants"
        return replace(row, mutants=self._cache.stage(name, settings, Mutants, compute))

    def _folder(self, kind: str, bench: Bench, arm: Arm) -> Path:
        return self._plan.folder / kind / arm / bench.package.name


def _copy(files: tuple[str, ...], made: Path, kept: Path) -> None:
    for file in files:
        (kept / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made / file, kept / file)
