"""What honest programs need keeps working in every tier."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from fakes.confinement import (
    PYTHON,
    PYTHON_PATHS,
    UNCONFINED,
    WORKING,
    request,
    run,
    tier_name,
)

from bot.adapters.sandbox.confined import ConfinedSandbox
from bot.domain.outcome import SandboxTier
from bot.errors import SandboxError
from bot.ports.world import Confinement, Request, Sandbox

pytestmark = pytest.mark.usefixtures("measured_launchers")

everywhere = pytest.mark.parametrize("sandbox", [UNCONFINED, *WORKING], ids=tier_name)


@everywhere
def test_a_zygote_can_fork_limit_and_kill_its_children(sandbox: Sandbox, tmp_path: Path) -> None:
    zygote = """
import ctypes, os, resource, signal
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(36, 1, 0, 0, 0) == 0  # PR_SET_CHILD_SUBREAPER
assert libc.prctl(1, 9, 0, 0, 0) == 0  # PR_SET_PDEATHSIG
ready, done = os.pipe()
child = os.fork()
if not child:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
    resource.setrlimit(resource.RLIMIT_AS, (512 * 1024**2,) * 2)
    os.write(done, b"1")
    signal.pause()
os.read(ready, 1)
os.killpg(child, signal.SIGKILL)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""

    ran = run(sandbox, tmp_path / "scratch", zygote)

    assert (ran.stdout, ran.stderr) == ("-9\n", "")


@everywhere
def test_subprocess_asyncio_threads_and_temporary_files_work(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    honest = """
import asyncio, subprocess, tempfile, threading
print(subprocess.run(["/bin/echo", "a"], capture_output=True, text=True, check=True).stdout)
async def child():
    p = await asyncio.create_subprocess_exec("/bin/echo", "b", stdout=-1)
    return (await p.communicate())[0]
print(asyncio.run(child()))
with tempfile.NamedTemporaryFile() as file:
    file.write(b"x")
thread = threading.Thread(target=print, args=("thread",))
thread.start()
thread.join()
"""

    ran = run(sandbox, tmp_path / "scratch", honest)

    assert ran.stderr == ""
    assert ran.stdout == "a\n\nb'b\\n'\nthread\n"


@everywhere
def test_multiprocessing_works_where_its_semaphores_may_be(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    honest = """
import multiprocessing
context = multiprocessing.get_context("fork")
with context.Lock(), context.Pool(2) as pool:
    print(pool.map(abs, [-1, 2]))
"""

    ran = run(sandbox, tmp_path / "scratch", honest)

    # Landlock without another uid must keep the host's /dev/shm closed.
    possible = sandbox.tier is not SandboxTier.LANDLOCK or os.geteuid() == 0
    assert ran.stdout == ("[1, 2]\n" if possible else "")


@everywhere
def test_files_move_between_folders_of_the_writable_path(sandbox: Sandbox, tmp_path: Path) -> None:
    honest = """
import os
os.makedirs("a"); os.makedirs("b")
open("a/file", "w").write("moved")
os.replace("a/file", "b/file")
os.symlink("file", "b/link"); os.link("b/file", "b/hard"); os.truncate("b/hard", 2)
print(open("b/link").read())
"""

    ran = run(sandbox, tmp_path / "scratch", honest)

    assert (ran.stdout, ran.stderr) == ("mo\n", "")


@everywhere
def test_an_interpreter_behind_links_runs(sandbox: Sandbox, tmp_path: Path) -> None:
    venv = tmp_path / "venv" / "bin"
    venv.mkdir(parents=True)
    (tmp_path / "alias").symlink_to("further")
    (tmp_path / "further").symlink_to(PYTHON)
    (venv / "python").symlink_to(tmp_path / "alias")
    confined = request(tmp_path / "scratch", "", readable=(tmp_path / "venv",)).confinement
    argv = (str(venv / "python"), "-S", "-c", "print('runs')")

    ran = sandbox.run(Request(argv, tmp_path / "scratch", confined))

    assert (ran.stdout, ran.stderr) == ("runs\n", "")


@everywhere
def test_an_environment_behind_a_link_in_a_folder_of_its_own_runs(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """The folder holds nothing else that the program may see."""
    links, scratch = tmp_path / "links", tmp_path / "scratch"
    for folder in (links, scratch):
        folder.mkdir()
        folder.chmod(0o755)
    (links / "environment").symlink_to(sys.prefix)
    program = links / "environment" / Path(PYTHON).relative_to(sys.prefix)
    readable = (links / "environment", *PYTHON_PATHS)

    ran = sandbox.run(
        Request((str(program), "-I", "-c", "print(1)"), scratch, Confinement(readable, (scratch,)))
    )

    assert (ran.stdout, ran.stderr) == ("1\n", "")


@everywhere
def test_a_readable_path_that_is_a_link_leads_where_it_should(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_text("content")
    (tmp_path / "link").symlink_to("real")
    code = "import sys; print(open(sys.argv[1] + '/file').read())"

    ran = sandbox.run(
        request(tmp_path / "scratch", code, tmp_path / "link", readable=(tmp_path / "link",))
    )

    assert ran.stdout == "content\n"


@everywhere
def test_a_program_that_is_not_there_ends_as_in_a_shell(sandbox: Sandbox, tmp_path: Path) -> None:
    confinement = Confinement((), (tmp_path,))

    ran = sandbox.run(Request(("/usr/bin/no-such-program",), tmp_path, confinement))

    assert ran.exit_code == 127
    assert "/usr/bin/no-such-program" in ran.stderr


@everywhere
def test_a_program_killed_by_a_signal_ends_as_in_a_shell(sandbox: Sandbox, tmp_path: Path) -> None:
    ran = run(sandbox, tmp_path / "scratch", "import os; os.abort()")

    assert ran.exit_code == 128 + 6


@everywhere
def test_signals_and_umask_start_from_their_defaults(sandbox: Sandbox, tmp_path: Path) -> None:
    # SIGPIPE ends `yes` as soon as `head` has enough; ignored, it would complain.
    argv = ("/bin/sh", "-c", "umask; yes | head -n 1")
    before = os.umask(0o077)

    try:
        ran = sandbox.run(Request(argv, tmp_path, Confinement((), (tmp_path,))))
    finally:
        os.umask(before)

    assert (ran.stdout, ran.stderr) == ("0022\ny\n", "")


@pytest.mark.parametrize("sandbox", WORKING, ids=tier_name)
def test_the_programs_temporary_files_are_gone_afterwards(sandbox: Sandbox, tmp_path: Path) -> None:
    code = "import tempfile; f, p = tempfile.mkstemp(); print(p)"

    ran = run(sandbox, tmp_path / "scratch", code)

    assert ran.stdout.startswith("/tmp/")
    assert not Path(ran.stdout.strip()).exists()


@pytest.mark.parametrize("sandbox", WORKING, ids=tier_name)
def test_a_writable_path_that_is_gone_is_an_error_of_the_sandbox(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    gone = Confinement((), (tmp_path / "gone",))

    with pytest.raises(SandboxError, match="gone"):
        sandbox.run(Request(("/bin/true",), tmp_path / "gone", gone))


@pytest.mark.parametrize("tier", list(SandboxTier))
def test_a_program_path_with_an_equals_sign_is_refused(tier: SandboxTier, tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="="):
        ConfinedSandbox(tier).run(Request(("/a=b",), tmp_path, Confinement((), (tmp_path,))))
