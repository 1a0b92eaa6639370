"""Measure our engines and their peers on pinned public packages; docs/benchmark.md shows it.

    python bench/bench.py [--set NAME] [--arm NAME] [--only PACKAGE] [--anew] ...

A quick look at one package, with what each module still misses:

    python bench/bench.py --arm search --only pytutils --mutants 0 --runs 1 --seconds 20
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmark.arms import OFFLINE, Arm
from benchmark.cache import Cache
from benchmark.carried import with_published
from benchmark.machine import stamp
from benchmark.packages import SetName, anchors, packages
from benchmark.plan import Plan
from benchmark.progress import Progress
from benchmark.publish import as_json, publish
from benchmark.quick import quick
from benchmark.runner import BROKE_OFF, Runner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmark.machine import Stamp

ROOT = Path(__file__).parents[1]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--set", type=SetName, choices=list(SetName), default=SetName.ANCHORED, dest="which")
    add("--arm", type=Arm, choices=OFFLINE, action="append", default=[], help="default: all")
    add("--only", action="append", default=[], metavar="PACKAGE", help="may be repeated")
    add("--seconds", type=int, default=60, help="for each module in each arm (default: 60)")
    add("--seed", type=int, default=0)
    add("--runs", type=int, default=20, help="in random order, each with another hash seed")
    add("--mutants", type=int, default=20, help="at most, for each module in each arm")
    add("--anew", action="store_true", help="measure again what was measured with these settings")
    add("--out", type=Path, default=ROOT / ".cache" / "bench", help="what is kept between runs")
    add("--carry", type=Path, metavar="JSON", help="published before; its rows fill up the tables")
    add("--publish", action="store_true", help="write bench/results/ and docs/benchmark.md")
    return parser.parse_args()


def main() -> int:
    """Measure what was asked for, print and write it; return 1 where an arm broke off."""
    asked = arguments()
    chosen = [p for p in packages(asked.which) if not asked.only or p.name in asked.only]
    if not chosen:
        known = ", ".join(package.name for package in packages(asked.which))
        sys.stderr.write(f"--only names no package of the set {asked.which}; it has {known}\n")
        return 2
    arms = tuple(arm for arm in OFFLINE if not asked.arm or arm in asked.arm)
    folder = asked.out.absolute()
    now = stamp(ROOT)
    plan = Plan(arms, folder, asked.seconds, asked.seed, asked.runs, asked.mutants)
    progress = Progress(sum(plan.total_s(package) for package in chosen))
    cache = Cache(folder, now, anew=asked.anew)
    runner = Runner(plan, cache, progress)
    rows = [row for package in chosen for row in runner.rows(package)]
    progress.step("done")
    stamps = {name: found for name, found in cache.stamps.items() if name.endswith("/made")}
    settings = plan.settings
    if asked.carry:
        rows, before = with_published(asked.carry, rows, asked.which, settings)
        stamps |= before
    about = {
        "set": asked.which,
        "made": {name.removeprefix("stages/"): asdict(found) for name, found in stamps.items()},
        "settings": settings,
    }
    written = [folder / "results.json"]
    if asked.publish:
        written.append(ROOT / "bench" / "results" / f"{now.date}-{asked.which}.json")
        publish(rows, anchors(), asked.which, said(stamps, plan), ROOT / "docs")
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_json(rows, about), encoding="utf-8")
    sys.stdout.write(quick(rows, anchors()) + f"\nwritten: {', '.join(map(str, written))}\n")
    return 1 if any(row.made.status == BROKE_OFF for row in rows) else 0


def said(stamps: Mapping[str, Stamp], plan: Plan) -> str:
    """Say how the figures came about; each arm may have been measured on a day of its own."""
    arms: dict[str, dict[str, None]] = {}
    for name, found in stamps.items():
        when = f"{found.date} at {found.commit} on {found.machine}, load {found.load} before"
        arms.setdefault(name.split("/")[1], {})[when] = None
    measured: dict[str, list[str]] = {}
    for arm, whens in arms.items():
        measured.setdefault("; ".join(whens), []).append(arm)
    runs = "; ".join(f"{', '.join(names)}: {when}" for when, names in measured.items())
    return (
        f"Tests made by {runs}. {plan.seconds} seconds for each module in each arm, two at a "
        f"time, seed {plan.seed}, {plan.runs} runs in random order, up to {plan.mutants} mutants "
        "for each module."
    )


if __name__ == "__main__":
    sys.exit(main())
