"""The host's end of one launcher: start it, ask how its program ended, end it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from io import BufferedReader, BufferedWriter
from pathlib import Path
from threading import Lock

from bot.adapters.sandbox.spec import Spec, pack
from bot.errors import SandboxError

_ROOT = Path(__file__).parents[3]

# The checkout's folder comes last on the path, so that no file in it can stand
# in for a module of the standard library.
_CODE = (
    "import sys; sys.path.append(sys.argv[1]); from bot.adapters.sandbox.launch import main; "
    "main(int(sys.argv[2]), int(sys.argv[3]))"
)

_ANSWER_BYTES = 65536

# Killing a whole process tree takes milliseconds; a program stuck in the kernel may take longer.
_KILL_GRACE_S = 10


class Guard:
    """One launcher process and the confined program that it guards."""

    def __init__(self, spec: Spec, *, interactive: bool) -> None:
        control_out, control = os.pipe()
        report, report_in = os.pipe()
        try:
            self._launcher = _launcher(control_out, report_in, interactive=interactive)
        except OSError as error:
            os.close(control)
            os.close(report)
            raise SandboxError(f"the sandbox's launcher cannot start: {error}") from error
        finally:
            os.close(control_out)
            os.close(report_in)
        self._control, self._report = control, report
        self._lock = Lock()
        self._asking = Lock()
        self._answer: bytes | None = None
        self._send(pack(spec))

    @property
    def stdin(self) -> BufferedWriter:
        """Write to the program here."""
        assert isinstance(self._launcher.stdin, BufferedWriter)
        return self._launcher.stdin

    @property
    def stdout(self) -> BufferedReader:
        """Read what the program prints here."""
        assert isinstance(self._launcher.stdout, BufferedReader)
        return self._launcher.stdout

    @property
    def stderr(self) -> BufferedReader:
        """Read what the program complains of here."""
        assert isinstance(self._launcher.stderr, BufferedReader)
        return self._launcher.stderr

    def _send(self, packed: bytes) -> None:
        message = len(packed).to_bytes(4, "big") + packed
        try:
            while message:
                message = message[os.write(self._control, message) :]
        except BrokenPipeError:
            self.kill()  # it died at its start; its answer is none and says so

    def wait(self, timeout_s: float) -> str | None:
        """Return how the program ended, None while it runs: "exit N" or "stopped".

        The program and all that it started are gone when there is an answer. Threads
        may ask at the same time: a watchdog ends programs that others read from.

        Raises:
            SandboxError: the confinement could not be set up, or its launcher was killed.
        """
        with self._asking:
            if self._answer is None:
                poll = select.poll()
                poll.register(self._report, select.POLLIN)
                if not poll.poll(max(0.0, timeout_s) * 1000):
                    return None
                self._answer = os.read(self._report, _ANSWER_BYTES)
                self._launcher.wait()
                os.close(self._report)
                self.kill()
        answer = self._answer.decode("utf-8", "replace")
        if answer.startswith(("exit ", "stopped")):
            return answer
        reason = answer.removeprefix("refused ") or "the sandbox's launcher was killed"
        raise SandboxError(f"the sandbox could not be set up: {reason}")

    def kill(self) -> None:
        """Tell the launcher to end the program and all that it started. Idempotent."""
        with self._lock:
            if self._control >= 0:
                os.close(self._control)
                self._control = -1

    def end(self) -> None:
        """Kill, and return when nothing is left. Idempotent.

        Raises:
            SandboxError: see `wait`; not again where `wait` has told it already.
        """
        self.kill()
        if self._answer is None and self.wait(_KILL_GRACE_S) is None:
            # Its death takes the program with it: the kernel sees to that.
            self._launcher.kill()
            self.wait(_KILL_GRACE_S)


def _launcher(control: int, report: int, *, interactive: bool) -> subprocess.Popen[bytes]:
    # -I and -S: no variable, no site-packages and no current folder can change
    # what runs here, possibly as root. The environment is empty, so that the
    # program finds nothing there even if it could read this process.
    argv = [sys.executable, "-I", "-S", "-c", _CODE, str(_ROOT), str(control), str(report)]
    return subprocess.Popen(  # noqa: S603 - our own code; the program's argv goes by the pipe
        argv,
        stdin=subprocess.PIPE if interactive else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={},
        cwd="/",
        pass_fds=(control, report),
        start_new_session=True,
    )
