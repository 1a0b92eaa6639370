"""Measure our engines and their peers on pinned public packages; docs/benchmark.md shows it.

    python bench/bench.py [--set NAME] [--arm NAME] [--only PACKAGE] [--resume] ...

Quick look at one package, with what each module still misses:

    python bench/bench.py --arm search --only pytutils --mutants 0 --runs 1 --seconds 20
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

import cattrs
from benchmark import runner, tables
from benchmark.arms import Arm
from benchmark.cache import Cache
from benchmark.packages import SetName, packages
from benchmark.progress import Progress

ROOT = Path(__file__).parents[1]
FORMAT = 1


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--set", type=SetName, choices=list(SetName), default=SetName.ANCHORED, dest="which")
    add("--arm", type=Arm, choices=list(Arm), action="append", default=[], help="default: all")
    add("--only", action="append", default=[], metavar="PACKAGE", help="may be repeated")
    add("--seconds", type=int, default=60, help="of each module in each arm (default: 60)")
    add("--seed", type=int, default=0)
    add("--runs", type=int, default=20, help="in random order, each hash seed another")
    add("--mutants", type=int, default=20, help="sampled of each module in each arm")
    add("--resume", action="store_true", help="keep what was measured with these settings before")
    add("--out", type=Path, default=ROOT / ".cache" / "bench")
    return parser.parse_args()


def main() -> int:
    """Measure what was asked for, print it, write it as JSON; return 1 where an arm broke off."""
    asked = arguments()
    chosen = [p for p in packages(asked.which) if not asked.only or p.name in asked.only]
    if not chosen:
        known = ", ".join(package.name for package in packages(asked.which))
        sys.stderr.write(f"--only names no package of the set {asked.which}; it has {known}\n")
        return 2
    arms = tuple(arm for arm in Arm if not asked.arm or arm in asked.arm)
    folder = asked.out.absolute()
    plan = runner.Plan(arms, folder, asked.seconds, asked.seed, asked.runs, asked.mutants)
    progress = Progress(sum(runner.seconds_of(plan, package) for package in chosen))
    at_work = runner.Runner(plan, Cache(folder, resume=asked.resume), progress)
    rows = [row for package in chosen for row in at_work.rows(package)]
    progress.step("done")
    raw = {
        "format": FORMAT,
        "set": asked.which,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.python_version()}",
        "settings": {"seconds": plan.seconds, "seed": plan.seed},
        "rows": [{**cattrs.unstructure(row), **tables.figures(row)} for row in rows],
    }
    path = folder / "results.json"
    path.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(tables.quick(rows) + f"\nwritten: {path}\n")
    return 1 if any(row.made.status == runner.BROKE_OFF for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
