"""Folders of runs that were killed are removed, folders of living runs never are."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from fakes.tiny import CHECKOUT, command, make

from bot.adapters import scratch_folders
from bot.adapters.scratch_folders import LOCK, claimed, sweep

PREFIX = "missions-"
HOLD = """
import sys
from pathlib import Path
from bot.adapters.scratch_folders import claimed
with claimed(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def scratch(top: Path, name: str) -> Path:
    folder = top / f"{PREFIX}{name}"
    (folder / "house").mkdir(parents=True)
    (folder / "house/rooms.py").write_text("x = 1\n", encoding="utf-8")
    return folder


def abandoned(top: Path, name: str) -> Path:
    folder = scratch(top, name)
    with claimed(folder):
        pass
    return folder


def test_a_folder_is_kept_while_its_process_lives_and_removed_once_it_was_killed(
    temporary: Path,
) -> None:
    folder = scratch(temporary, "a")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        env={"PYTHONPATH": str(CHECKOUT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "held\n"
        assert (folder / LOCK).read_text(encoding="utf-8") == f"{owner.pid}\n"

        assert sweep(PREFIX) == 0
        assert (folder / "house/rooms.py").exists()

        owner.kill()
        owner.wait()
        assert sweep(PREFIX) == 1
    assert not folder.exists()


def test_a_program_that_was_started_meanwhile_holds_nothing(temporary: Path) -> None:
    folder = scratch(temporary, "a")
    with claimed(folder):
        child = subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE)

    with child:
        assert sweep(PREFIX) == 1
        child.communicate()


def test_what_nobody_claimed_is_left_alone(temporary: Path) -> None:
    unclaimed = scratch(temporary, "a")
    other = abandoned(temporary, "b").rename(temporary / "sandbox-b")
    outside = abandoned(temporary, "c").rename(temporary / "outside")
    link, file = temporary / f"{PREFIX}link", temporary / f"{PREFIX}file"
    link.symlink_to(outside)
    file.write_text("x", encoding="utf-8")

    assert sweep(PREFIX) == 0
    assert all(path.exists() for path in (unclaimed, other, outside, link, file))


def test_a_lock_that_leads_elsewhere_is_no_claim(temporary: Path) -> None:
    folder = scratch(temporary, "a")
    (temporary / "elsewhere").write_text("x", encoding="utf-8")
    (folder / LOCK).symlink_to(temporary / "elsewhere")

    assert sweep(PREFIX) == 0
    assert folder.exists()


def test_a_file_system_without_locks_claims_nothing(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int, _how: int) -> None:
        raise OSError("no locks here")

    folder = scratch(temporary, "a")
    monkeypatch.setattr("fcntl.flock", refuse)
    with claimed(folder):
        pass

    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    assert sweep(PREFIX) == 0
    assert folder.exists()


def test_one_start_sweeps_a_bounded_number(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch_folders, "SWEPT_MAX", 2)
    for name in "abc":
        abandoned(temporary, name)

    assert [sweep(PREFIX), sweep(PREFIX), sweep(PREFIX)] == [2, 1, 0]


def test_a_run_removes_what_killed_runs_left_and_tells_it_in_one_line(temporary: Path) -> None:
    root = make(temporary / "house")
    left = [abandoned(temporary, name) for name in "ab"]
    alive = scratch(temporary, "c")

    with claimed(alive):
        ran = command("plan", root)

    assert ran.code == 0, ran.err
    told = [line for line in ran.err.splitlines() if "killed runs" in line]
    assert told == ["scratch folders of killed runs removed count=2"]
    assert not any(folder.exists() for folder in left)
    assert alive.exists()
    assert list(temporary.glob(f"{PREFIX}*")) == [alive]
