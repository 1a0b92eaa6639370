"""Decide where a mission's test file goes and what it is called. Pure.

The place mirrors what people already do; the name is unique among all sources,
because pytest refuses two test files of one name in folders without __init__.py.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DEFAULT_PATTERN = "test_*.py"
_SUFFIX = "_missions"
_GENERIC_PARTS = frozenset({"src", "lib"})


def path_of_tests(
    subject: str,
    *,
    sources: Sequence[str],
    tests_dir: str,
    existing: Sequence[str],
    python_files: Sequence[str] = (DEFAULT_PATTERN,),
) -> str:
    """Return the path of the test file for one subject, relative to the repository.

    `sources` are all files that can be subjects, `existing` the files under
    `tests_dir` today, `python_files` what pytest collects.
    """
    name = file_name(subject, sources, python_files)
    return str(_folder(subject, tests_dir, [PurePosixPath(path) for path in existing]) / name)


def file_name(subject: str, sources: Iterable[str], python_files: Sequence[str]) -> str:
    """Name the test file: the shortest end of the subject's path that no other source shares.

    "src/shop/cart.py" gives "test_cart_missions.py", or
    "test_shop_cart_missions.py" where another cart.py exists.
    """
    taken = {tail for source in sources if source != subject for tail in _tails(source)}
    own = _tails(subject)
    return _from_pattern(
        next((tail for tail in own if tail not in taken), own[-1]) + _SUFFIX, python_files
    )


def _tails(path: str) -> list[str]:
    """List the names a path could go by, shortest first: "cart", "shop_cart"."""
    words = _words(path)
    return ["_".join(words[-count:]) for count in range(1, len(words) + 1)]


def _words(path: str) -> list[str]:
    """Split a path into the words a test's name is made of; "pkg/__init__.py" is "pkg"."""
    parts = list(PurePosixPath(path).with_suffix("").parts)
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    named = [part for part in parts[:-1] if part not in _GENERIC_PARTS] + parts[-1:]
    return [part.strip("_") or "module" for part in named]


def _from_pattern(stem: str, python_files: Sequence[str]) -> str:
    """Put a stem into the first pattern that has a place for it; pytest's default else."""
    default = DEFAULT_PATTERN.replace("*", stem)
    if any(fnmatchcase(default, pattern) for pattern in python_files):
        return default
    usable = [p for p in python_files if p.count("*") == 1 and p.endswith(".py") and "/" not in p]
    return usable[0].replace("*", stem) if usable else default


def _folder(subject: str, tests_dir: str, existing: Sequence[PurePosixPath]) -> PurePosixPath:
    """Choose the folder: beside the subject's own tests, else the deepest mirror of its path."""
    beside = [path for path in existing if _tests_of(path, PurePosixPath(subject).stem)]
    if beside:
        return min(beside, key=lambda path: (-_shared(path, subject), len(path.parts), path)).parent
    top = PurePosixPath(tests_dir)
    folders = {parent for path in existing for parent in path.parents if parent.is_relative_to(top)}
    start = _unit_folder(top, folders, existing)
    return _mirror(start, PurePosixPath(subject).parent.parts, folders)


def _tests_of(path: PurePosixPath, stem: str) -> bool:
    return path.name in {f"test_{stem}.py", f"{stem}_test.py", f"test{stem}.py"}


def _shared(path: PurePosixPath, subject: str) -> int:
    """Count the folders that a test file's path and the subject's have in common."""
    return len(set(path.parent.parts) & set(PurePosixPath(subject).parent.parts))


def _unit_folder(
    top: PurePosixPath, folders: set[PurePosixPath], existing: Sequence[PurePosixPath]
) -> PurePosixPath:
    """Descend into "unit" where a project keeps no tests at the top."""
    unit = top / "unit"
    has_tests_at_top = any(
        path.parent == top and path.name.startswith("test") and path.suffix == ".py"
        for path in existing
    )
    return unit if unit in folders and not has_tests_at_top else top


def _mirror(
    start: PurePosixPath, parts: Sequence[str], folders: set[PurePosixPath]
) -> PurePosixPath:
    """Follow the subject's folders below `start` as far as they exist there."""
    folder = start
    for part in parts:
        if folder / part in folders:
            folder /= part
    return folder
