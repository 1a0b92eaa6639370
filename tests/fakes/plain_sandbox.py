"""A sandbox that confines nothing but time: for our own tests' own programs only."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

from fakes.measuring import measuring
from fakes.plain_program import PlainProgram

from bot.domain.outcome import SandboxTier
from bot.ports.world import Ran

if TYPE_CHECKING:
    from bot.ports.world import Request


class PlainSandbox:
    """ports.Sandbox without confinement."""

    tier = SandboxTier.NONE

    def run(self, request: Request) -> Ran:
        began = time.monotonic()
        program = _popen(request)
        timed_out = False
        try:
            stdout, stderr = program.communicate(timeout=request.confinement.wall_s)
        except subprocess.TimeoutExpired:
            timed_out = True
            os.killpg(program.pid, signal.SIGKILL)
            stdout, stderr = program.communicate()
        most = request.confinement.output_bytes
        return Ran(
            exit_code=None if timed_out else program.returncode,
            stdout=stdout[:most].decode(errors="replace"),
            stderr=stderr[:most].decode(errors="replace"),
            timed_out=timed_out,
            truncated=len(stdout) > most or len(stderr) > most,
            seconds=time.monotonic() - began,
        )

    def start(self, request: Request) -> PlainProgram:
        return PlainProgram(request.argv, {**request.confinement.env, **measuring(request.argv)})


def _popen(request: Request) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        request.argv,
        cwd=request.cwd,
        env={**request.confinement.env, **measuring(request.argv)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
