"""References to what earlier steps gave: `${{ steps.<id>.outputs.<key> }}`.

Here they are only found; what they name is checked against the steps' outputs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FORM = "${{ steps.<id>.outputs.<key> }}"

_OPENING = re.compile(r"\$\{\{")
_REFERENCE = re.compile(
    r"\$\{\{\s*steps\.(?P<step>[a-zA-Z][a-zA-Z0-9_-]*)\.outputs\.(?P<key>[a-zA-Z][a-zA-Z0-9_-]*)\s*\}\}"
)


@dataclass(frozen=True)
class Reference:
    """One reference."""

    step: str
    key: str


def references(text: str) -> tuple[Reference, ...]:
    """Find the references of a text, in order.

    Raises:
        ValueError: a "${{" opens something else; the message shows it.
    """
    found = []
    for opening in _OPENING.finditer(text):
        match = _REFERENCE.match(text, opening.start())
        if match is None:
            near = text[opening.start() : opening.start() + 40]
            raise ValueError(f"{near!r} is no reference; write {FORM}")
        found.append(Reference(match["step"], match["key"]))
    return tuple(found)
