"""One Sandbox for all tiers: the tier decides what the launcher builds, not how it is used."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.sandbox.guard import Guard
from bot.adapters.sandbox.ownership import closed_to_nobody, give_to_nobody, open_the_way
from bot.adapters.sandbox.pipes import Drain
from bot.adapters.sandbox.spec import NOBODY, Spec
from bot.domain.outcome import SandboxTier
from bot.errors import SandboxError
from bot.ports.world import Ran

if TYPE_CHECKING:
    from typing import BinaryIO

    from bot.ports.world import Request

# What `stop` returns of a program's stderr at most.
_STDERR_TAIL_BYTES = 65536

# The pipes of a program whose tree is gone are at their end; this is for bugs.
_DRAIN_S = 10.0


@dataclass(frozen=True)
class ConfinedSandbox:
    """Runs programs in one tier; `bwrap` is bubblewrap's path in the first."""

    tier: SandboxTier
    bwrap: str = ""

    def run(self, request: Request) -> Ran:
        """Run to the end or to a limit; the whole process tree is gone when it returns.

        The exit code is a shell's: 127 where the program is not there, 128
        and the signal where it was killed.

        Raises:
            SandboxError: the confinement itself could not be set up.
        """
        begun = time.monotonic()
        limits = request.confinement
        private_tmp = self._private_tmp()
        try:
            guard = Guard(self._spec(request, private_tmp), interactive=False)
            stdout = Drain(guard.stdout, limits.output_bytes, on_flood=guard.kill)
            stderr = Drain(guard.stderr, limits.output_bytes, on_flood=guard.kill)
            try:
                answer = guard.wait(limits.wall_s)
            except SandboxError as error:
                raise _with_reason(error, stderr.text(_DRAIN_S)) from error
            finally:
                guard.end()
            return Ran(
                exit_code=_exit_code(answer),
                stdout=stdout.text(_DRAIN_S),
                stderr=stderr.text(_DRAIN_S),
                timed_out=answer is None,
                truncated=stdout.truncated or stderr.truncated,
                seconds=time.monotonic() - begun,
            )
        finally:
            _remove(private_tmp)

    def start(self, request: Request) -> Conversation:
        """Start a program to talk with; `stop` ends it, not `wall_s` or `output_bytes`.

        Raises:
            SandboxError: the launcher could not be started. What fails later
                ends the program's stdout, and `stop` raises it.
        """
        private_tmp = self._private_tmp()
        try:
            guard = Guard(self._spec(request, private_tmp), interactive=True)
        except SandboxError:
            _remove(private_tmp)
            raise
        return Conversation(guard, private_tmp)

    def _private_tmp(self) -> str:
        """Make a folder for temporary files where /tmp cannot be replaced, else return ""."""
        if self.tier is not SandboxTier.LANDLOCK:
            return ""
        folder = tempfile.mkdtemp(prefix="sandbox-")
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        return folder

    def _spec(self, request: Request, private_tmp: str) -> Spec:
        limits = request.confinement
        drop_uid = os.geteuid() == 0 and self.tier is not SandboxTier.NONE
        if "=" in request.argv[0]:
            raise SandboxError(f'a program\'s path must not contain "=": {request.argv[0]}')
        _check_paths(request)
        if drop_uid:
            _hand_over(request, self.tier)
        env = dict(limits.env)
        if private_tmp:
            env["TMPDIR"] = private_tmp
        return Spec(
            tier=self.tier.value,
            argv=request.argv,
            cwd=str(request.cwd),
            env=tuple(env.items()),
            readable=tuple(map(str, limits.readable)),
            writable=tuple(map(str, limits.writable)),
            memory_bytes=limits.memory_bytes,
            processes=limits.processes,
            file_bytes=limits.file_bytes,
            drop_uid=drop_uid,
            bwrap=self.bwrap,
            private_tmp=private_tmp,
        )


class Conversation:
    """A confined program that talks over its standard input and output."""

    def __init__(self, guard: Guard, private_tmp: str) -> None:
        self._guard = guard
        self._private_tmp = private_tmp
        self._stderr = Drain(guard.stderr, _STDERR_TAIL_BYTES, last=True)

    @property
    def stdin(self) -> BinaryIO:
        """Write here; flush to send."""
        return self._guard.stdin

    @property
    def stdout(self) -> BinaryIO:
        """Read here; end of file means that the program is gone."""
        return self._guard.stdout

    def stop(self) -> str:
        """End it and all that it started, at once; return the tail of its stderr. Idempotent.

        Raises:
            SandboxError: the confinement could not be set up.
        """
        try:
            self._guard.end()
        except SandboxError as error:
            raise _with_reason(error, self._stderr.text(_DRAIN_S)) from error
        finally:
            with suppress(BrokenPipeError):
                self.stdin.close()
            self.stdout.close()
            _remove(self._private_tmp)
        return self._stderr.text(_DRAIN_S)


def _check_paths(request: Request) -> None:
    confinement = request.confinement
    for path in (*confinement.readable, *confinement.writable, request.cwd):
        if not path.exists():
            raise SandboxError(f"a path that a program may use is not there: {path}")


def _hand_over(request: Request, tier: SandboxTier) -> None:
    """Let "nobody" use what the request lists; what is only read is never changed for that."""
    try:
        for path in request.confinement.readable:
            if closed_to_nobody(path):
                raise SandboxError(
                    f"uid {NOBODY}, which programs run as, may not read {path}: chmod -R o+rX it"
                )
        for path in request.confinement.writable:
            give_to_nobody(path)
        if tier is SandboxTier.LANDLOCK:
            for path in (*request.confinement.readable, *request.confinement.writable):
                open_the_way(path.resolve(), Path(tempfile.gettempdir()).resolve())
    except OSError as error:
        raise SandboxError(f"a path cannot be given to uid {NOBODY}: {error}") from error


def _with_reason(error: SandboxError, stderr: str) -> SandboxError:
    """Add what bubblewrap or the launcher printed last, if anything."""
    last = stderr.strip().rpartition("\n")[2]
    return SandboxError(f"{error} ({last})") if last else error


def _exit_code(answer: str | None) -> int | None:
    """Read "exit N"; None for a program that was stopped."""
    if answer is None or not answer.startswith("exit "):
        return None
    return int(answer.removeprefix("exit "))


def _remove(private_tmp: str) -> None:
    if private_tmp:
        shutil.rmtree(private_tmp, ignore_errors=True)
