"""Read a patch as it lies on disk: by names that are looked at, never followed."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from bot.stages.patch_guard import FILE_BYTES_MAX, FILES_MAX, FileKind, Patched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDERS_DEEP_MAX = 40


def patch_files(folder: Path) -> tuple[Patched, ...]:
    """Return what lies below a folder, by path; at most one file more than a patch may hold.

    A file that is too large comes with its first bytes, one more than are allowed.
    """
    found = []
    for path, place in _walk(folder, "", 0):
        found.append(_patched(path, place))
        if len(found) > FILES_MAX:
            break
    return tuple(sorted(found, key=lambda one: one.path))


def _walk(folder: Path, start: str, depth: int) -> Iterator[tuple[str, Path]]:
    if folder.is_symlink() or not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    for name in names:
        place = folder / name
        if place.is_dir() and not place.is_symlink() and depth < FOLDERS_DEEP_MAX:
            yield from _walk(place, f"{start}{name}/", depth + 1)
        else:
            yield start + name, place


def _patched(path: str, place: Path) -> Patched:
    try:
        # A link is refused by the system itself, and a pipe is not waited for.
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        kind = FileKind.LINK if place.is_symlink() else FileKind.OTHER
        return Patched(path, kind, b"")
    with os.fdopen(handle, "rb") as stream:
        mode = os.fstat(stream.fileno()).st_mode
        if not stat.S_ISREG(mode):
            return Patched(path, FileKind.OTHER, b"")
        kind = FileKind.EXECUTABLE if mode & stat.S_IXUSR else FileKind.REGULAR
        return Patched(path, kind, stream.read(FILE_BYTES_MAX + 1))
