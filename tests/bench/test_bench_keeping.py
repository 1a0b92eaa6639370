"""A killed run goes on where it was, and only with the same settings."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmark.cache import Cache
from benchmark.machine import Machine, Stamp
from benchmark.programs import Call, run
from benchmark.progress import clock
from benchmark.results import Coverage, Made, Measured

if TYPE_CHECKING:
    from pathlib import Path

STAMP = Stamp("2026-01-31", "abc1234", 0.5, Machine("CPU", 2, 4, "Linux", "3.11"))
MADE = (Made("m", ("t.py",), seconds=1.5, note="n"), Made("n"))


def test_a_kept_stage_is_not_computed_again(tmp_path: Path) -> None:
    Cache(tmp_path, STAMP, anew=True).stage("a/b", {"seed": 1}, tuple[Made, ...], lambda: MADE)

    found = Cache(tmp_path, STAMP, anew=False).stage(
        "a/b", {"seed": 1}, tuple[Made, ...], lambda: ()
    )

    assert found == MADE


def test_a_stage_is_computed_again_for_other_settings_or_when_asked(tmp_path: Path) -> None:
    Cache(tmp_path, STAMP, anew=True).stage("a", {"seed": 1}, Made, lambda: MADE[0])

    for anew, seed in ((False, 2), (True, 2)):
        cache = Cache(tmp_path, STAMP, anew=anew)
        assert cache.stage("a", {"seed": seed}, Made, lambda: MADE[1]) == MADE[1]


def test_what_was_kept_keeps_the_stamp_of_its_own_day(tmp_path: Path) -> None:
    Cache(tmp_path, STAMP, anew=True).stage("a", {}, Made, lambda: MADE[0])
    later = Cache(tmp_path, replace(STAMP, date="2026-02-01", commit="def5678"), anew=False)

    later.stage("a", {}, Made, lambda: MADE[1])
    later.stage("b", {}, Made, lambda: MADE[1])

    assert later.stamps["a"] == STAMP
    assert later.stamps["b"].commit == "def5678"


def test_coverage_comes_back_as_it_was(tmp_path: Path) -> None:
    measured = Measured(Coverage((1,), (2,), ((1, 2),), ((2, 0),)), 1, ("a",), seconds=0.5)
    Cache(tmp_path, STAMP, anew=True).stage("a", {}, Measured, lambda: measured)

    found = Cache(tmp_path, STAMP, anew=False).stage(
        "a", {}, Measured, lambda: Measured(measured.coverage, 0)
    )

    assert found == measured


def test_a_program_ends_with_its_time(tmp_path: Path) -> None:
    loop = "import time\nwhile True:\n    time.sleep(1)"

    ran = run(Call((sys.executable, "-c", loop), tmp_path, 0.1))

    assert ran.timed_out
    assert ran.code != 0


def test_a_programs_last_words_are_its_note(tmp_path: Path) -> None:
    code = "import sys\nprint('fine')\nsys.exit('no such thing')"

    ran = run(Call((sys.executable, "-c", code), tmp_path, 60))

    assert (ran.code, ran.tail, ran.timed_out) == (1, "no such thing", False)


def test_seconds_are_written_as_a_clock() -> None:
    assert [clock(0), clock(61.4), clock(3599.6), clock(-5)] == [
        "0:00:00",
        "0:01:01",
        "1:00:00",
        "0:00:00",
    ]
