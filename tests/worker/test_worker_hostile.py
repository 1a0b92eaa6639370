"""Whatever a subject does to its own process ends in a plain result, and the next trial is fine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import SUBJECT, Project, situation

from bot.domain.trial import ObservedEnd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Observation
    from bot.languages.python.trial import PythonWorker

HOSTILE = """
import ctypes, os, shutil, signal, sys, time

STATE = []

def fine():
    return len(STATE)

def leave():
    sys.exit(3)

def leave_at_once():
    os._exit(3)

def crash():
    ctypes.string_at(0)

def recurse():
    return recurse()

def eat():
    return bytearray(10**12)

def spin():
    while True:
        pass

def sleep_deaf():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(1000)

def shout():
    for _ in range(100):
        print("x" * 100_000)
        os.write(1, b"y" * 100_000)

def close_all():
    os.closerange(0, 4096)

def forge_by_fd():
    for fd in range(3, 200):
        try:
            os.write(fd, b'{"answer": "forged"}\\n')
        except OSError:
            pass

def multiply(rounds):
    os.setsid() if os.fork() == 0 else None
    for _ in range(rounds):
        os.fork()
    time.sleep(1000)

def leave_a_daemon(path):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)
    return None

def delete_checkout():
    shutil.rmtree(os.getcwd(), ignore_errors=True)

def spoil(path):
    with open(path, "a") as file:
        file.write("raise SystemExit\\n")

def drop(path):
    with open(path, "w") as file:
        file.write("left behind")

def remember():
    STATE.append(1)
    return len(STATE)

def kill_parent():
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(5)

def stop_parent():
    os.kill(os.getppid(), signal.SIGSTOP)

def patch_os():
    def broken(*args, **kwargs):
        raise RuntimeError("patched")
    for name in ("write", "_exit", "getcwd", "close"):
        setattr(os, name, broken)
    return 1

def read_parent():
    return os.listdir(f"/proc/{os.getppid()}/fd")
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("hostile"), HOSTILE)


@pytest.fixture(scope="module")
def worker(project: Project) -> Iterator[PythonWorker]:
    with project.worker() as worker:
        yield worker


def try_and_go_on(worker: PythonWorker, call: str) -> Observation:
    """Try a hostile call; the zygote must answer the next one as if nothing had been."""
    hostile, after = worker.observe([situation(call), situation("fine()")])
    assert after.end is ObservedEnd.RETURNED, after.note
    assert after.value is not None
    assert after.value.source == "0"
    return hostile


@pytest.mark.parametrize(
    ("call", "type_name"),
    [
        ("leave()", "builtins.SystemExit"),
        ("recurse()", "builtins.RecursionError"),
        ("eat()", "builtins.MemoryError"),
    ],
)
def test_what_python_can_raise_is_an_exception_seen(
    worker: PythonWorker, call: str, type_name: str
) -> None:
    seen = try_and_go_on(worker, call)

    assert seen.end is ObservedEnd.RAISED
    assert seen.error is not None
    assert seen.error.type_name == type_name


@pytest.mark.parametrize(
    ("call", "note"),
    [
        ("leave_at_once()", "exit code 3"),
        ("crash()", "signal 11"),
        ("close_all()", "exit code"),
    ],
)
def test_a_process_that_ends_by_itself_died(worker: PythonWorker, call: str, note: str) -> None:
    seen = try_and_go_on(worker, call)

    assert seen.end is ObservedEnd.DIED
    assert note in seen.note


@pytest.mark.parametrize("call", ["spin()", "sleep_deaf()"])
def test_a_trial_past_its_time_timed_out(worker: PythonWorker, call: str) -> None:
    seen = try_and_go_on(worker, call)

    assert seen.end is ObservedEnd.TIMED_OUT


