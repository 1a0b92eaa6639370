from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from fakes.confinement import processes_with, request

from bot.adapters.sandbox.confined import ConfinedSandbox
from bot.adapters.sandbox.guard import Guard
from bot.adapters.sandbox.spec import Spec
from bot.domain.outcome import SandboxTier
from bot.errors import SandboxError

pytestmark = pytest.mark.usefixtures("measured_launchers")


def spec(*argv: str, cwd: str = "/", tier: str = "none") -> Spec:
    return Spec(tier, argv, cwd, (), (), (), 2**31, 64, 2**20, drop_uid=False)


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def close(guard: Guard) -> None:
    for stream in (guard.stdout, guard.stderr):
        stream.close()


def test_an_answer_waits_until_it_is_there() -> None:
    guard = Guard(spec("/bin/cat"), interactive=True)

    running = guard.wait(0)
    guard.stdin.close()
    answer = guard.wait(30)

    close(guard)
    assert (running, answer) == (None, "exit 0")


def test_a_killed_program_was_stopped() -> None:
    guard = Guard(spec("/bin/cat"), interactive=True)

    guard.kill()
    guard.kill()

    assert guard.wait(30) == "stopped"
    guard.stdin.close()
    close(guard)


def test_many_threads_may_end_one_program() -> None:
    guard = Guard(spec("/bin/cat"), interactive=True)
    together = Barrier(4)

    def end(_: int) -> str | None:
        together.wait()
        guard.end()
        return guard.wait(0)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(end, range(4)))

    assert answers == ["stopped"] * 4
    guard.stdin.close()
    close(guard)


def test_a_folder_that_cannot_be_entered_is_an_error_of_the_sandbox() -> None:
    guard = Guard(spec("/bin/true", cwd="/no/such/folder"), interactive=False)

    with pytest.raises(SandboxError, match="/no/such/folder"):
        guard.wait(30)

    close(guard)


def test_a_killed_launcher_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    marker = f"marker-{tmp_path.stat().st_ino}"
    code = "import os, signal, sys; print(os.getppid(), flush=True); signal.pause()"
    guard = Guard(spec(sys.executable, "-S", "-c", code, marker), interactive=False)

    launcher = int(guard.stdout.readline())
    os.kill(launcher, 9)

    with pytest.raises(SandboxError, match="launcher was killed"):
        guard.wait(30)
    assert guard.stdout.read() == b""  # held open by the program until it has died, too
    assert processes_with(marker) == []
    close(guard)


def test_a_launcher_that_cannot_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/python")
    before = open_descriptors()

    with pytest.raises(SandboxError, match="cannot start"):
        Guard(spec("/bin/true"), interactive=False)

    assert open_descriptors() == before


@pytest.mark.parametrize("tier", [SandboxTier.NONE, SandboxTier.LANDLOCK])
def test_a_failed_start_leaves_no_temporary_folder(
    tier: SandboxTier, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = request(tmp_path / "scratch", "pass")
    monkeypatch.setattr(sys, "executable", "/no/python")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    for begin in (ConfinedSandbox(tier).run, ConfinedSandbox(tier).start):
        with pytest.raises(SandboxError):
            begin(asked)

    assert [path.name for path in tmp_path.iterdir()] == ["scratch"]


def test_runs_leave_no_descriptor_open(tmp_path: Path) -> None:
    asked = request(tmp_path / "scratch", "print(1)")
    sandbox = ConfinedSandbox(SandboxTier.NONE)
    before = open_descriptors()

    sandbox.run(asked)
    sandbox.start(asked).stop()

    assert open_descriptors() == before


def test_a_big_request_fits_through_the_pipe(tmp_path: Path) -> None:
    asked = request(tmp_path / "scratch", "import sys; print(len(sys.argv))", *(["x" * 1000] * 500))

    assert ConfinedSandbox(SandboxTier.NONE).run(asked).stdout == "501\n"


def test_a_readable_path_that_nobody_may_read_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir(0o700)
    asked = request(tmp_path / "scratch", "pass", readable=(tmp_path / "private",))

    if os.geteuid() == 0:
        with pytest.raises(SandboxError, match=r"chmod -R o\+rX"):
            ConfinedSandbox(SandboxTier.NAMESPACES).run(asked)
    assert ConfinedSandbox(SandboxTier.NONE).run(asked).exit_code == 0


def test_a_conversation_that_could_not_begin_says_why_when_stopped(tmp_path: Path) -> None:
    # A shell does not know bubblewrap's options.
    broken = ConfinedSandbox(SandboxTier.BUBBLEWRAP, "/bin/sh")
    program = broken.start(request(tmp_path / "scratch", "pass"))

    said = program.stdout.read()

    assert said == b""
    with pytest.raises(SandboxError, match="option"):
        program.stop()
    program.stop()
