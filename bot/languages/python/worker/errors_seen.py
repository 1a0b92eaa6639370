"""Describe an exception: its names, its message, and which line of the subject it passed last."""

from __future__ import annotations

import ast
import os
import traceback
from functools import lru_cache

from .naming import dotted_name
from .records import ErrorRecord

MESSAGE_CHARS_MAX = 2000
NOTE_CHARS_MAX = 500
_PYTEST = os.path.join("_pytest", "assertion", "rewrite.py")


def describe_error(error: BaseException, subject_path: str) -> ErrorRecord:
    """Return what a test can say about an exception."""
    line = last_line(error, subject_path)
    mro = tuple(dotted_name(cls) for cls in type(error).__mro__ if cls is not object)
    return ErrorRecord(
        type_name=dotted_name(type(error)),
        message=_message(error),
        line=line,
        explicit=line in raise_lines(subject_path),
        mro=mro,
    )


def _message(error: BaseException) -> str:
    try:
        return clean(str(error))[:MESSAGE_CHARS_MAX]
    except Exception:
        return ""


def clean(text: str) -> str:
    """Replace what cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(error: BaseException) -> str:
    """Say an exception in one line, for notes."""
    return f"{type(error).__name__}: {_message(error)}".replace("\n", " ")[:NOTE_CHARS_MAX]


def is_of_pytest(error: BaseException, subject_path: str) -> bool:
    """Tell whether an exception came out of pytest's import hook, which the subject met.

    An import meets pytest's hook for assertions, and a path that hook cannot take: under
    another runner, or with `--assert=plain`, the subject meets another error, or none.
    """
    files = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__)]
    after = files[len(files) - files[::-1].index(subject_path) :] if subject_path in files else ()
    return any(file.endswith(_PYTEST) for file in after)


def last_line(error: BaseException, subject_path: str) -> int:
    """Return the subject's line that the exception passed last; 0 where it passed none."""
    found = 0
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == subject_path:
            found = line
    return found


@lru_cache(maxsize=8)
def raise_lines(path: str) -> frozenset[int]:
    """Return the lines inside `raise` statements of a file; none where it does not parse."""
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return frozenset()
    return frozenset(
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )
