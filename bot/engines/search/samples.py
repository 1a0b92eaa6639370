"""Sample texts for parsers: docstrings of the repository, which are text that people wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.engines.search.mine import docstrings, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLES_MAX = 24
"""Texts kept."""

TEXT_MAX = 400
"""Characters of one text; longer ones do not read well in a test."""


def sample_texts(texts: Mapping[str, str], source: str) -> tuple[str, ...]:
    """Return docstrings of several lines, the subject's own first."""
    found: dict[str, None] = {}
    others = [texts[path] for path in sorted(texts) if path.endswith(".py")]
    # The subject is among the texts, too.
    for text in dict.fromkeys((source, *others)):
        if len(found) >= SAMPLES_MAX:
            break
        found |= dict.fromkeys(filter(_is_sample, docstrings(parsed(text), with_text="\n")))
    return tuple(found)[:SAMPLES_MAX]


def _is_sample(text: str) -> bool:
    return "\n" in text and len(text) <= TEXT_MAX
