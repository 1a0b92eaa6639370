"""Ask an interpreter what it is and what it can import, without importing any of it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import EnvironmentBroken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PROBE_S_MAX = 30
OLDEST = (3, 9)
LINKS_MAX = 20

_LOOK = """
import json, sys, sysconfig
print(json.dumps({
    "version": "%d.%d.%d" % sys.version_info[:3],
    "implementation": sys.implementation.name,
    "tag": "%s%d%d-%s" % (
        sys.implementation.name, *sys.version_info[:2], sysconfig.get_platform()),
    "folders": [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *sys.path],
}))
"""
_FIND = """
import json, sys
from importlib.util import find_spec
def is_missing(name):
    try:
        return name not in sys.builtin_module_names and find_spec(name) is None
    except (ImportError, ValueError):
        return name not in sys.modules
print(json.dumps([name for name in json.load(sys.stdin) if is_missing(name)]))
"""


@dataclass(frozen=True)
class Probe:
    """An interpreter that starts; `tag` names version and platform: "cpython311-linux-x86_64"."""

    executable: Path
    version: str
    tag: str
    readable: tuple[Path, ...]


def look_at(executable: Path, environ: Mapping[str, str]) -> Probe:
    """Start an interpreter once and tell what it is.

    The path is kept as given: resolving it would lead out of a virtual environment.

    Raises:
        EnvironmentBroken: it does not start, or is older than we support.
    """
    executable = executable.absolute()
    said = json.loads(_ask(executable, _LOOK, environ))
    if tuple(int(part) for part in said["version"].split(".")[:2]) < OLDEST:
        raise EnvironmentBroken(
            f"{executable} is Python {said['version']}; "
            f"name one of {OLDEST[0]}.{OLDEST[1]} or newer with --python"
        )
    folders = [*_links(executable), *(Path(folder) for folder in said["folders"] if folder)]
    return Probe(executable, said["version"], said["tag"], _outermost(folders))


def missing_modules(
    probe: Probe, names: Sequence[str], environ: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the top-level modules that the interpreter does not find, in order."""
    return tuple(json.loads(_ask(probe.executable, _FIND, environ, json.dumps(list(names)))))


def _ask(executable: Path, code: str, environ: Mapping[str, str], text: str = "") -> str:
    # -I: neither the working directory nor PYTHON* variables have a say.
    argv = [str(executable), "-I", "-c", code]
    try:
        ran = subprocess.run(  # noqa: S603 - our own code, a chosen interpreter
            argv,
            input=text,
            env=dict(environ),
            cwd="/",
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=PROBE_S_MAX,
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", None) or error).strip()[-500:]
        raise EnvironmentBroken(
            f"{executable} does not start as Python: {said}; name another with --python"
        ) from error
    return ran.stdout


def _links(path: Path) -> Iterator[Path]:
    """Yield the folder of an executable and of all that it links to."""
    for _ in range(LINKS_MAX):
        yield path.parent
        if not path.is_symlink():
            return
        path = path.parent / path.readlink()


def _outermost(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Drop what does not exist and what lies inside another of them; sorted."""
    existing = {folder for folder in folders if folder.exists() and folder != Path("/")}
    return tuple(
        sorted(
            folder
            for folder in existing
            if not any(folder != other and folder.is_relative_to(other) for other in existing)
        )
    )
