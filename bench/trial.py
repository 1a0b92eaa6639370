"""Time one trial in the warm worker beside a cold `python -m pytest` of the same test.

Run by `make bench-trial`. Both run in this process's turn, one after the other, on
the bundled example; the median of the warm trial must stay within TRIAL_MS_MAX.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.arguments import read_settings
from bot.domain.mission import EngineName
from bot.domain.trial import ObservedEnd, Situation
from bot.doors import World, open_doors
from bot.ports.worker import Conditions
from bot.wiring import open_site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.wiring import Site

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "shop"
TRIAL_MS_MAX = 60
SUBJECT = "src/shop/cart.py"
TEST_FILE = "test_trial_bench.py"
SITUATION = Situation(
    segment="Cart.add",
    imports=("from shop.cart import Cart", "from shop.money import Money"),
    setup=("cart = Cart()",),
    call='cart.add("MUG", Money(1200), 2)',
    engine=EngineName.SEARCH,
)
TEST = """\
import pytest

from shop.cart import Cart, CartError
from shop.money import Money


def test_change_refuses_a_negative_quantity():
    cart = Cart()
    cart.add("MUG", Money(1200), 2)

    with pytest.raises(CartError, match="negative"):
        cart.change("MUG", -1)
"""


def main(words: Sequence[str]) -> int:
    """Print both medians and their ratio; return 1 where a warm trial is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="warm trials; a quarter cold")
    rounds = parser.parse_args(words).rounds
    with tempfile.TemporaryDirectory(prefix="bench-") as out:
        flags = ["campaign", f"--root={EXAMPLE}", f"--out={out}", "--unsafe-no-sandbox"]
        settings = read_settings(flags, here=Path.cwd())
        doors = open_doors(settings, World(environ=dict(os.environ), here=Path.cwd()))
        with open_site(settings, doors) as site:
            warm_ms, seen_ms, first_ms = _warm(site, rounds)
            cold_ms = _cold(site, max(1, rounds // 4))
            tier = site.sandbox.tier.value
    seen = statistics.median(seen_ms)
    warm, cold = statistics.median(warm_ms), statistics.median(cold_ms)
    sys.stdout.write(
        f"warm trial: median {warm:.1f} ms, slowest {max(warm_ms):.1f} ms, of {len(warm_ms)}"
        f" ({tier}; starting the worker took {first_ms:.0f} ms)\n"
        f"observation: median {seen:.1f} ms, slowest {max(seen_ms):.1f} ms, of {len(seen_ms)}\n"
        f"cold pytest: median {cold:.1f} ms, of {len(cold_ms)}\n"
        f"ratio: {cold / warm:.1f}\n"
    )
    if warm > TRIAL_MS_MAX:
        sys.stdout.write(f"a warm trial takes more than {TRIAL_MS_MAX} ms\n")
        return 1
    return 0


def _warm(site: Site, rounds: int) -> tuple[list[float], list[float], float]:
    """Time trials by pytest, observations, and the start of the worker."""
    started = time.perf_counter()
    worker = site.workshop.worker(SUBJECT, Conditions())
    try:
        worker.facts()
        first_ms = (time.perf_counter() - started) * 1000

        def trial() -> None:
            run = worker.try_tests(TEST, TEST_FILE)
            assert run.passed, run.note

        def observation() -> None:
            (seen,) = worker.observe([SITUATION])
            assert seen.end is ObservedEnd.RETURNED, seen.note

        return _timed_ms(trial, rounds), _timed_ms(observation, rounds), first_ms
    finally:
        worker.close()


def _cold(site: Site, rounds: int) -> list[float]:
    root, python = site.workshop.tree.root, site.workshop.subject_python
    path = f"tests/{TEST_FILE}"
    site.workshop.write(path, TEST)
    command = [str(python.executable), "-m", "pytest", "-q", "-p", "no:cacheprovider", path]
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(python.overlay)}

    def trial() -> None:
        subprocess.run(command, cwd=root, env=env, check=True, capture_output=True)

    return _timed_ms(trial, rounds)


def _timed_ms(trial: Callable[[], None], rounds: int) -> list[float]:
    """Run once to warm the caches of the file system, then time each round."""
    trial()
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        trial()
        found.append((time.perf_counter() - started) * 1000)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
