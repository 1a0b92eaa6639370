"""Sample texts for parsers: docstrings of the repository, which are text that people wrote."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.engines.search.mine import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLES_MAX = 24
"""Texts kept."""

TEXT_MAX = 400
"""Characters of one text; longer ones do not read well in a test."""

_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def sample_texts(texts: Mapping[str, str], source: str) -> tuple[str, ...]:
    """Return docstrings of several lines, the subject's own first."""
    found: dict[str, None] = {}
    others = [texts[path] for path in sorted(texts) if path.endswith(".py")]
    for text in (source, *others):
        for node in ast.walk(parsed(text)) if len(found) < SAMPLES_MAX else ():
            sample = (ast.get_docstring(node) or "") if isinstance(node, _DOCUMENTED) else ""
            if "\n" in sample and len(sample) <= TEXT_MAX:
                found[sample] = None
    return tuple(found)[:SAMPLES_MAX]
