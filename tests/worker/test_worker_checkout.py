"""What a trial did to the scratch copy is seen and undone; what the host wrote stays."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from bot.languages.python.worker import checkout as module
from bot.languages.python.worker.checkout import Checkout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "root"
    (place / "src" / "deep").mkdir(parents=True)
    (place / "src" / "a.py").write_text("a = 1\n")
    (place / "src" / "deep" / "b.py").write_text("b = 1\n")
    (place / "link").symlink_to("src")
    return place


def picture(root: Path) -> dict[str, str]:
    """Show every path with its content, its target or "folder"."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        else:
            found[name] = path.read_text() if path.is_file() else "folder"
    return found


def turn_folder_into_file(root: Path) -> None:
    shutil.rmtree(root / "src" / "deep")
    (root / "src" / "deep").write_text("x")


def turn_file_into_folder(root: Path) -> None:
    (root / "src" / "a.py").unlink()
    (root / "src" / "a.py").mkdir()


def turn_file_into_link(root: Path) -> None:
    (root / "src" / "a.py").unlink()
    (root / "src" / "a.py").symlink_to("/etc/passwd")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "root gone": shutil.rmtree,
    "folder gone": lambda root: shutil.rmtree(root / "src"),
    "file changed": lambda root: (root / "src" / "a.py").write_text("a = 2\n"),
    "file gone": lambda root: (root / "src" / "a.py").unlink(),
    "file new": lambda root: (root / "new.txt").write_text("x"),
    "folder new": lambda root: (root / "src" / "folder" / "inner").mkdir(parents=True),
    "file renamed": lambda root: (root / "src" / "a.py").rename(root / "src" / "c.py"),
    "folder to file": turn_folder_into_file,
    "file to folder": turn_file_into_folder,
    "file to link": turn_file_into_link,
    "folder locked": lambda root: (root / "src").chmod(0o700),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_told_and_undone(root: Path, name: str) -> None:
    (root / "src").chmod(0o755)
    checkout = Checkout(str(root))
    checkout.refresh()
    before = picture(root)

    DAMAGES[name](root)
    changed = checkout.repair()

    assert changed
    assert picture(root) == before
    assert checkout.repair() == ()


def test_what_came_and_went_is_no_damage(root: Path) -> None:
    checkout = Checkout(str(root))
    checkout.refresh()

    (root / "passing").write_text("x")
    (root / "passing").unlink()

    assert checkout.repair() == ()


@pytest.mark.parametrize("name", ["__pycache__", ".pytest_cache", ".git"])
def test_caches_are_not_watched(root: Path, name: str) -> None:
    checkout = Checkout(str(root))
    checkout.refresh()

    (root / name).mkdir()
    (root / name / "x").write_text("x")

    assert checkout.repair() == ()
    assert (root / name / "x").exists()


def test_what_the_host_wrote_before_the_request_stays(root: Path) -> None:
    checkout = Checkout(str(root))
    checkout.refresh()

    (root / "src" / "a.py").write_text("a = 'new'\n")
    (root / "src" / "deep" / "b.py").unlink()
    checkout.refresh()
    (root / "src" / "a.py").unlink()
    checkout.repair()

    assert (root / "src" / "a.py").read_text() == "a = 'new'\n"
    assert not (root / "src" / "deep" / "b.py").exists()


def test_a_file_too_large_to_keep_is_left_as_it_is(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FILE_BYTES_MAX", 3)
    checkout = Checkout(str(root))
    checkout.refresh()

    (root / "src" / "a.py").write_text("a = 2\n")

    assert checkout.repair() == ()
    assert (root / "src" / "a.py").read_text() == "a = 2\n"


def test_watching_is_bounded(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILES_MAX", 1)
    checkout = Checkout(str(root))
    checkout.refresh()

    shutil.rmtree(root / "src" / "deep")

    assert checkout.repair() == ()


def test_a_root_that_is_not_there_is_not_watched(tmp_path: Path) -> None:
    checkout = Checkout(str(tmp_path / "nowhere"))

    checkout.refresh()

    assert checkout.repair() == ()
    assert not os.path.lexists(tmp_path / "nowhere")
