"""A small repository with one file below target, for tests that run the whole program."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.git import Git
from bot.cli import main
from bot.codec import to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKOUT = Path(__file__).parents[2]
# What we promise is five; a slow machine may need longer, a program that waits for its
# worker needs minutes.
LEAVE_S_MAX = 20
ROOMS = '''"""Rooms of a house."""


def area(width: int, depth: int) -> int:
    """Return the floor's area.

    >>> area(2, 3)
    6
    """
    if width < 0 or depth < 0:
        raise ValueError("a room has no negative side")
    return width * depth


def size_name(area: int) -> str:
    """Name a size."""
    if area < 10:
        return "small"
    if area < 30:
        return "middle"
    return "large"
'''
DOORS = '''"""Doors."""


def is_wide(width: int) -> bool:
    """Tell whether a bed fits through."""
    return width > 80
'''
# Nobody listens there, and whoever says where is asked no further.
NO_MODEL = {"OLLAMA_HOST": "127.0.0.1:1"}
TESTS = """from house.doors import is_wide


def test_a_bed_fits() -> None:
    assert is_wide(90)
"""
# As docs/formats.md says under "Timing".
TIMED = ("timing.json", "summary.md", "comment.md", "trials-*.jsonl", "completions.jsonl")
TIMED_REPORTS = ("report.json", "report.md", "index.html")
MISSION = "missions/coverage/001_src_house_rooms.yaml"
MASTER = "missions/coverage/000_master_campaign.yaml"


def make(root: Path, *, with_git: bool = False) -> Path:
    """Write the repository: rooms.py has no test, doors.py has all it needs."""
    for path, text in {
        "src/house/__init__.py": "",
        "src/house/rooms.py": ROOMS,
        "src/house/doors.py": DOORS,
        "tests/test_doors.py": TESTS,
        "pyproject.toml": '[project]\nname = "house"\nversion = "1"\n',
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    if with_git:
        Git(root).start("main", "a house")
    return root


def written(root: Path, name: str, content: bytes) -> Path:
    """Write a file with its folders; return its path."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def with_report(root: Path) -> Path:
    """Give a repository a report that knows its one file below target, and the others."""
    files = {
        "src/house/__init__.py": {"executed_lines": [], "missing_lines": []},
        "src/house/rooms.py": {"executed_lines": [1], "missing_lines": [4, 10]},
        "src/house/doors.py": {"executed_lines": [1, 4, 6], "missing_lines": []},
    }
    text = to_json({"meta": {"format": 3}, "files": files})
    written(root, "report.json", text.encode())
    return root


@dataclass(frozen=True)
class Ran:
    """What one command did: its exit code and what it printed."""

    code: int
    out: str
    err: str


def command(words: str, here: Path, environ: Mapping[str, str] | None = None) -> Ran:
    """Run one command in this process; its caches are this user's own."""
    out, err = io.StringIO(), io.StringIO()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}  # noqa: TID251 - git and the cache of overlays
    with redirect_stdout(out), redirect_stderr(err):
        code = main(words.split(), environ={**kept, **NO_MODEL, **(environ or {})}, here=here)
    return Ran(code, out.getvalue(), err.getvalue())


def started(
    words: str, root: Path, environ: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start the program in a process of its own."""
    code = "import sys; from bot.__main__ import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words.split()],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), **NO_MODEL, **(environ or {})},  # noqa: TID251 - as a shell would start it
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result_dir(root: Path) -> Path:
    """Return the one mission's result directory."""
    (found,) = (root / ".coverage-missions" / "missions").iterdir()
    return found


def kept_bytes(folder: Path) -> dict[str, bytes]:
    """Return what equal runs must write equally: all but the files that hold times."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(fnmatchcase(path.name, timed) for timed in TIMED)
    }


PYTHON = sys.executable
