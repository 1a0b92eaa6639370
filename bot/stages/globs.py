"""Match repository paths against patterns: "*" stays in a folder, "**" crosses folders."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r"(?:\*\*/)+|\*{2,}|\*|\?|[^*?]+")
_MEANING = {"*": "[^/]*", "?": "[^/]"}


def matches(path: str, pattern: str) -> bool:
    """Tell whether a path matches; a pattern without "/" looks at the file's name alone."""
    subject = path if "/" in pattern else path.rsplit("/", 1)[-1]
    return bool(_compiled(pattern).match(subject))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = []
    for token in _TOKEN.findall(pattern):
        if token.startswith("**"):
            parts.append("(?:.*/)?" if token.endswith("/") else ".*")
        else:
            parts.append(_MEANING.get(token, re.escape(token)))
    return re.compile("".join(parts) + r"\Z", re.DOTALL)
