"""Undo what a trial did to the scratch copy, so that the next one starts from the same files.

Small files are kept in memory; a change is seen by size and time of files and
folders. The host writes to the copy between requests, never during one: each
request starts with a fresh look. Bounded by names, bytes and files: what lies
beyond the bounds is not watched.
"""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES_MAX = 3000
FILE_BYTES_MAX = 1024**2
BYTES_MAX = 64 * 1024**2

_UNWATCHED = frozenset(
    (
        ".git",
        ".hg",
        ".venv",
        "venv",
        "node_modules",
        "__pycache__",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".hypothesis",
        "build",
        "dist",
    )
)

Mark = tuple[int, int, int, int]
"""Device-independent sign of a file's state: kind and mode, size, time in ns, inode."""


@dataclass
class Checkout:
    """The watched files of one root; watches nothing where the root cannot be written."""

    root: str
    _marks: dict[str, Mark] = field(default_factory=dict)
    _contents: dict[str, bytes] = field(default_factory=dict)
    _links: dict[str, str] = field(default_factory=dict)
    _is_whole: bool = False

    def refresh(self) -> None:
        """Take the present state as the right one."""
        if not os.access(self.root, os.W_OK):
            return
        marks: dict[str, Mark] = {}
        links: dict[str, str] = {}
        kept = 0
        for path, mark in self._walk():
            marks[path] = mark
            if stat.S_ISREG(mark[0]) and mark[1] <= FILE_BYTES_MAX and kept + mark[1] <= BYTES_MAX:
                kept += mark[1]
                if self._marks.get(path) != mark or path not in self._contents:
                    self._contents[path] = _read(path)
            elif stat.S_ISLNK(mark[0]):
                links[path] = os.readlink(path)
        self._marks, self._links = marks, links
        self._is_whole = len(marks) < FILES_MAX
        for path in set(self._contents) - set(marks):
            del self._contents[path]

    def repair(self) -> tuple[str, ...]:
        """Bring the root back to its last refreshed state; return the paths that had changed.

        A folder whose time alone moved counts as unchanged: something came and went.
        """
        damaged = [path for path, mark in self._marks.items() if _mark(path) != mark]
        if not damaged:
            return ()
        # The root itself may be gone, so folders come back first, outermost first.
        folders = [path for path in damaged if stat.S_ISDIR(self._marks[path][0])]
        changed = [path for path in folders if self._restore_folder(path)]
        for path in damaged:
            if path in self._contents and _content_differs(path, self._contents[path]):
                _write(path, self._contents[path], self._marks[path])
                changed.append(path)
        for path, target in self._links.items():
            if path in damaged and not (os.path.islink(path) and os.readlink(path) == target):
                _remove(path)
                os.symlink(target, path)
                changed.append(path)
        # Beyond the bound nobody knows what is new, and nothing may be lost.
        found = self._walk() if self._is_whole else ()
        strange = [path for path, _ in found if path not in self._marks]
        for path in strange:
            _remove(path)
        self.refresh()
        return tuple(os.path.relpath(path, self.root) for path in (*changed, *strange))

    def _restore_folder(self, path: str) -> bool:
        """Make a folder again as it was; tell whether it had gone or lost its mode."""
        now = _mark(path)
        if now is None or not stat.S_ISDIR(now[0]):
            _remove(path)
            os.makedirs(path, exist_ok=True)
        elif now[0] == self._marks[path][0]:
            return False
        os.chmod(path, stat.S_IMODE(self._marks[path][0]))
        return True

    def _walk(self) -> Iterator[tuple[str, Mark]]:
        """List watched folders and files, outer before inner, in order."""
        queue: list[str] = [self.root]
        count = 0
        for folder in queue:
            mark = _mark(folder)
            if mark is None or count > FILES_MAX:
                continue
            yield folder, mark
            for name in _names(folder):
                path = os.path.join(folder, name)
                inner = _mark(path)
                count += 1
                if inner is None or count > FILES_MAX:
                    continue
                if stat.S_ISDIR(inner[0]):
                    queue.append(path)
                else:
                    yield path, inner


def _names(folder: str) -> list[str]:
    try:
        return sorted(set(os.listdir(folder)) - _UNWATCHED)
    except OSError:
        return []


def _mark(path: str) -> Mark | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_mode, found.st_size, found.st_mtime_ns, found.st_ino


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(FILE_BYTES_MAX)
    except OSError:
        return b""


def _content_differs(path: str, content: bytes) -> bool:
    return not os.path.isfile(path) or os.path.islink(path) or _read(path) != content


def _write(path: str, content: bytes, mark: Mark) -> None:
    if os.path.islink(path) or os.path.isdir(path):
        _remove(path)
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, stat.S_IMODE(mark[0]))


def _remove(path: str) -> None:
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)
    except OSError:
        pass
