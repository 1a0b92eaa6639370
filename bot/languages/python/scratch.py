"""List the project's own files, and copy them to a scratch place where anything may happen.

The copy holds what git knows or would add, and generated modules that git
ignores; never .git, never what lies behind a link that leaves the tree.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bot.errors import EnvironmentBroken, GitError
from bot.languages.python.source_text import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES_MAX = 200_000
FILE_BYTES_MAX = 64 * 1024**2
GIT_S_MAX = 120
# Folders that hold no code of the project, wherever they are.
_NEVER = frozenset({
    "__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env", "virtualenv",
    "vendor", "_vendor", "vendored", "_vendored", "third_party", "thirdparty", "extern",
})  # fmt: skip
# Folders that hold none when they stand at the top of the repository.
_NOT_AT_TOP = frozenset({
    "doc", "docs", "documentation", "example", "examples", "sample", "samples", "demo", "demos",
    "bench", "benches", "benchmark", "benchmarks", "missions", "script", "scripts", "tool", "tools",
    "ci", "bin", "requirements", "changelog", "news",
})  # fmt: skip
_NOT_COPIED = frozenset({
    ".git", ".hg", ".svn", "__pycache__", "node_modules", ".venv", "venv", ".tox", ".nox",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".coverage-missions",
})  # fmt: skip
_GENERATED = frozenset({".py", ".pyi", ".so", ".pyd"})


def files_below(root: Path, folder: str, *, links: bool = True) -> Iterator[str]:
    """Yield the files of a folder that can be the project's code, relative to the root.

    Regular files only, and links to such where asked: a pipe would be waited for. A path
    that is no UTF-8 could be written into no mission, so it is left out too.
    """
    waiting = [root / folder]
    while waiting:
        here = waiting.pop()
        at_top = here == root
        entries = _entries(here)
        # Texts and no paths: a large repository has a hundred thousand of them.
        start = "" if at_top else f"{here.relative_to(root).as_posix()}/"
        for entry in entries:
            if _is_file(entry, links=links) and is_text(start + entry.name):
                yield start + entry.name
        folders = (entry for entry in reversed(entries) if entry.is_dir(follow_symlinks=False))
        inner = (here / entry.name for entry in folders)
        waiting += [path for path in inner if not is_ignored(path, at_top=at_top)]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return what a folder holds, in order; one that cannot be listed holds nothing."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def _is_file(entry: os.DirEntry[str], *, links: bool) -> bool:
    """Tell whether an entry is a regular file; a link that leads in a circle is none."""
    try:
        return entry.is_file(follow_symlinks=links)
    except OSError:
        return False


def is_text(path: str) -> bool:
    """Tell whether a path can be written as UTF-8; a file system takes any bytes."""
    return path.isascii() or not any("\ud800" <= character <= "\udfff" for character in path)


def is_ignored(folder: Path, *, at_top: bool) -> bool:
    """Tell whether a folder cannot hold the project's own code."""
    name = folder.name
    return (
        name.startswith(".")
        or name in _NEVER
        or name.endswith((".egg-info", ".dist-info"))
        or (at_top and name in _NOT_AT_TOP)
        or folder.is_symlink()
        or (folder / "pyvenv.cfg").exists()
    )


def copy_tree(root: Path, destination: Path) -> tuple[str, ...]:
    """Copy a checkout to `destination`, which must not exist; return notes on what was left out.

    Raises:
        GitError: the checkout is git's, and git does not list it.
        EnvironmentBroken: more than FILES_MAX files.
    """
    root = root.resolve()
    notes = []
    destination.mkdir(parents=True)
    copier = _Copier(root, destination)
    for count, path in enumerate(_copied(root, destination)):
        if count >= FILES_MAX:
            raise EnvironmentBroken(
                f"{root} holds more than {FILES_MAX} files; "
                "point --root at the project itself, or let git ignore what is no source"
            )
        note = copier.copy(path)
        notes += [note] if note else []
    return tuple(notes)


