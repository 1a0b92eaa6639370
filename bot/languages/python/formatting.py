"""Format a test file with the bundled ruff, by the project's own settings."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from ruff.__main__ import find_ruff_bin  # type: ignore[import-untyped]  # it has no stubs

from bot.languages.python.hints import table, toml
from bot.languages.python.tree import import_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.languages.python.tree import Tree

FORMAT_S_MAX = 30
_OWN_FILES = ("ruff.toml", ".ruff.toml")
_LINE_LENGTH_DEFAULT = 88


def format_test(source: str, path: str, tree: Tree) -> str:
    """Return the source formatted, imports sorted; `path` says whose settings apply.

    A project that configures ruff gets exactly that, one that configures black
    its line length; nothing above the tree has a say.

    Raises:
        ValueError: the source does not parse.
    """
    own = _settings(path, tree)
    try:
        return _formatted(source, path, tree, own)
    except _SettingsRefusedError:
        return _formatted(source, path, tree, _isolated(tree))


class _SettingsRefusedError(Exception):
    """Ruff cannot work with the project's settings."""


def _formatted(source: str, path: str, tree: Tree, settings: Sequence[str]) -> str:
    first_party = f"lint.isort.known-first-party={json.dumps(list(import_names(tree)))}"
    select = ("--select", "I", "--fix-only", "--config", first_party)
    ordered = _ruff(("check", *select, *settings), source, path, tree)
    return _ruff(("format", *settings), ordered, path, tree)


def _settings(path: str, tree: Tree) -> tuple[str, ...]:
    """Return options that keep ruff to settings inside the tree."""
    folder = (tree.root / path).parent
    while folder.is_relative_to(tree.root):
        if _configures_ruff(folder):
            return ()
        folder = folder.parent
    return _isolated(tree)


def _configures_ruff(folder: Path) -> bool:
    if any((folder / name).is_file() for name in _OWN_FILES):
        return True
    return bool(table(_pyproject(folder), "tool", "ruff"))


def _isolated(tree: Tree) -> tuple[str, ...]:
    pyproject = _pyproject(tree.root)
    black = table(pyproject, "tool", "black")
    length = black.get("line-length", black.get("line_length"))
    length = length if isinstance(length, int) else _LINE_LENGTH_DEFAULT
    return ("--isolated", "--line-length", str(length))


def _pyproject(folder: Path) -> dict[str, object]:
    path = folder / "pyproject.toml"
    return toml(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else {}


def _ruff(options: Sequence[str], source: str, path: str, tree: Tree) -> str:
    argv = [find_ruff_bin(), *options, "--no-cache", "--quiet"]
    argv += ["--stdin-filename", str(tree.root / path), "-"]
    ran = subprocess.run(  # noqa: S603 - the bundled program, source on stdin
        argv,
        input=source,
        cwd=tree.root,
        env={},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=FORMAT_S_MAX,
    )
    if ran.returncode == 0:
        return ran.stdout
    if "Failed to parse" in ran.stderr or "--isolated" in options:
        raise ValueError(f"{path} cannot be formatted: {ran.stderr.strip()[-500:]}")
    raise _SettingsRefusedError
