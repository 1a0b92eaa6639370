"""A folder of small files on disk, each written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

UNFINISHED = ".tmp-"


class ResultDir:
    """Implements ports.Store; makes the folder when first written to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> str | None:
        """Return a file's text, None where there is none."""
        path = self._path(name)
        return path.read_bytes().decode() if path.is_file() else None

    def write(self, name: str, text: str) -> None:
        """Write a file whole or not at all."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name_now = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
        temporary = Path(name_now)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
            # mkstemp's 0600 would keep the owner of the checkout from reading what root wrote.
            temporary.chmod(0o644)
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
        path = self._path(name)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def names(self, folder: str) -> tuple[str, ...]:
        """Name all files below a folder, in order, relative to it.

        What a kill left half written is no file of ours.
        """
        top = self._path(folder)
        files = (path for path in top.rglob("*") if path.is_file())
        whole = (path for path in files if not path.name.startswith(UNFINISHED))
        return tuple(sorted(path.relative_to(top).as_posix() for path in whole))

    def _path(self, name: str) -> Path:
        path = self.folder / name
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError(f"{name!r} leaves the result directory")
        return path
