"""Ask the sandbox for the subject's interpreter: environment, folders and limits, from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.ports.world import Confinement, Request

if TYPE_CHECKING:
    from bot.domain.mission import Limits
    from bot.languages.python.interpreter.environment import SubjectPython
    from bot.languages.python.tree import Tree
    from bot.ports.worker import Conditions

WORKER_DIR = Path(__file__).parent / "worker"
_SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin")


def private_dir(tree: Tree) -> Path:
    """Return the folder beside the scratch copy for home, temporary files and results.

    Beside, not inside: tests look upwards from their temporary folder for
    configuration, and must not find the subject's.
    """
    return tree.root.with_name(f"{tree.root.name}.private")


def python_request(
    python: SubjectPython,
    tree: Tree,
    argv_tail: tuple[str, ...],
    *,
    conditions: Conditions,
    limits: Limits,
    wall_s: int,
) -> Request:
    """Return the request that runs `argv_tail`, a script and its arguments, in the scratch copy.

    Nothing of our own environment goes in. Makes the private folder where it is missing.
    """
    private = private_dir(tree)
    for name in ("home", "tmp"):
        (private / name).mkdir(parents=True, exist_ok=True)
    confinement = Confinement(
        readable=(*python.readable, python.overlay, WORKER_DIR),
        writable=(tree.root, private),
        env=_environment(python, private, conditions),
        wall_s=wall_s,
        memory_bytes=limits.memory_bytes_max,
        processes=limits.processes_max,
        output_bytes=limits.output_bytes_max,
    )
    return Request((str(python.executable), *argv_tail), tree.root, confinement)


def _environment(python: SubjectPython, private: Path, conditions: Conditions) -> dict[str, str]:
    return {
        "PATH": ":".join((str(python.executable.parent), *_SYSTEM_PATH)),
        "HOME": str(private / "home"),
        "TMPDIR": str(private / "tmp"),
        "LANG": conditions.locale,
        "LC_ALL": conditions.locale,
        "TZ": conditions.timezone,
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "COVERAGE_CORE": "ctrace",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": str(conditions.hash_seed),
        "PYTHONNOUSERSITE": "1",
    }
