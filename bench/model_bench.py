"""Measure what a small local model brings, and CoverUp with the same one; docs/benchmark.md.

    python bench/model_bench.py [--set NAME] [--arm NAME] [--only MODULE] [--seconds 300] ...

A real Ollama is built, started on a free port with Qwen2.5-Coder-1.5B, and ended. One module
is worked on at a time, by arms in turn. A quick look at one module:

    python bench/model_bench.py --only codetiming._timers --seconds 60 --mutants 0 --runs 0
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmark import model_tables
from benchmark.arms import Arm
from benchmark.asked import Place
from benchmark.cache import Cache
from benchmark.carried import with_published
from benchmark.machine import stamp
from benchmark.packages import SetName, anchors, packages, sizes
from benchmark.plan import Plan
from benchmark.progress import Progress
from benchmark.publish import as_json, between
from benchmark.quick import quick
from benchmark.runner import BROKE_OFF, Runner
from servers.building import build_ollama, pinned_version
from servers.fetching import default_cache, fetch_weights
from servers.pins import LARGE
from servers.serving import create, free_port, ollama, running

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmark.machine import Stamp
    from benchmark.packages import Package

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmark.md"
ARMS = (Arm.SEARCH_SOLVER, Arm.MODEL, Arm.ALL, Arm.COVERUP)
MODULES = 12
PEER_MODULES = 6
CONTEXT_TOKENS = 8192
SETS = (SetName.ANCHORED, SetName.HELD_OUT)
TERMINATED = 143


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--set", type=SetName, choices=SETS, default=SetName.ANCHORED, help="default: anchored")
    add("--arm", type=Arm, choices=ARMS, action="append", default=[], help="default: all")
    add("--modules", type=int, default=MODULES, help="drawn by seed (default: 12)")
    add("--peer-modules", type=int, default=PEER_MODULES, help="drawn of those, for CoverUp")
    add("--only", action="append", default=[], metavar="MODULE", help="instead; may be repeated")
    add("--seconds", type=int, default=300, help="for each module in each arm (default: 300)")
    add("--seed", type=int, default=0)
    add("--runs", type=int, default=5, help="in random order, each with another hash seed")
    add("--mutants", type=int, default=20, help="at most, for each module in each arm")
    add("--anew", action="store_true", help="measure again what was measured with these settings")
    add("--out", type=Path, default=ROOT / ".cache" / "bench-model", help="kept between runs")
    add("--carry", type=Path, metavar="JSON", help="published before; its rows fill up the tables")
    add("--publish", action="store_true", help="write bench/results/ and docs/benchmark.md")
    return parser.parse_args()


def modules_of(which: SetName, count: int, seed: int) -> list[str]:
    """Draw modules of a set by seed, with the largest where its figures tell sizes."""
    if which is SetName.ANCHORED:
        return drawn(sizes(), count, seed)
    names = sorted(one for package in packages(which) for one in package.modules)
    return random.Random(seed).sample(names, min(count, len(names)))  # noqa: S311 - a draw


def drawn(sizes: Mapping[str, int], count: int, seed: int) -> list[str]:
    """Draw modules by seed; the largest is always among them."""
    largest = max(sizes, key=lambda one: (sizes[one], one))
    others = sorted(sizes.keys() - {largest})
    taken = random.Random(seed).sample(others, min(count - 1, len(others)))  # noqa: S311 - a draw
    return [largest, *taken]


def chosen(wanted: Sequence[str], which: SetName) -> list[Package]:
    """Return the packages of a set that hold these modules, with these modules alone."""
    found = [
        replace(package, modules=tuple(one for one in package.modules if one in wanted))
        for package in packages(which)
    ]
    return [package for package in found if package.modules]


def main() -> int:
    """Measure what was asked for, print and write it; return 1 where an arm broke off."""
    asked = arguments()
    modules = asked.only or modules_of(asked.set, asked.modules, asked.seed)
    found = chosen(modules, asked.set)
    unknown = set(modules) - {module for package in found for module in package.modules}
    if unknown:
        sys.stderr.write(f"--only names no module of the set {asked.set}: {min(unknown)}\n")
        return 2
    theirs = random.Random(asked.seed).sample(modules, min(asked.peer_modules, len(modules)))  # noqa: S311 - a draw
    # Whoever ends us ends the server, too; by itself SIGTERM would leave it behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    arms = tuple(arm for arm in ARMS if not asked.arm or arm in asked.arm)
    cache_folder = default_cache()
    launch = ollama(build_ollama(cache_folder, say), cache_folder, free_port())
    # CoverUp cannot say how long a context it needs.
    environ = {**launch.environ, "OLLAMA_CONTEXT_LENGTH": str(CONTEXT_TOKENS)}
    launch = replace(launch, environ=environ)
    with running(launch, cache_folder / "bench-model.log") as url:
        create(launch, LARGE, fetch_weights(LARGE, cache_folder, say), cache_folder)
        told = f"{LARGE.model} ({LARGE.sha256[:12]}), Ollama {pinned_version()}"
        plan = Plan(
            arms,
            asked.out.absolute(),
            asked.seconds,
            asked.seed,
            asked.runs,
            asked.mutants,
            jobs=1,
            place=Place(url, LARGE.model, told),
            only={Arm.COVERUP: frozenset(theirs)},
        )
        return measure(plan, found, asked)


def mark_of(which: SetName) -> str:
    """Name the figures of a set, in the page and among the results."""
    return "model" if which is SetName.ANCHORED else f"model-{which}"


def measure(plan: Plan, found: Sequence[Package], asked: argparse.Namespace) -> int:
    """Take the packages through the plan, print and write what came of it."""
    mark = mark_of(asked.set)
    now = stamp(ROOT)
    cache = Cache(plan.folder, now, anew=asked.anew)
    runner = Runner(plan, cache, Progress(sum(plan.total_s(package) for package in found)))
    rows = [row for package in found for row in runner.rows(package)]
    stamps = {name: one for name, one in cache.stamps.items() if name.endswith("/made")}
    if asked.carry:
        rows, before = with_published(asked.carry, rows, mark, plan.settings)
        stamps |= before
    about = {
        "set": mark,
        "made": {name.removeprefix("stages/"): asdict(one) for name, one in stamps.items()},
        "settings": plan.settings,
    }
    written = [plan.folder / f"results-{mark}.json"]
    text = f"{said(stamps, plan)}\n\n{model_tables.report(rows, anchors())}"
    if asked.publish:
        written.append(ROOT / "bench" / "results" / f"{now.date}-{mark}.json")
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_json(rows, about), encoding="utf-8")
    if asked.publish:
        PAGE.write_text(between(PAGE.read_text(encoding="utf-8"), mark, text), encoding="utf-8")
    sys.stdout.write(
        quick(rows, anchors()) + f"\n{text}\nwritten: {', '.join(map(str, written))}\n"
    )
    return 1 if any(row.made.status == BROKE_OFF for row in rows) else 0


def said(stamps: Mapping[str, Stamp], plan: Plan) -> str:
    """Say how the figures came about."""
    assert plan.place is not None
    whens = Counter(
        f"{one.date} at {one.commit} on {one.machine}, load {one.load} before"
        for one in stamps.values()
    )
    return (
        f"Made {'; '.join(whens)}. {plan.place.told}. {plan.seconds} seconds for each module in "
        f"each arm, one at a time, seed {plan.seed}, {plan.runs} runs in random order, up to "
        f"{plan.mutants} mutants for each module."
    )


def say(line: str) -> None:
    """Tell people what is being done."""
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
