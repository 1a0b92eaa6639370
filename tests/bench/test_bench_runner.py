"""What a file is worth that could not be measured: nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from benchmark import missions, preparing, runner
from benchmark.arms import Arm
from benchmark.cache import Cache
from benchmark.machine import Machine, Stamp
from benchmark.meter import NOTHING, Bench
from benchmark.missions import NothingMade
from benchmark.packages import SetName, packages
from benchmark.plan import Plan
from benchmark.progress import Progress
from benchmark.results import Coverage, Made, Measured

if TYPE_CHECKING:
    from collections.abc import Sequence

STAMP = Stamp("2026-01-31", "abc1234", 0.5, Machine("CPU", 2, 4, "Linux", "3.11"))
CODETIMING = packages(SetName.ANCHORED)[0]
MODULE = CODETIMING.modules[0]
IMPORTED = Measured(Coverage((1, 2), (3,), (), ((2, 3),)), 1)
HUNG = Measured(NOTHING, 0, note="not measured: did not end within 300 s")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    found = Bench(CODETIMING, tmp_path / "root", Path("python"))
    monkeypatch.setattr(preparing, "ready", lambda *_: found)
    return found


def at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *found: Measured) -> runner.Runner:
    coming = list(found)

    def measure(_: Bench, __: str, ___: Path, ____: Sequence[str], *, confined: bool) -> Measured:
        assert not confined
        return coming.pop(0)

    def make(_: Bench, __: str, made: Path, ___: Plan) -> tuple[Made, ...]:
        (made / "tests").mkdir(parents=True)
        (made / "tests/test_a.py").write_text("def test_a():\n    assert f()\n")
        return (Made(MODULE, ("tests/test_a.py",), status="improved"),)

    monkeypatch.setattr(runner, "measure", measure)
    monkeypatch.setattr(missions, "make", make)
    plan = Plan((Arm.SEARCH,), tmp_path, seconds=1, seed=0, runs=0, mutants=0)
    return runner.Runner(plan, Cache(tmp_path, STAMP, anew=False), Progress(1))


@pytest.mark.usefixtures("bench")
def test_tests_that_hang_cover_nothing_of_what_importing_showed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, row = at_work(tmp_path, monkeypatch, IMPORTED, HUNG).rows(CODETIMING)

    assert row.measured is not None
    assert row.measured.coverage == IMPORTED.coverage.emptied
    assert (row.measured.coverage.pct, row.measured.note) == (0.0, HUNG.note)


@pytest.mark.usefixtures("bench")
def test_what_was_measured_is_read_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Measured(Coverage((1, 2, 3), (), ((2, 3),), ()), 1)
    first = at_work(tmp_path, monkeypatch, IMPORTED, seen).rows(CODETIMING)

    again = at_work(tmp_path, monkeypatch).rows(CODETIMING)

    assert again == first
    assert first[1].measured == seen
    assert first[1].read is not None
    assert first[1].read.lines == 2


@pytest.mark.usefixtures("bench")
def test_an_import_that_cannot_be_measured_ends_the_run_and_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match=r"codetiming\._timers: .* did not end within"):
        at_work(tmp_path, monkeypatch, HUNG).rows(CODETIMING)

    rows = at_work(tmp_path, monkeypatch, IMPORTED, IMPORTED).rows(CODETIMING)
    assert rows[0].measured == IMPORTED


@pytest.mark.usefixtures("bench")
def test_an_arm_that_broke_off_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking = at_work(tmp_path, monkeypatch, IMPORTED)

    def broken(*_: object, **__: object) -> tuple[Made, ...]:
        raise NothingMade("campaign: exit 4: no disk")

    monkeypatch.setattr(missions, "make", broken)

    _, row = breaking.rows(CODETIMING)

    assert (row.measured, row.made.status) == (None, runner.BROKE_OFF)
    assert row.made.note == "campaign: exit 4: no disk"
    _, row = at_work(tmp_path, monkeypatch, IMPORTED).rows(CODETIMING)
    assert row.measured == IMPORTED
