"""Check a patch once more where the token is: what a mission's job left behind is untrusted.

Nothing is run. A patch may hold the mission's one test file and what the mission keeps
of itself below missions/; whatever else it holds refuses all of it.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.paths import why_unsafe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FILES_MAX = 10
FILE_BYTES_MAX = 200_000
DELETED_MAX = 2
MISSIONS = "missions/"
OPEN_MISSIONS = "missions/coverage/"
_TEST_NAME = re.compile(r"(?:test_[^/]*|[^/]*_test)\.py")
_MISSION_FILE = re.compile(
    r"missions/(?:(?:coverage|done|failed)/[\w.-]+\.yaml|(?:registry|learned)/[\w.-]+\.json)"
)


class FileKind(StrEnum):
    """What a path of the patch is on disk."""

    REGULAR = "regular file"
    EXECUTABLE = "executable file"
    LINK = "symbolic link"
    OTHER = "no file"


@dataclass(frozen=True)
class Patched:
    """One file of a patch: its path in the repository, what it is, its bytes ("" for no file)."""

    path: str
    kind: FileKind
    content: bytes


def why_refused(files: Sequence[Patched], deleted: Sequence[str], tests_file: str) -> str:
    """Return why a patch must not be published, "" where it may; `tests_file` is the mission's."""
    return next(_reasons(files, deleted, tests_file), "")


def _reasons(files: Sequence[Patched], deleted: Sequence[str], tests_file: str) -> Iterator[str]:
    if not files:
        yield "it holds no file"
    if len(files) > FILES_MAX or len(deleted) > DELETED_MAX:
        yield (
            f"it holds {len(files)} files and deletes {len(deleted)}; "
            f"{FILES_MAX} and {DELETED_MAX} are allowed"
        )
    for one in files:
        reason = _why_not(one, tests_file)
        if reason:
            yield f"{_shown(one.path)} {reason}"
    for path in deleted:
        if why_unsafe(path) or not path.startswith(OPEN_MISSIONS) or not path.endswith(".yaml"):
            yield f"it deletes {_shown(path)}; only files of {OPEN_MISSIONS} may go"
    yield from _doubles([one.path for one in files])


def _why_not(one: Patched, tests_file: str) -> str:
    reason = why_unsafe(one.path)
    if not reason and one.kind is not FileKind.REGULAR:
        reason = f"is a {one.kind.value}; only regular files are published"
    if not reason and len(one.content) > FILE_BYTES_MAX:
        reason = f"has {len(one.content)} bytes; {FILE_BYTES_MAX} are allowed"
    return reason or _why_no_text(one) or _why_out_of_place(one, tests_file)


def _why_no_text(one: Patched) -> str:
    try:
        text = one.content.decode("utf-8")
    except UnicodeDecodeError:
        return "is not UTF-8"
    return "holds a NUL" if "\0" in text else ""


def _why_out_of_place(one: Patched, tests_file: str) -> str:
    text = one.content.decode("utf-8")
    if one.path.startswith(MISSIONS):
        return _why_no_mission_file(one.path, text)
    if one.path != tests_file:
        return "is neither the mission's test file nor below missions/"
    return _why_no_tests(one.path, text)


def _why_no_tests(path: str, text: str) -> str:
    if not _TEST_NAME.fullmatch(path.rpartition("/")[2]) or _is_hidden(path):
        return "has not the name of a test file"
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "does not parse"
    return ""


def _why_no_mission_file(path: str, text: str) -> str:
    if not _MISSION_FILE.fullmatch(path) or _is_hidden(path):
        return "is no mission file and no record"
    if path.endswith(".json"):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return "is no JSON"
    return ""


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _doubles(paths: Iterable[str]) -> Iterator[str]:
    """Refuse paths that are one file on some file systems: "A.py" and "a.py"."""
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            yield f"{_shown(path)} and {_shown(other)} differ only in case"


def _shown(path: str) -> str:
    return repr(path[:100])