class _Copier:
    """Copies files one by one, and looks at each folder once: a repository has many files."""

    def __init__(self, root: Path, destination: Path) -> None:
        self._root = root
        self._destination = destination
        self._is_inside: dict[Path, bool] = {}
        self._made: set[Path] = set()

    def copy(self, path: str) -> str:
        """Copy a file or a link; return why it was left out, "" where it was not."""
        source, target = self._root / path, self._destination / path
        if not is_text(path) and source.suffix in SUFFIXES:
            # Neither a test's name nor a mission could hold it; what tests read may be anything.
            return f"{_shown(path)}: its name is no UTF-8, left out; rename it"
        is_link = source.is_symlink()
        if not self._holds(source) or (is_link and not self._leads_inside(source)):
            return f"{_shown(path)}: leads out of the repository, left out"
        if is_link and not source.readlink().is_absolute():
            self._make_folder(target.parent)
            target.symlink_to(source.readlink())
            return ""
        if not source.is_file():
            # A submodule is a folder, and what is deleted may still be listed.
            is_odd = source.exists() and not source.is_dir()
            return f"{_shown(path)}: no regular file, left out" if is_odd else ""
        if source.stat().st_size > FILE_BYTES_MAX:
            return f"{_shown(path)}: larger than {FILE_BYTES_MAX // 1024**2} MiB, left out"
        self._make_folder(target.parent)
        shutil.copy(source, target)
        return ""

    def _leads_inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self._root)
        except (OSError, RuntimeError):
            # Python 3.11 and 3.12 tell a link that leads in a circle by a RuntimeError.
            return False

    def _holds(self, source: Path) -> bool:
        """Tell whether the way to a file stays inside the checkout."""
        folder = source.parent
        if folder not in self._is_inside:
            self._is_inside[folder] = self._leads_inside(folder)
        return self._is_inside[folder]

    def _make_folder(self, folder: Path) -> None:
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)


def _shown(path: str) -> str:
    r"""Write a path for people; bytes that are no UTF-8 as "\xff"."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def own_files(root: Path) -> list[str]:
    """List what a copy would hold, files and links, as far as their paths tell.

    Raises:
        GitError: the checkout is git's, and git does not list it.
    """
    listed = _git_files(root) if _is_gits(root) else []
    return listed or list(_walked(root))


def _copied(root: Path, destination: Path) -> list[str]:
    inside = destination.resolve()
    return [path for path in own_files(root) if not (root / path).is_relative_to(inside)]


def _is_gits(root: Path) -> bool:
    return any((folder / ".git").exists() for folder in (root, *root.parents))


def _walked(root: Path) -> Iterator[str]:
    for here, folders, names in os.walk(root):
        links = [name for name in folders if Path(here, name).is_symlink()]
        folders[:] = sorted(n for n in folders if not _is_not_copied(Path(here, n)))
        for name in sorted((*names, *links)):
            yield Path(here, name).relative_to(root).as_posix()


def _is_not_copied(folder: Path) -> bool:
    return folder.name in _NOT_COPIED or folder.is_symlink() or (folder / "pyvenv.cfg").exists()


def _git_files(root: Path) -> list[str]:
    """List tracked, new, and generated files; [] where an outer repository ignores this folder."""
    own = _git_list(root, "-c", "-o")
    ignored = _git_list(root, "-o", "-i", "--directory") if own else []
    generated = [path for path in ignored if PurePosixPath(path).suffix in _GENERATED]
    return sorted({*own, *generated})


def _git_list(root: Path, *options: str) -> list[str]:
    # The checkout may set programs to run and belong to another user, as in a container.
    argv = ["git", "-C", str(root), "-c", "core.fsmonitor=false", "-c", "safe.directory=*"]
    argv += ["ls-files", "-z", "--exclude-standard", *options]
    try:
        ran = subprocess.run(  # noqa: S603 - fixed arguments
            argv, capture_output=True, check=True, timeout=GIT_S_MAX
        )
    except FileNotFoundError:
        return []
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git ls-files in {root} took more than {GIT_S_MAX} s") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise GitError(f"git cannot list the files of {root}: {said}") from error
    return [os.fsdecode(path) for path in ran.stdout.split(b"\0") if path and path[-1:] != b"/"]


def text_files(root: Path, suffixes: frozenset[str]) -> Iterator[str]:
    """Yield the regular files with these suffixes, docs and examples too; no links."""
    for path in _walked(root):
        file = root / path
        is_wanted = file.suffix in suffixes and is_text(path)
        if is_wanted and file.is_file() and not file.is_symlink():
            yield path
