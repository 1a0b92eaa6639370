"""Run a package's new tests many times: random order, another hash seed each time."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmark.meter import PYTEST, environment, fresh, read_junit
from benchmark.programs import Call, run
from benchmark.results import Shuffled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmark.meter import Bench, Outcome

RUN_S_MAX = 300
# Any step that is coprime to the powers of two will do.
HASH_SEED_STEP = 7919


def shuffle(
    bench: Bench, made: Path, files: Sequence[str], runs: int, *, confined: bool
) -> Shuffled:
    """Run all files together, `runs` times, in one fresh copy."""
    with tempfile.TemporaryDirectory(prefix="shuffled-") as name:
        copy = fresh(bench, made, files, Path(name))
        seen = [_once(bench, copy, files, seed, confined=confined) for seed in range(runs)]
    return judge(seen)


def judge(seen: Sequence[Iterable[Outcome]]) -> Shuffled:
    """Tell tests that failed in every run from those that failed in some.

    A test that is missing from a run failed in it: its file or the run broke off.
    """
    good: defaultdict[str, int] = defaultdict(int)
    for outcomes in seen:
        for outcome in outcomes:
            good[outcome.test] += outcome.good
    failing = tuple(sorted(test for test, times in good.items() if times == 0))
    flaky = tuple(sorted(test for test, times in good.items() if 0 < times < len(seen)))
    return Shuffled(len(seen), failing, flaky)


def of_files(found: Shuffled, files: Iterable[str]) -> Shuffled:
    """Return the part of it that is about those files."""
    starts = tuple(file.removesuffix(".py") for file in files)

    def own(tests: Iterable[str]) -> tuple[str, ...]:
        return tuple(test for test in tests if test.partition("::")[0] in starts)

    return Shuffled(found.runs, own(found.failing), own(found.flaky))


def _once(
    bench: Bench, copy: Path, files: Sequence[str], seed: int, *, confined: bool
) -> list[Outcome]:
    (copy / "junit.xml").unlink(missing_ok=True)
    argv = (str(bench.python), "-m", *PYTEST, f"--randomly-seed={seed}", *files)
    env = environment(bench, copy, hash_seed=1 + seed * HASH_SEED_STEP)
    run(Call(argv, copy, RUN_S_MAX, env, confined=confined))
    return list(read_junit(copy / "junit.xml"))
