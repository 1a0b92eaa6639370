"""Name missions: an id comes from its subject's path, so it stays over re-planning. Pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

ID_DIGITS = 8


def new_ids(paths: Sequence[str], taken: Collection[str]) -> dict[str, str]:
    """Derive an id from each path; where two meet, the later path takes its next digits."""
    ids, used = {}, set(taken)
    for path in sorted(paths):
        digits = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()
        candidates = (f"m-{digits[at : at + ID_DIGITS]}" for at in range(len(digits) - ID_DIGITS))
        ids[path] = next(candidate for candidate in candidates if candidate not in used)
        used.add(ids[path])
    return ids
