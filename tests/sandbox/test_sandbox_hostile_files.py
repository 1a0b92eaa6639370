from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes.confinement import UNCONFINED, WORKING, request, run, tier_name

if TYPE_CHECKING:
    from bot.ports.world import Sandbox

pytestmark = pytest.mark.parametrize("sandbox", WORKING, ids=tier_name)

READ = "import sys; print(open(sys.argv[1]).read())"
WRITE = "import sys; open(sys.argv[1], 'w').write('owned')"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Make a folder that everyone may read and write, were it not for the sandbox."""
    for folder in (tmp_path, tmp_path.parent, tmp_path / "outside"):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o777)
    secret = tmp_path / "outside" / "secret"
    secret.write_text("the secret")
    secret.chmod(0o666)
    return secret.parent


def test_a_secret_outside_the_readable_paths_is_not_read(
    sandbox: Sandbox, tmp_path: Path, outside: Path
) -> None:
    ran = run(sandbox, tmp_path / "scratch", READ, outside / "secret")

    assert "the secret" not in ran.stdout
    assert ran.exit_code == 1
    assert run(UNCONFINED, tmp_path / "scratch", READ, outside / "secret").exit_code == 0


def test_a_readable_path_is_read_but_not_written(
    sandbox: Sandbox, tmp_path: Path, outside: Path
) -> None:
    attack = f"{READ}\n{WRITE}"

    ran = sandbox.run(
        request(tmp_path / "scratch", attack, outside / "secret", readable=(outside,))
    )

    assert ran.stdout == "the secret\n"
    assert ran.exit_code == 1
    assert (outside / "secret").read_text() == "the secret"


@pytest.mark.parametrize("change", ["write", "create", "remove", "truncate", "rename", "link"])
def test_nothing_outside_the_writable_paths_changes(
    sandbox: Sandbox, tmp_path: Path, outside: Path, change: str
) -> None:
    attack = """
import os, sys
change, folder = sys.argv[1:]
secret, other = folder + "/secret", folder + "/other"
{
    "write": lambda: open(secret, "w").write("owned"),
    "create": lambda: open(other, "w").write("owned"),
    "remove": lambda: os.remove(secret),
    "truncate": lambda: os.truncate(secret, 0),
    "rename": lambda: os.rename(secret, other),
    "link": lambda: os.symlink("/", other),
}[change]()
"""

    run(sandbox, tmp_path / "scratch", attack, change, outside)

    assert [path.name for path in outside.iterdir()] == ["secret"]
    assert (outside / "secret").read_text() == "the secret"


def test_no_file_of_the_system_can_be_made(sandbox: Sandbox, tmp_path: Path) -> None:
    places = ("/", "/usr", "/etc", "/home", "/root", "/var", "/opt", "/dev", "/usr/local/bin")
    planted = [Path(place, f"planted-{tmp_path.name}") for place in places]
    attack = """
import sys
for path in sys.argv[1:]:
    try:
        open(path, "w").write("owned")
    except OSError:
        print("refused")
"""

    ran = run(sandbox, tmp_path / "scratch", attack, *planted)

    assert ran.stdout == "refused\n" * len(places)
    assert not any(map(os.path.lexists, planted))


def test_the_state_of_the_system_and_of_users_is_not_listed(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "neighbour").touch()
    attack = """
import os, sys
for place in sys.argv[1:]:
    try:
        print(place, os.listdir(place) if os.path.isdir(place) else open(place).read())
    except OSError:
        print(place, "[]")
"""
    places = ("/home", "/var/lib", "/run", "/etc/shadow", "/boot", "/sys", "/mnt", "/etc/ssh")

    ran = run(sandbox, tmp_path / "scratch", attack, *places, tmp_path)

    seen = [f"{place} []" for place in places]
    assert ran.stdout.splitlines()[:-1] == seen
    assert "neighbour" not in ran.stdout


def test_a_link_in_the_writable_path_leads_nowhere_else(
    sandbox: Sandbox, tmp_path: Path, outside: Path
) -> None:
    attack = """
import os, sys
for name, target in (("file", sys.argv[1] + "/secret"), ("folder", sys.argv[1])):
    os.symlink(target, name)
for act in (
    lambda: print(open("file").read()),
    lambda: open("file", "w").write("owned"),
    lambda: open("folder/other", "w").write("owned"),
    lambda: os.link(sys.argv[1] + "/secret", "hard"),
):
    try:
        act()
    except OSError:
        pass
"""

    ran = run(sandbox, tmp_path / "scratch", attack, outside)

    assert (ran.exit_code, ran.stdout) == (0, "")
    assert not (tmp_path / "scratch" / "hard").exists()
    assert [path.name for path in outside.iterdir()] == ["secret"]
    assert (outside / "secret").read_text() == "the secret"


def test_a_checkout_that_deletes_itself_takes_nothing_else_along(
    sandbox: Sandbox, tmp_path: Path, outside: Path
) -> None:
    scratch = tmp_path / "scratch"
    (scratch / "src").mkdir(parents=True)
    (scratch / "src" / "cart.py").write_text("x = 1")
    attack = "import os, shutil; [shutil.rmtree(p, True) for p in ('/', os.getcwd(), '..')]"

    run(sandbox, scratch, attack)

    assert not (scratch / "src" / "cart.py").exists()
    assert (outside / "secret").read_text() == "the secret"
    assert Path("/usr/bin/env").exists()


def test_a_scratch_copy_can_be_changed_by_the_program_and_removed_by_us(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    (scratch / "deep" / "er").mkdir(parents=True)
    (scratch / "deep" / "er" / "old.txt").write_text("old")
    (scratch / "deep").chmod(0o700)
    attack = """
import os
open("deep/er/old.txt", "a").write(" and new")
os.mkdir("deep/mine")
open("deep/mine/file", "w").close()
os.chmod("deep/mine", 0)
os.chmod("deep", 0o500)
"""

    ran = run(sandbox, scratch, attack)

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert (scratch / "deep" / "er" / "old.txt").read_text() == "old and new"
    for locked in (scratch / "deep", scratch / "deep" / "mine"):
        locked.chmod(0o700)
    shutil.rmtree(scratch)


def test_a_daemons_socket_cannot_be_asked(sandbox: Sandbox, tmp_path: Path, outside: Path) -> None:
    attack = """
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(2)
s.connect(sys.argv[1] if sys.argv[1][0] == "/" else "\\0" + sys.argv[1])
print("connected")
"""
    path, abstract = str(outside / "daemon.sock"), f"daemon-{tmp_path.name}"
    with socket.socket(socket.AF_UNIX) as by_path, socket.socket(socket.AF_UNIX) as by_name:
        for daemon, address in ((by_path, path), (by_name, "\0" + abstract)):
            daemon.bind(address)
            daemon.listen()
        Path(path).chmod(0o777)

        answers = [
            run(box, tmp_path / "scratch", attack, address).stdout
            for box in (sandbox, UNCONFINED)
            for address in (path, abstract)
        ]

    assert answers == ["", "", "connected\n", "connected\n"]


def test_a_huge_file_ends_at_the_limit(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = """
with open("huge", "wb") as file:
    for _ in range(1024):
        file.write(bytes(1024 * 1024))
        file.flush()
"""

    ran = sandbox.run(request(tmp_path / "scratch", attack, file_bytes=4 * 1024**2))

    assert ran.exit_code != 0
    assert (tmp_path / "scratch" / "huge").stat().st_size <= 4 * 1024**2
