"""Say on what the figures were measured."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

GIT_S_MAX = 30


@dataclass(frozen=True)
class Machine:
    """The machine, and what was measured; `load` is the average of the minute before."""

    processor: str
    cores: int
    memory_gib: int
    system: str
    python: str
    load: float
    commit: str


def machine(root: Path) -> Machine:
    """Look at this machine, and at the checkout in `root`."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gib=round(pages / 1024**3),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        load=round(os.getloadavg()[0], 2),
        commit=_git(root, "describe", "--always", "--dirty"),
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
