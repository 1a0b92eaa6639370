"""The gate on our own coverage opens and shuts where it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "own_coverage.py"


def summary(lines: int, branches: int, total: int = 100) -> dict[str, dict[str, int]]:
    return {
        "summary": {
            "covered_lines": lines,
            "num_statements": total,
            "covered_branches": branches,
            "num_branches": total,
        }
    }


def judged(tmp_path: Path, **files: dict[str, dict[str, int]]) -> subprocess.CompletedProcess[str]:
    report = tmp_path / "report.json"
    named = {name.replace("_", "/") + ".py": file for name, file in files.items()}
    report.write_text(json.dumps({"files": named}), encoding="utf-8")
    return subprocess.run(
        [sys.executable, TOOL, report], capture_output=True, text=True, check=False
    )


def test_the_targets_are_met_exactly_at_their_bounds(tmp_path: Path) -> None:
    done = judged(tmp_path, bot_cli=summary(91, 91), bot_domain_trial=summary(99, 99))

    assert (done.returncode, done.stderr) == (0, "")
    assert "bot: 190/200 lines, 190/200 branches, 95 % reached" in done.stdout


def test_one_branch_too_few_misses_the_target(tmp_path: Path) -> None:
    done = judged(tmp_path, bot_cli=summary(100, 94))

    assert done.returncode == 1
    assert "95 % MISSED" in done.stdout


def test_a_pure_room_has_a_target_of_its_own(tmp_path: Path) -> None:
    done = judged(tmp_path, bot_cli=summary(100, 100), bot_stages_plan=summary(98, 100))

    assert done.returncode == 1
    assert "pure rooms: 98/100 lines" in done.stdout
    assert "make coverage" in done.stdout


ROOMS = ("domain/trial", "engines/search/code", "ports/world", "errors", "languages/python/place")
DOORS = ("errorsome", "languages/python/trial", "wiring")


@pytest.mark.parametrize(
    ("path", "code"), [*((one, 1) for one in ROOMS), *((one, 0) for one in DOORS)]
)
def test_pure_is_what_the_import_contract_calls_pure(tmp_path: Path, path: str, code: int) -> None:
    names = {"bot_cli": summary(10_000, 10_000, 10_000), f"bot_{path}": summary(98, 98)}

    assert judged(tmp_path, **names).returncode == code
