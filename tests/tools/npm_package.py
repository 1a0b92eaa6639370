"""Fetch one pinned package by npm's own client, and unpack what is asked for.

The digest decides, not the registry: a package that differs is refused. Only the
cutting scripts beside this file use it; no test does.
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory


@dataclass(frozen=True)
class Package:
    """One version of one package; `sha512` is of the archive, in hexadecimal."""

    name: str
    version: str
    sha512: str

    def read(self, *members: str, archive: Path | None = None) -> dict[str, bytes]:
        """Return the bytes of some files of the package, by their paths inside of it.

        `archive` is a package that was fetched before; else npm fetches it.

        Raises:
            ValueError: the archive is not the pinned one.
        """
        with TemporaryDirectory() as scratch:
            path = archive or self._fetch(Path(scratch))
            found = hashlib.sha512(path.read_bytes()).hexdigest()
            if found != self.sha512:
                raise ValueError(f"{path.name} has the digest {found}; {self.sha512} is pinned")
            with tarfile.open(path) as packed:
                return {member: _bytes(packed, f"package/{member}") for member in members}

    def _fetch(self, folder: Path) -> Path:
        wanted = f"{self.name}@{self.version}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True)
        (path,) = folder.glob("*.tgz")
        return path


def _bytes(packed: tarfile.TarFile, member: str) -> bytes:
    opened = packed.extractfile(member)
    if opened is None:
        raise ValueError(f"{member} is no file")
    return opened.read()
