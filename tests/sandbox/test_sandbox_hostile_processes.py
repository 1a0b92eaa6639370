"""Programs that fork, kill or gain rights stay alone, and all of them end with the run."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from fakes.confinement import PYTHON, WORKING, processes_with, request, run, tier_name

from bot.adapters.sandbox.spec import NOBODY

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.world import Sandbox

pytestmark = pytest.mark.parametrize("sandbox", WORKING, ids=tier_name)


@pytest.fixture
def marker(tmp_path: Path) -> str:
    """Return a word that no other process has in its command line."""
    return f"marker-{tmp_path.name}-{tmp_path.stat().st_ino}"


def test_a_fork_bomb_stops_at_its_limit(sandbox: Sandbox, tmp_path: Path, marker: str) -> None:
    attack = """
import os
try:
    while True:
        os.fork()
except OSError:
    open("refused", "w").close()
while True:
    pass
"""

    ran = sandbox.run(request(tmp_path / "scratch", attack, marker, wall_s=2, processes=30))

    assert ran.timed_out
    assert (tmp_path / "scratch" / "refused").exists()
    assert processes_with(marker) == []


def test_a_chain_of_forks_does_not_outrun_its_end(
    sandbox: Sandbox, tmp_path: Path, marker: str
) -> None:
    attack = """
import os
while True:
    try:
        if os.fork():
            os._exit(0)
    except OSError:
        pass
    os.setsid()
"""

    ran = sandbox.run(request(tmp_path / "scratch", attack, marker, wall_s=1))

    assert ran.exit_code in {0, None}
    assert processes_with(marker) == []


@pytest.mark.parametrize("ending", ["exits", "hangs"])
def test_daemons_are_gone_when_the_run_is(
    sandbox: Sandbox, tmp_path: Path, marker: str, ending: str
) -> None:
    attack = """
import os, signal, sys
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
ready, done = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        os.close(1), os.close(2)
        os.write(done, b"1")
        while True:
            signal.pause()
    os._exit(0)
os.read(ready, 1)
print("the daemon runs", flush=True)
while sys.argv[2] == "hangs":
    signal.pause()
"""

    ran = sandbox.run(request(tmp_path / "scratch", attack, marker, ending, wall_s=3))

    assert ran.stdout == "the daemon runs\n"
    assert ran.timed_out == (ending == "hangs")
    assert processes_with(marker) == []


@pytest.mark.parametrize("target", ["everyone", "parent", "bot", "guard's group"])
def test_nobody_outside_can_be_killed(
    sandbox: Sandbox, tmp_path: Path, target: str, marker: str
) -> None:
    attack = """
import os, sys, signal
target, bot = sys.argv[1], int(sys.argv[2])
try:
    if target == "guard's group":
        os.killpg(os.getppid(), signal.SIGKILL)
    else:
        os.kill({"everyone": -1, "parent": os.getppid(), "bot": bot}[target], signal.SIGKILL)
except OSError as error:
    print(type(error).__name__, flush=True)
print("alive")
"""
    with subprocess.Popen(["/bin/cat", "-", "/dev/null"], stdin=subprocess.PIPE) as bystander:
        ran = run(sandbox, tmp_path / "scratch", attack, target, os.getpid(), marker)
        alive = bystander.poll() is None
        bystander.communicate()

    assert alive
    assert ran.exit_code in {0, None}
    assert ran.stdout in {
        "alive\n",
        "PermissionError\nalive\n",
        "ProcessLookupError\nalive\n",
    }


def test_the_program_is_nobody_and_stays_so(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = """
import os
for act in (os.setuid, os.setgid, os.seteuid):
    try:
        act(0)
        print("became root")
    except OSError:
        pass
print(os.getresuid(), os.getresgid(), os.getgroups())
"""
    uid = os.geteuid() or NOBODY
    gid = os.getegid() or NOBODY

    ran = run(sandbox, tmp_path / "scratch", attack)

    ids, _, groups = ran.stdout.strip().rpartition(" ")
    assert ids == f"{(uid,) * 3} {(gid,) * 3}"
    assert groups in {"[]", f"[{gid}]"}


def test_no_kernel_door_is_open(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for name, call in (
    ("unshare", lambda: libc.unshare(0x10000000)),
    ("setns", lambda: libc.setns(0, 0)),
    ("mount", lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)),
    ("ptrace", lambda: libc.ptrace(16, 1, 0, 0)),
    ("chroot", lambda: libc.chroot(b".")),
    ("clone", lambda: libc.syscall(435, 0, 0)),
    ("io_uring", lambda: libc.syscall(425, 1, 0)),
):
    print(name, call())
"""

    ran = run(sandbox, tmp_path / "scratch", attack)

    assert {line.split()[1] for line in ran.stdout.splitlines()} == {"-1"}
    assert len(ran.stdout.splitlines()) == 7


def test_the_program_dies_with_a_killed_bot(sandbox: Sandbox, tmp_path: Path, marker: str) -> None:
    bot = f"""
import sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from bot.adapters.sandbox.confined import ConfinedSandbox
from bot.domain.outcome import SandboxTier
from fakes.confinement import request
sandbox = ConfinedSandbox(SandboxTier({sandbox.tier.value!r}), {getattr(sandbox, "bwrap", "")!r})
code = "import os, signal; os.fork(); print('up', flush=True); signal.pause()"
program = sandbox.start(request(Path({str(tmp_path / "scratch")!r}), code, {marker!r}))
print(program.stdout.readline(), flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [PYTHON, "-c", bot], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"b'up\\n'\n"
        waiting = _pidfds(processes_with(marker))
        killed.kill()
        ended = [_ends(descriptor) for descriptor in waiting]

    assert len(waiting) >= 2
    assert all(ended)


def _pidfds(pids: list[str]) -> list[int]:
    return [os.pidfd_open(int(pid)) for pid in pids]


def _ends(pidfd: int) -> bool:
    """Wait for a process to end, at most 10 seconds."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    ended = bool(poll.poll(10_000))
    os.close(pidfd)
    return ended
