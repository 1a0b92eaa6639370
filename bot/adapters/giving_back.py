"""Files that a container action made belong to root; the runner's user must be able to remove them.

A self-hosted runner keeps its workspace, and its next checkout fails on what it may not delete.
Only owners are changed, no link is followed, and nothing outside of the folder is touched.
"""

from __future__ import annotations

import os
import stat
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ROOT = 0
FILES_MAX = 1_000_000
"""So many names are looked at; what comes after them in a larger checkout stays as it is."""


def give_back(
    folder: Path,
    *,
    ours: int = ROOT,
    owner: tuple[int, int] | None = None,
    chown: Callable[..., None] = os.chown,
) -> int:
    """Give what is `ours` in a folder to its owner, and return how many files and folders.

    `owner` is a user and a group, by default those of the folder itself. Does
    nothing where the folder is ours or is not there, or where we are somebody else.
    """
    if os.geteuid() != ours or not folder.is_dir():
        return 0
    about = folder.stat()
    user, group = owner or (about.st_uid, about.st_gid)
    count = 0
    if user != ours:
        for name, place in _names_of(folder, ours):
            chown(name, user, group, dir_fd=place, follow_symlinks=False)
            count += 1
    return count


def left_by_root(folder: Path, *, ours: int = ROOT, most: int) -> list[str]:
    """Return names of what is root's in a folder of another user, at most so many."""
    if not folder.is_dir() or folder.stat().st_uid == ours:
        return []
    return [name for name, _ in islice(_names_of(folder, ours), most)]


def _names_of(folder: Path, user: int) -> Iterator[tuple[str, int]]:
    """Yield a name and its folder's descriptor for all that is one user's."""
    device = folder.stat().st_dev
    looked_at = 0
    for _, folders, files, place in os.fwalk(folder, follow_symlinks=False):
        for name in (*folders, *files):
            looked_at += 1
            if looked_at > FILES_MAX:
                return
            about = os.stat(name, dir_fd=place, follow_symlinks=False)
            # A second name of a file may lie elsewhere, so its owner is not ours to change.
            is_alone = stat.S_ISDIR(about.st_mode) or about.st_nlink == 1
            if about.st_uid == user and about.st_dev == device and is_alone:
                yield name, place
