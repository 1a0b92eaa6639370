"""Tell whether a path stays inside the repository and on one line, by its text alone.

Symbolic links are not seen here: the corridor resolves the real path before it opens anything.
"""

from __future__ import annotations

import re

PATH_CHARACTERS_MAX = 1024

# Line ends of every kind too, and what is no UTF-8: such a name can forge a line of a log.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_DRIVE = re.compile(r"[A-Za-z]:")


def why_unsafe(path: str) -> str:  # noqa: PLR0911 - one reason a line
    """Return why a path is refused, with what to do; "" when it is a plain relative path."""
    if not path or len(path) > PATH_CHARACTERS_MAX:
        return f"must have 1 to {PATH_CHARACTERS_MAX} characters"
    if _CONTROL.search(path):
        return "holds a control character; remove it"
    if "\\" in path:
        return "uses '\\'; separate folders with '/'"
    if path.startswith("/") or _DRIVE.match(path):
        return "is absolute; write it relative to the repository"
    if path.startswith("~"):
        return "starts with '~'; write it relative to the repository"
    parts = path.split("/")
    if ".." in parts:
        return "leaves the repository by '..'; write the plain path"
    if "" in parts or "." in parts:
        return "holds an empty or '.' part; write the plain path"
    return ""
