"""What other processes hold is out of a program's reach: tokens, environment, descriptors."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from fakes.confinement import UNCONFINED, WORKING, run, tier_name

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
