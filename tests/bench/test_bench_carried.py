"""What was published is taken over for what a run does not measure, and nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest
from benchmark.arms import Arm
from benchmark.carried import with_published
from benchmark.machine import Machine, Stamp
from benchmark.publish import as_json
from benchmark.results import Coverage, Made, Measured, Mutants, Row

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = {"seconds": 60, "seed": 0}
MACHINE = Machine("a processor", 2, 24, "Linux", "3.11")
OLD = Stamp("2026-01-01", "abc1234", 0.5, MACHINE)


def row(arm: Arm, module: str, lines: int, status: str = "then") -> Row:
    coverage = Coverage(
        tuple(range(1, lines + 1)),
        tuple(range(lines + 1, 11)),
        ((1, 2),) if lines > 5 else (),
        () if lines > 5 else ((1, 2),),
    )
    made = Made(module, (f"tests/test_{module}.py",), 3.0, status=status)
    return Row("p", module, arm, made, Measured(coverage, 2), mutants=Mutants(1, 2, 3, 4))


THEN = [
    row(Arm.IMPORT, "a", 2),
    row(Arm.IMPORT, "b", 2),
    row(Arm.SEARCH, "a", 8),
    row(Arm.SEARCH, "b", 9),
    row(Arm.PYNGUIN, "a", 6),
    replace(row(Arm.PYNGUIN, "b", 0), measured=None, mutants=None),
]
NOW = [row(Arm.IMPORT, "a", 2), row(Arm.IMPORT, "b", 2), row(Arm.SEARCH, "b", 10, "now")]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    names = ("search/p/made", "pynguin/p/a/made", "pynguin/p/b/made", "crosshair/p/a/made")
    about = {"set": "s", "made": dict.fromkeys(names, asdict(OLD)), "settings": SETTINGS}
    path = tmp_path / "results.json"
    path.write_text(as_json(THEN, about), encoding="utf-8")
    return path


def test_rows_that_were_not_measured_now_come_back_whole(published: Path) -> None:
    found = with_published(published, NOW, "s", SETTINGS)

    assert found.rows == [*NOW[:2], THEN[2], NOW[2], *THEN[4:]]


def test_rows_keep_the_stamp_of_their_making(published: Path) -> None:
    found = with_published(published, NOW, "s", SETTINGS)

    names = ("search/p/made", "pynguin/p/a/made", "pynguin/p/b/made")
    assert found.stamps == {f"stages/{name}": OLD for name in names}


def test_modules_that_were_not_imported_now_are_left_out(published: Path) -> None:
    found = with_published(published, [NOW[0]], "s", SETTINGS)

    assert found.rows == [THEN[0], THEN[2], THEN[4]]


@pytest.mark.parametrize(
    ("which", "settings"), [("other", SETTINGS), ("s", {**SETTINGS, "seconds": 5})]
)
def test_results_of_another_kind_are_refused(
    published: Path, which: str, settings: dict[str, int]
) -> None:
    with pytest.raises(SystemExit, match="this run's is"):
        with_published(published, NOW, which, settings)


def test_results_of_other_sources_are_refused(published: Path) -> None:
    document = json.loads(published.read_text(encoding="utf-8"))
    document["rows"][2]["missing"]["lines"] = []
    published.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(SystemExit, match="a has other lines or branches here; measure it anew"):
        with_published(published, NOW, "s", SETTINGS)
