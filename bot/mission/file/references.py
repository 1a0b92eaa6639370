"""References to what earlier steps gave: `${{ steps.<id>.outputs.<key> }}`.

One pass: what is put in is never scanned again, and what is not defined is an
error, never an empty text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM = "${{ steps.<id>.outputs.<key> }}"

_OPENING = re.compile(r"\$\{\{")
_REFERENCE = re.compile(
    r"\$\{\{\s*steps\.(?P<step>[a-zA-Z][a-zA-Z0-9_-]*)\.outputs\.(?P<key>[a-zA-Z][a-zA-Z0-9_-]*)\s*\}\}"
)


@dataclass(frozen=True)
class Reference:
    """One reference; `start` and `end` are offsets into the text around it."""

    step: str
    key: str
    start: int
    end: int


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
        found.append(Reference(match["step"], match["key"], match.start(), match.end()))
    return tuple(found)


def interpolate(text: str, outputs: Mapping[str, Mapping[str, str]]) -> str:
    """Replace each reference by the step's output; outputs are by step id and key.

    Raises:
        ValueError: a malformed reference, or one that names nothing.
    """
    parts, end = [], 0
    for reference in references(text):
        given = outputs.get(reference.step, {})
        if reference.key not in given:
            name = f"steps.{reference.step}.outputs.{reference.key}"
            raise ValueError(f"{name} is not defined; it has: {', '.join(given) or 'nothing'}")
        parts += [text[end : reference.start], given[reference.key]]
        end = reference.end
    return "".join([*parts, text[end:]])
