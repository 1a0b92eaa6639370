"""Look at the text files a situation leaves in its own folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES_MAX = 20
FILE_BYTES_MAX = 20_000
WALKED_MAX = 500

Snapshot = dict[str, bytes]


def snapshot(folder: Path) -> Snapshot:
    """Return the small files under a folder: relative path with "/", content."""
    found: Snapshot = {}
    for path in _walk(folder):
        try:
            if path.is_symlink() or path.stat().st_size > FILE_BYTES_MAX:
                continue
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
        except OSError:
            continue
    return found


def changed_files(folder: Path, before: Snapshot) -> tuple[tuple[str, str], ...]:
    """Return the text files that are new or differ, in path order."""
    changed = []
    for name, content in sorted(snapshot(folder).items()):
        if before.get(name) != content:
            try:
                changed.append((name, content.decode("utf-8")))
            except UnicodeDecodeError:
                continue
    return tuple(changed[:FILES_MAX])


def _walk(folder: Path) -> Iterator[Path]:
    count = 0
    for base, _, names in os.walk(folder):
        for name in sorted(names):
            count += 1
            if count > WALKED_MAX:
                return
            path = Path(base, name)
            if path.is_file():
                yield path
