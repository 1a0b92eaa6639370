"""Say under which name tests import a file, and why some files have none. Pure."""

from __future__ import annotations

import keyword
import unicodedata
from pathlib import PurePosixPath

_PACKAGE = "__init__"
_PROGRAM = "__main__"
_WHAT_TO_DO = "rename it, or leave it out by `omit` in coverage.py's settings"


def module_name(path: str) -> str:
    """Return the dotted name of a file below its source root: "shop/__init__.py" is "shop"."""
    return ".".join(_parts(path))


def why_no_import(path: str, subject: str) -> str:
    """Return why no `import` statement can name a file, with what to do; "" where one can.

    `path` is the file's path below its source root, `subject` what people are told.
    """
    wrong = next(((part, why) for part in _parts(path) if (why := _why_no_name(part))), None)
    if wrong is not None:
        return f"{subject}: tests cannot import it, {wrong[0]!r} {wrong[1]}; {_WHAT_TO_DO}"
    if _parts(path) == [_PROGRAM]:
        what = f"{_PROGRAM!r} at the top is the running program itself"
        return f"{subject}: tests cannot import it, {what}; {_WHAT_TO_DO}"
    return ""


def _parts(path: str) -> list[str]:
    parts = list(PurePosixPath(path).with_suffix("").parts)
    return parts[:-1] if parts[-1] == _PACKAGE and len(parts) > 1 else parts


def _why_no_name(part: str) -> str:
    if keyword.iskeyword(part):
        return "is a keyword of Python"
    if not part.isidentifier():
        return "is no Python name"
    # `import` looks for the name in this form, whatever the file is called.
    normal = unicodedata.normalize("NFKC", part)
    return "" if part == normal else f"is looked for as {normal!r}"
