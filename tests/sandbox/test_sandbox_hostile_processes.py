from __future__ import annotations

import os
import select
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from fakes.confinement import (
    PYTHON,
    UNCONFINED,
    WORKING,
    processes_with,
    request,
    run,
    tier_name,
)

from bot.adapters.sandbox.spec import NOBODY

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.world import Sandbox

pytestmark = pytest.mark.parametrize("sandbox", WORKING, ids=tier_name)

TOKENS = """
import glob
for name in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/task/*/environ"):
    try:
        if b"TOKEN=" in open(name, "rb").read():
            print("found a token")
    except OSError:
        pass
"""


@pytest.fixture
def marker(tmp_path: Path) -> str:
    """Return a word that no other process has in its command line."""
    return f"marker-{tmp_path.name}-{tmp_path.stat().st_ino}"


def test_a_token_in_another_process_is_not_found(sandbox: Sandbox, tmp_path: Path) -> None:
    env = {"TOKEN": "ghs_secret"}
    # `cat` waits for its input to end, as long as this test needs it.
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, env=env) as holder:
        ran = run(sandbox, tmp_path / "scratch", TOKENS)
        unconfined = run(UNCONFINED, tmp_path / "scratch", TOKENS)
        holder.communicate()

    assert (ran.exit_code, ran.stdout) == (0, "")
    assert "found a token" in unconfined.stdout


def test_the_parents_proc_is_closed(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = """
import os, sys
names = ("environ", "cmdline", "mem", "maps", "fd", "root", "cwd", "task", "status")
for path in [f"/proc/{pid}/{name}" for pid in sys.argv[1:] for name in names]:
    try:
        print(os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(1000))
    except OSError:
        pass
"""
    ours = (os.getpid(), os.getppid())

    ran = run(sandbox, tmp_path / "scratch", attack, *ours)

    assert (ran.exit_code, ran.stdout) == (0, "")


def test_the_environment_holds_nothing_of_ours(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_secret")

    ran = run(sandbox, tmp_path / "scratch", "import os; print(dict(os.environ))")

    assert "ghs_secret" not in ran.stdout
    assert "PATH" not in ran.stdout


def test_no_descriptor_is_inherited(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = """
import os
found = []
for fd in range(3, 256):
    try:
        os.fstat(fd)
        found.append(fd)
    except OSError:
        pass
print(found)
"""
    read_end, write_end = os.pipe()
    os.set_inheritable(read_end, True)  # noqa: FBT003 - takes no keyword

    ran = run(sandbox, tmp_path / "scratch", attack)

    os.close(read_end)
    os.close(write_end)
    assert ran.stdout == "[]\n"


def test_a_fork_bomb_stops_at_its_limit(sandbox: Sandbox, tmp_path: Path, marker: str) -> None:
    attack = """
import os
os.fork(); os.fork()
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


def test_ten_megabytes_of_output_are_cut_and_block_nobody(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = """
import sys
for _ in range(10):
    sys.stdout.write("x" * 1024 * 1024)
    sys.stderr.write("y" * 1024 * 1024)
open("finished", "w").close()
"""

    ran = sandbox.run(request(tmp_path / "scratch", attack, output_bytes=100_000))

    assert (ran.exit_code, ran.truncated) == (0, True)
    assert (len(ran.stdout), len(ran.stderr)) == (100_000, 100_000)
    assert (tmp_path / "scratch" / "finished").exists()


def test_a_flood_of_output_ends_the_program(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = "import os\nwhile True: os.write(1, bytes(65536))"

    ran = sandbox.run(request(tmp_path / "scratch", attack, output_bytes=1000, wall_s=60))

    assert (ran.exit_code, ran.truncated, ran.timed_out) == (None, True, False)


def test_workflow_commands_stay_text(
    sandbox: Sandbox, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    attack = "print('::set-env name=PATH::/evil'); print('::stop-commands::x')"

    ran = run(sandbox, tmp_path / "scratch", attack)

    assert ran.stdout == "::set-env name=PATH::/evil\n::stop-commands::x\n"
    assert capfd.readouterr() == ("", "")


def test_eight_gigabytes_are_not_to_be_had(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = """
try:
    block = bytearray(8 * 1024**3)
except MemoryError:
    print("refused")
"""

    ran = run(sandbox, tmp_path / "scratch", attack)

    assert ran.stdout == "refused\n"


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
