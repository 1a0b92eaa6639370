"""Programs to confine, and the tiers that this machine can confine them with."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.sandbox.choose import probe_all
from bot.adapters.sandbox.confined import ConfinedSandbox
from bot.domain.outcome import SandboxTier
from bot.ports.world import Confinement, Ran, Request

if TYPE_CHECKING:
    from bot.ports.world import Sandbox

UNCONFINED = ConfinedSandbox(SandboxTier.NONE)
WORKING = [found.sandbox for found in probe_all() if found.sandbox is not None]

# The interpreter of these tests, and what it needs to run.
PYTHON = sys.executable
PYTHON_PATHS = (Path(sys.prefix), Path(sys.base_prefix))


def tier_name(sandbox: Sandbox) -> str:
    return sandbox.tier.value


def request(  # noqa: PLR0913 - a limit each
    scratch: Path,
    code: str,
    *arguments: object,
    readable: tuple[Path, ...] = (),
    wall_s: int = 30,
    memory_bytes: int = 1024**3,
    processes: int = 64,
    output_bytes: int = 1024**2,
    file_bytes: int = 16 * 1024**2,
) -> Request:
    """Ask for Python code, with `scratch` (made here) as its only writable path."""
    scratch.mkdir(exist_ok=True)
    return Request(
        argv=(PYTHON, "-I", "-c", code, *map(str, arguments)),
        cwd=scratch,
        confinement=Confinement(
            readable=(*PYTHON_PATHS, *readable),
            writable=(scratch,),
            wall_s=wall_s,
            memory_bytes=memory_bytes,
            processes=processes,
            output_bytes=output_bytes,
            file_bytes=file_bytes,
        ),
    )


def run(sandbox: Sandbox, scratch: Path, code: str, *arguments: object) -> Ran:
    """Run Python code in a sandbox, with ordinary limits."""
    return sandbox.run(request(scratch, code, *arguments))


def processes_with(marker: str) -> list[str]:
    """Name the processes of the whole machine that have this text in their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if marker.encode() in (entry / "cmdline").read_bytes():
                    found.append(entry.name)
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found