def test_too_much_output_is_not_shown_and_harms_nobody(worker: PythonWorker) -> None:
    seen = try_and_go_on(worker, "shout()")

    assert seen.end is ObservedEnd.RETURNED
    assert seen.stdout == ""
    assert "printed more than 10000" in seen.note


def test_writing_to_every_descriptor_reaches_no_protocol(worker: PythonWorker) -> None:
    seen = try_and_go_on(worker, "forge_by_fd()")

    assert seen.value is None or seen.value.source == "None"


def test_patching_os_does_not_silence_the_trial(worker: PythonWorker) -> None:
    seen = try_and_go_on(worker, "patch_os()")

    assert seen.end is ObservedEnd.RETURNED
    assert seen.value is not None
    assert seen.value.source == "1"


def processes_in(project: Project) -> list[str]:
    """List the processes that work in the project's root, besides the worker itself."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            cwd = str((entry / "cwd").readlink())
        except OSError:
            continue
        if cwd.startswith(str(project.root)):
            found.append(entry.name)
    return [pid for pid in found if pid not in {str(p.pid) for p in project.programs}]


@pytest.mark.parametrize("call", ["leave_a_daemon('x')", "multiply(6)"])
def test_nothing_that_a_trial_started_outlives_it(
    project: Project, worker: PythonWorker, call: str
) -> None:
    try_and_go_on(worker, call)

    assert processes_in(project) == []


def test_state_does_not_leak_from_trial_to_trial(worker: PythonWorker) -> None:
    first, second = worker.observe([situation("remember()"), situation("remember()")])

    assert first.value is not None
    assert first.value.source == "1"
    assert first.value == second.value


@pytest.mark.parametrize(
    ("call", "note"),
    [
        ("delete_checkout()", "changed files"),
        (f"spoil({SUBJECT!r})", SUBJECT),
        ("drop('left.txt')", "left.txt"),
    ],
)
def test_a_trial_that_changes_the_checkout_is_broken_and_undone(
    project: Project, worker: PythonWorker, call: str, note: str
) -> None:
    before = sorted(str(path) for path in project.root.rglob("*"))

    seen = try_and_go_on(worker, call)

    assert seen.end is ObservedEnd.BROKEN
    assert note in seen.note
    assert sorted(str(path) for path in project.root.rglob("*")) == before
    assert (project.root / SUBJECT).read_text() == HOSTILE


def test_a_killed_worker_is_started_again_and_its_trial_ended(tmp_path: Path) -> None:
    project = Project(tmp_path, HOSTILE)

    with project.worker() as worker:
        seen = try_and_go_on(worker, "kill_parent()")

    assert seen.end is ObservedEnd.DIED
    assert len(project.programs) == 2
    assert processes_in(project) == []


LOOK = "sorted((p.name, oct(p.stat().st_mode)) for p in Path(os.environ['HOME']).parent.rglob('*'))"


@pytest.mark.parametrize(
    "act",
    [
        "Path(os.environ['HOME'], 'left').write_text('')",
        "os.chmod(os.environ['TMPDIR'], 0)",
        "os.rmdir(os.environ['TMPDIR'])",
        "(os.rmdir(os.environ['HOME']), os.symlink('/', os.environ['HOME']))",
        "__import__('shutil').rmtree(Path(os.environ['HOME']).parent)",
    ],
)
def test_a_trial_finds_its_folders_as_if_it_were_the_first(worker: PythonWorker, act: str) -> None:
    imports = ("import os", "from pathlib import Path")
    look = situation(LOOK, imports=imports)

    first, _, then = worker.observe([look, situation(act, imports=imports), look])

    assert first.value is not None
    assert "tmpdir" in first.value.source
    assert then.value == first.value


def test_a_closed_worker_leaves_nothing(tmp_path: Path) -> None:
    project = Project(tmp_path, HOSTILE)

    with project.worker() as worker:
        worker.facts()
        worker.close()
        worker.close()

    assert list(project.temp.iterdir()) == []
    assert processes_in(project) == []
