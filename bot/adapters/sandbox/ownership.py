"""Let the uid of confined programs write where they may, as root."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from bot.adapters.sandbox.spec import NOBODY

if TYPE_CHECKING:
    from pathlib import Path


def give_to_nobody(path: Path) -> None:
    """Make "nobody" the owner of a file or a whole tree; links are never followed.

    Programs may be at work in the tree, so every step goes by descriptor. A
    file with several names is left alone: one of them may lie elsewhere, as
    in caches that link instead of copying. Root can still read and remove all.

    Raises:
        OSError: the path is gone, or we are not root.
    """
    _give(str(path), None)
    if not path.is_dir():
        return
    for _, folders, files, descriptor in os.fwalk(path, follow_symlinks=False):
        for name in (*folders, *files):
            _give(name, descriptor)


def open_the_way(path: Path, below: Path) -> None:
    """Let everyone pass through, not list, the folders of ours from `below` down to a path.

    Temporary folders are made for their owner alone. Where nothing can be
    mounted, "nobody" must walk through them to what it was given.
    """
    for folder in path.parents:
        if folder == below or not folder.is_relative_to(below):
            continue
        about = folder.stat()
        if about.st_uid == os.geteuid() and not about.st_mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(about.st_mode) | stat.S_IXOTH)


def closed_to_nobody(path: Path) -> bool:
    """Say whether the rights on a path itself keep "nobody" from reading it."""
    about = path.stat()
    needed = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(about.st_mode) else 0)
    return about.st_uid != NOBODY and about.st_mode & needed != needed


def _give(name: str, folder: int | None) -> None:
    try:
        about = os.stat(name, dir_fd=folder, follow_symlinks=False)
        linked = about.st_nlink > 1 and not stat.S_ISDIR(about.st_mode)
        if about.st_uid != NOBODY and not linked:
            os.chown(name, NOBODY, NOBODY, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        if folder is None:
            raise
        # Removed meanwhile by a program that works in the tree.
