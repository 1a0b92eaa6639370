"""Find out what a project needs installed, from its files alone; nothing runs."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.languages.python.hints import project_hints
from bot.languages.python.scratch import files_below
from bot.languages.python.source_text import decoded
from bot.languages.python.tree import import_names, settings_files, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bot.languages.python.tree import Tree

FILES_READ_MAX = 500
FILE_BYTES_MAX = 1024**2
_REQUIREMENT_FILES = (
    "requirements.txt",
    "requirements-test.txt",
    "requirements-tests.txt",
    "requirements-dev.txt",
    "requirements_test.txt",
    "requirements_dev.txt",
    "test-requirements.txt",
    "dev-requirements.txt",
    "requirements/test.txt",
    "requirements/tests.txt",
    "requirements/testing.txt",
    "requirements/dev.txt",
)
_METADATA_FILES = (
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "poetry.lock",
    "uv.lock",
    "MANIFEST.in",
)
# What asks at run time whether the project is installed, and as what.
_ASKS_METADATA = re.compile(r"\b(importlib[._]metadata|pkg_resources)\b")
# The overlay brings these.
_AT_HAND = frozenset({"pytest", "_pytest", "coverage"})


@dataclass(frozen=True)
class Needs:
    """What has to be there: `imports` are top-level modules that files import unconditionally.

    `requirement_files` are relative to the root. `metadata` holds the names of
    the files that, when they change, ask for a new environment.
    """

    installable: bool
    nothing_to_install: bool
    extras: tuple[str, ...]
    requirements: tuple[str, ...]
    requirement_files: tuple[str, ...]
    requires_python: str
    imports: tuple[str, ...]
    metadata: tuple[str, ...]


def needs_of(tree: Tree) -> Needs:
    """Read a checkout's metadata and the imports of its sources and tests."""
    hints = project_hints(settings_files(tree.root))
    requirement_files = tuple(n for n in _REQUIREMENT_FILES if (tree.root / n).is_file())
    texts = list(_texts(tree))
    declared = (hints.has_dependencies, hints.test_needs, requirement_files)
    asks_metadata = any(_ASKS_METADATA.search(text) for text in texts)
    return Needs(
        installable=hints.installable,
        nothing_to_install=not any(declared) and not asks_metadata,
        extras=hints.extras,
        requirements=hints.requirements,
        requirement_files=requirement_files,
        requires_python=hints.requires_python,
        imports=tuple(sorted(_imports(texts) - _local_names(tree))),
        metadata=tuple(
            name for name in (*_METADATA_FILES, *requirement_files) if (tree.root / name).is_file()
        ),
    )


def _texts(tree: Tree) -> Iterator[str]:
    """Yield the text of sources and tests, sources first, at most FILES_READ_MAX."""
    tests = (path for path in files_below(tree.root, tree.tests_dir) if path.endswith(".py"))
    for path in [*sources(tree), *tests][:FILES_READ_MAX]:
        file = tree.root / path
        if file.stat().st_size <= FILE_BYTES_MAX:
            yield decoded(file.read_bytes())


def _imports(texts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                body = ast.parse(text).body
        except (SyntaxError, ValueError):
            continue
        for node in body:
            found |= _names(node)
    return found - _AT_HAND


def _names(node: ast.stmt) -> set[str]:
    """Name the top-level modules that one statement imports; under `if` or `try` is no need."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return {node.module.partition(".")[0]}
    return set()


def _local_names(tree: Tree) -> set[str]:
    """Name what the checkout itself offers: packages, test helpers, folders at the top."""
    helpers = {PurePosixPath(path).stem for path in files_below(tree.root, tree.tests_dir)}
    return {
        *import_names(tree),
        *helpers,
        *_folders(tree.root),
        *_folders(tree.root / tree.tests_dir),
    }


def _folders(folder: Path) -> set[str]:
    return (
        {entry.name for entry in folder.iterdir() if entry.is_dir()} if folder.is_dir() else set()
    )
