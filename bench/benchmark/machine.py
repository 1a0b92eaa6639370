"""Say on what the figures were measured."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

GIT_S_MAX = 30


@dataclass(frozen=True)
class Machine:
    """What figures were measured on."""

    processor: str
    cores: int
    memory_gib: int
    system: str
    python: str

    def __str__(self) -> str:
        return (
            f"{self.cores} cores of {self.processor}, {self.memory_gib} GiB, {self.system}, "
            f"Python {self.python}"
        )


@dataclass(frozen=True)
class Stamp:
    """When, of which commit and on what; `load` is the average of the minute before the run."""

    date: str
    commit: str
    load: float
    machine: Machine


def stamp(root: Path) -> Stamp:
    """Look at the day, this machine, and the checkout in `root`."""
    today = datetime.now(UTC).date().isoformat()
    commit = _git(root, "describe", "--always", "--dirty")
    return Stamp(today, commit, round(os.getloadavg()[0], 2), _machine())


def _machine() -> Machine:
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gib=round(pages / 1024**3),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _git(root: Path, *words: str) -> str:
    ran = subprocess.run(
        ["git", *words],  # noqa: S607 - the one on people's path
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=GIT_S_MAX,
    )
    return ran.stdout.strip() or "unknown"
