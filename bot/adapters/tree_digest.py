"""A folder's content as one digest, to know whether a measurement is still of these files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def digest_tree(root: Path, *, without: Collection[str]) -> str:
    """Return 64 hex digits over every file's path and bytes; `without` names top folders left out.

    Caches that interpreters write (__pycache__) never count.
    """
    whole = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        parts = path.relative_to(root).parts
        if parts[0] in without or "__pycache__" in parts:
            continue
        whole.update("/".join(parts).encode("utf-8", "surrogateescape") + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
