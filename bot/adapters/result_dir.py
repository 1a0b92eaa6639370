"""A folder of small files on disk, each written whole or not at all."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

UNFINISHED = ".tmp-"
FILE_MODE = 0o644


class ResultDir:
    """Implements ports.Store; makes the folder when first written to.

    `bytes_max` bounds what is read, where another job wrote it; None trusts it.
    """

    def __init__(self, folder: Path, *, bytes_max: int | None = None) -> None:
        self.folder = folder
        self._bytes_max = bytes_max

    def read(self, name: str) -> str | None:
        """Return a file's text, None where there is none.

        Raises:
            ValueError: it is larger than `bytes_max`, or not UTF-8.
        """
        path = self._path(name)
        if not path.is_file():
            return None
        if self._bytes_max is None:
            return path.read_bytes().decode()
        with path.open("rb") as stream:
            content = stream.read(self._bytes_max + 1)
        if len(content) > self._bytes_max:
            raise ValueError(f"is larger than {self._bytes_max} bytes")
        return content.decode()

    def write(self, name: str, text: str) -> None:
        """Write a file whole or not at all."""
        path = self._path(name)
        content = text.encode()
        # One name for each writer: a name drawn by lot costs ext4 four times as much.
        temporary = path.with_name(f"{UNFINISHED}{os.getpid()}-{threading.get_ident()}")
        try:
            with _new_file(temporary) as stream:
                # What root wrote belongs to the checkout's owner too, whatever root's umask is.
                os.fchmod(stream.fileno(), FILE_MODE)
                stream.write(content)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def append(self, name: str, line: str) -> None:
        """Add one line to a file; a torn last line, left by a kill, is ended first."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as stream:
            if stream.tell() > 0:
                stream.seek(-1, os.SEEK_END)
                if stream.read(1) != b"\n":
                    stream.write(b"\n")
            stream.write(line.encode() + b"\n")

    def delete(self, name: str) -> None:
        """Remove a file or a folder with all it holds."""
        _remove(self._path(name))

    def names(self, folder: str) -> tuple[str, ...]:
        """Name all files below a folder, in order, relative to it.

        What a kill left half written is no file of ours.
        """
        return tuple(sorted(_whole_files(self._path(folder), "")))

    def _path(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        path = self.folder.joinpath(*parts)
        ways = [path, *path.parents][: len(parts)]
        # To resolve each of ten thousand names took seconds; without a link there is no need.
        has_link = any(way.is_symlink() for way in ways)
        leaves = has_link and not self._leads_inside(path)
        if leaves or ".." in parts or name.startswith("/"):
            raise ValueError(f"{name!r} leaves the result directory")
        return path

    def _leads_inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError):
            # Python 3.11 and 3.12 tell a link that leads in a circle by a RuntimeError.
            return False


def _whole_files(top: Path, start: str) -> Iterator[str]:
    """Yield the files below a folder; links to folders are not followed."""
    try:
        with os.scandir(top) as found:
            entries = list(found)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _whole_files(top / entry.name, f"{start}{entry.name}/")
        elif not entry.name.startswith(UNFINISHED) and _is_file(entry):
            yield start + entry.name


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Tell whether an entry is a file; a link that leads in a circle is none."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _new_file(path: Path) -> BinaryIO:
    """Open a new file; its folder is made only where it is missing: there may be many files."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    try:
        handle = os.open(path, flags, FILE_MODE)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, flags, FILE_MODE)
    except FileExistsError:
        # A killed run had our number; or a link lies there, which is removed and not followed.
        _remove(path)
        handle = os.open(path, flags, FILE_MODE)
    return os.fdopen(handle, "wb")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
