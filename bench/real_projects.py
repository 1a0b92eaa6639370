"""Run campaigns on real projects from the package registry, then their tests outside of everything.

    python bench/real_projects.py [--only NAME] [--mission-seconds N] [--out FOLDER]

Each project is a pinned source archive, checked by digest. Where `cut` names its
own suite, that is removed first. The tests that a campaign wrote are then run by
plain pytest, with no sandbox, in random order, under other hash seeds; one
failure anywhere fails the whole program. Prints a Markdown table; writes the raw
numbers as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmark.archives import Archive, commit, fetch, unpack

RUNS_OUTSIDE = 20
CAMPAIGN_S_MAX = 1800
RUN_S_MAX = 300


PROJECTS = (
    Archive(
        "python-string-utils",
        "1.0.0",
        "dcf9060b03f07647c0a603408dc8b03f807f3b54a05c6e19eb14460256fac0cb",
    ),
    Archive(
        "docstring-parser",
        "0.7.3",
        "cde5fbf8b846433dfbde1e0f96b7f909336a634d5df34a38cb75050c7346734a",
        cut=("docstring_parser/tests",),
    ),
    Archive(
        "tinydb",
        "4.8.2",
        "f7dfc39b8d7fda7a1ca62a8dbb449ffd340a117c1206b68c50b1a481fb95181d",
        cut=("tests",),
    ),
    Archive(
        "tomlkit",
        "0.15.2",
        "83e32755ba1d20d9340bd069ee97e9f6232ba2346b63ffcba425de01f7e327a6",
    ),
)


@dataclass(frozen=True)
class Result:
    """What came of one project; lines and arcs are [covered, total] of all its files."""

    project: str
    own_suite: bool
    before: list[int]
    after: list[int]
    arcs_after: list[int]
    missions: int
    reached: int
    gained: int
    tests: int
    mutants: list[int]
    seconds: float
    median_trial_ms: float
    runs_outside: int
    failed_outside: int


def laid_out(archive: Archive, folder: Path) -> Path:
    """Fetch the archive, lay its tree out as a repository of one commit, return the root."""
    root = folder / archive.name
    unpack(archive, fetch(archive, folder / "archives"), root)
    commit(root)
    return root


def campaign(root: Path, mission_seconds: int) -> dict[str, Any]:
    """Run a campaign as a user would, and return the object that it prints."""
    command = [sys.executable, "-I", "-m", "bot", "campaign", "--root", str(root), "--json"]
    options = ["--forge", "local", "--jobs", "2", "--mission-seconds", str(mission_seconds)]
    ran = subprocess.run(
        [*command, *options], stdout=subprocess.PIPE, check=True, timeout=CAMPAIGN_S_MAX
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def run_outside(root: Path, files: list[str]) -> int:
    """Run the new test files many times by plain pytest; return how many runs failed."""
    paths = os.pathsep.join(str(root / part) for part in ("src", "."))
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    failed = 0
    for seed in range(RUNS_OUTSIDE):
        # pytest-randomly is among the installed plugins: it shuffles by this seed.
        ran = subprocess.run(
            [*pytest, f"--randomly-seed={seed}", *files],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": str(seed * 7919 + 1), "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            check=False,
            timeout=RUN_S_MAX,
        )
        if ran.returncode != 0:
            failed += 1
            sys.stderr.write(ran.stdout[-3000:] + ran.stderr[-1000:])
    return failed


def merge(root: Path, found: dict[str, Any]) -> list[str]:
    """Write every mission's tests into the project, as merging all would; return their paths."""
    files = []
    for mission in found["missions"]:
        if mission["tests_file"]:
            patch = root / ".coverage-missions" / "missions" / mission["mission"] / "patch"
            target = root / mission["tests_file"]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(patch / mission["tests_file"], target)
            files.append(mission["tests_file"])
    return files


def tried(project: Archive, mission_seconds: int) -> Result:
    """Take one project all the way."""
    with tempfile.TemporaryDirectory(prefix="real-project-") as folder:
        root = laid_out(project, Path(folder))
        found = campaign(root, mission_seconds)
        files = merge(root, found)
        failed = run_outside(root, files)
    missions = found["missions"]
    return Result(
        project=project.title,
        own_suite=not project.cut and bool(found["before"]["lines"]["covered"]),
        before=list(found["before"]["lines"].values()),
        after=list(found["after"]["lines"].values()),
        arcs_after=list(found["after"]["arcs"].values()),
        missions=len(missions),
        reached=sum(m["status"] == "reached" for m in missions),
        gained=sum(m["status"] in {"reached", "improved"} for m in missions),
        tests=sum(m["tests"] for m in missions),
        mutants=[sum(m["mutants"][key] for m in missions) for key in ("killed", "tried")],
        seconds=round(sum(m["seconds"] for m in missions), 1),
        median_trial_ms=max((m["median_trial_ms"] or 0.0 for m in missions), default=0.0),
        runs_outside=RUNS_OUTSIDE if files else 0,
        failed_outside=failed,
    )


def row(result: Result) -> str:
    """Write one project's line of the table; percentages are cut off, never rounded up."""

    def share(pair: list[int]) -> str:
        tenths = pair[0] * 1000 // max(1, pair[1])
        return f"{tenths // 10}.{tenths % 10} % ({pair[0]} of {pair[1]})"

    passed = result.runs_outside - result.failed_outside
    cells = (
        result.project,
        "yes" if result.own_suite else "no",
        share(result.before),
        share(result.after),
        share(result.arcs_after),
        f"{result.reached} / {result.gained} / {result.missions}",
        str(result.tests),
        f"{result.mutants[0]} of {result.mutants[1]}",
        f"{passed} of {result.runs_outside}",
        f"{result.seconds:.0f}",
    )
    return f"| {' | '.join(cells)} |"


HEAD = """\
| project | own suite | lines before | lines after | arcs after | reached / gained / missions |\
 tests | mutants noticed | runs outside passed | seconds of missions |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


def main() -> int:
    """Run what was asked for; exit 1 where a run outside failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", action="append", default=[], help="a project's name")
    parser.add_argument("--mission-seconds", type=int, default=60)
    parser.add_argument("--out", type=Path, default=Path(".coverage-missions"))
    asked = parser.parse_args()
    projects = [p for p in PROJECTS if not asked.only or p.name in asked.only]
    results = [tried(project, asked.mission_seconds) for project in projects]
    asked.out.mkdir(parents=True, exist_ok=True)
    raw = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.python_version()}",
        "mission_seconds": asked.mission_seconds,
        "results": [asdict(result) for result in results],
    }
    (asked.out / "real_projects.json").write_text(json.dumps(raw, indent=2) + "\n")
    sys.stdout.write("\n".join((HEAD, *map(row, results))) + "\n")
    return 1 if any(result.failed_outside for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
