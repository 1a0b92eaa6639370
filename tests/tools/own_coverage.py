"""Hold our own coverage to its targets: `python own_coverage.py report.json`.

The whole package must reach 95 % of lines and of branches, the pure rooms 99 %;
pure is what the import contract "Rooms are pure" in pyproject.toml names. Counts
are compared as integers, like everywhere in this project.
"""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WHOLE_PCT = 95
PURE_PCT = 99

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
CONTRACT = "Rooms are pure"
ADVICE = "run `make coverage`, then `.venv/bin/coverage report` names the lines"


@dataclass(frozen=True)
class Counted:
    """Lines and branches of some files: covered and total."""

    lines: int
    lines_total: int
    branches: int
    branches_total: int

    def __add__(self, other: Counted) -> Counted:
        return Counted(
            self.lines + other.lines,
            self.lines_total + other.lines_total,
            self.branches + other.branches,
            self.branches_total + other.branches_total,
        )

    def reaches(self, target_pct: int) -> bool:
        """Tell whether lines and branches both reach the target, exactly."""
        return (
            self.lines * 100 >= target_pct * self.lines_total
            and self.branches * 100 >= target_pct * self.branches_total
        )


def read(text: str) -> dict[str, Counted]:
    """Read what `coverage json` writes: counts by path."""
    files = json.loads(text)["files"]
    return {path: _counted(file["summary"]) for path, file in files.items()}


def pure_rooms(text: str) -> tuple[str, ...]:
    """Return the paths, without their ends, of the modules that the project calls pure."""
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    found = next(one["source_modules"] for one in contracts if one["name"] == CONTRACT)
    return tuple(module.replace(".", "/") for module in found)


def judge(files: dict[str, Counted], rooms: tuple[str, ...]) -> list[tuple[str, Counted, int]]:
    """Return name, counts and target of the whole and of the pure rooms."""
    starts = tuple(start for room in rooms for start in (f"{room}/", f"{room}.py"))
    pure = [counted for path, counted in files.items() if path.startswith(starts)]
    return [
        ("bot", _total(files.values()), WHOLE_PCT),
        ("pure rooms", _total(pure), PURE_PCT),
    ]


def main(arguments: Sequence[str]) -> int:
    """Print one line for each target; return 1 where one is missed."""
    files = read(Path(arguments[0]).read_text(encoding="utf-8"))
    failed = False
    for name, counted, target_pct in judge(files, pure_rooms(PROJECT.read_text(encoding="utf-8"))):
        reached = counted.reaches(target_pct)
        failed = failed or not reached
        sys.stdout.write(_line(name, counted, target_pct, reached=reached))
    if failed:
        sys.stdout.write(f"own coverage is too low: {ADVICE}\n")
    return int(failed)


def _counted(summary: dict[str, int]) -> Counted:
    return Counted(
        summary["covered_lines"],
        summary["num_statements"],
        summary["covered_branches"],
        summary["num_branches"],
    )


def _total(counts: Iterable[Counted]) -> Counted:
    return sum(counts, Counted(0, 0, 0, 0))


def _line(name: str, counted: Counted, target_pct: int, *, reached: bool) -> str:
    return (
        f"{name}: {counted.lines}/{counted.lines_total} lines,"
        f" {counted.branches}/{counted.branches_total} branches,"
        f" {target_pct} % {'reached' if reached else 'MISSED'}\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
