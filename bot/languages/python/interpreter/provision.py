"""Make what is missing: an environment for a project, an overlay for an interpreter.

Installing runs the project's build backend, which is code of the repository
under test and needs the network, so it cannot run in the sandbox. It gets a
copy of the project, an allow-listed environment and a home of its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import EnvironmentBroken
from bot.languages.python.interpreter.installer import Installer, chosen_installer
from bot.languages.python.scratch import copy_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.languages.python.interpreter.needs import Needs
    from bot.languages.python.interpreter.probe import Probe
    from bot.ports.world import Console

# Projects that take their version from git find none in a copy.
_PRETEND = {"SETUPTOOLS_SCM_PRETEND_VERSION": "0.0.0", "PBR_VERSION": "0.0.0"}


@dataclass(frozen=True)
class Machine:
    """Where things are made and with which environment variables."""

    cache_dir: Path
    environ: Mapping[str, str]


@dataclass(frozen=True)
class Contents:
    """What an overlay holds: pinned, or the newest that knows an interpreter which the pins do not.

    `named` is what people call it; the pins need an interpreter of `pins_need` or newer.
    """

    named: str
    pins: tuple[str, ...]
    unpinned: tuple[str, ...]
    pins_need: tuple[int, int]


# As pyproject.toml pins them.
MEASURING = Contents(
    "coverage and pytest",
    ("coverage==7.17.3", "pytest==9.2.0"),
    ("coverage", "pytest"),
    pins_need=(3, 11),
)
SOLVING = Contents(
    "CrossHair",
    ("crosshair-tool==0.0.112", "z3-solver==5.3.1.0"),
    ("crosshair-tool",),
    pins_need=(3, 9),
)


def make_overlay(probe: Probe, machine: Machine, contents: Contents = MEASURING) -> Path:
    """Return the folder with these packages for an interpreter, made at the first call.

    Raises:
        EnvironmentBroken: they cannot be installed.
    """
    packages = contents.pins if _version(probe) >= contents.pins_need else contents.unpinned
    name = "-".join((probe.tag, *(package.replace("==", "") for package in packages)))
    folder = machine.cache_dir / "overlays" / name
    with _alone(folder):
        if folder.is_dir():
            return folder
        installer = chosen_installer(probe, machine.cache_dir, machine.environ)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            made = Path(temporary) / "overlay"
            said = installer.install("--target", str(made), *packages)
            if said:
                raise EnvironmentBroken(
                    f"{contents.named} cannot be installed for Python {probe.version}: {said}; "
                    "does this machine reach a package index?"
                )
            made.rename(folder)
    return folder


def make_environment(
    root: Path, needs: Needs, probe: Probe, machine: Machine, console: Console
) -> Path:
    """Return the interpreter of an environment that holds the project, made at the first call.

    Raises:
        EnvironmentBroken: neither the project nor its requirements can be installed.
    """
    folder = machine.cache_dir / "environments" / _key(root, needs, probe)
    complete = folder.with_name(f"{folder.name}.complete")
    executable = folder / "bin" / "python"
    with _alone(folder):
        if complete.exists() and executable.exists():
            return executable
        console.info("making an environment for the project", folder=str(folder))
        shutil.rmtree(folder, ignore_errors=True)
        installer = chosen_installer(probe, machine.cache_dir, {**machine.environ, **_PRETEND})
        installer = installer.with_environment(folder)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            copy = Path(temporary) / root.name
            copy_tree(root, copy)
            _install_project(installer, copy, needs, console)
        complete.touch()
    return executable


def _install_project(installer: Installer, copy: Path, needs: Needs, console: Console) -> None:
    """Install everything at once; where that fails the project first and the rest one by one.

    Raises:
        EnvironmentBroken: the project itself, or its only requirements, cannot be installed.
    """
    project = (str(copy),) if needs.installable else ()
    extras = (f"{copy}[{','.join(needs.extras)}]",) if project and needs.extras else project
    files = [("-r", str(copy / name)) for name in needs.requirement_files]
    everything = (*extras, *needs.requirements, *(part for pair in files for part in pair))
    said = installer.install(*everything) if everything else ""
    if not said:
        return
    console.warning("not everything installs at once, trying one by one")
    parts = [
        project,
        *([extras] if needs.extras else []),
        *files,
        *((r,) for r in needs.requirements),
    ]
    failed = {part: why for part in parts if part and (why := installer.install(*part))}
    if len(failed) == len([part for part in parts if part]) or project in failed:
        console.quoted("what the installer said", said)
        raise EnvironmentBroken("the project cannot be installed; see what the installer said")
    for part, why in failed.items():
        console.warning("a requirement cannot be installed and is left out")
        console.quoted(" ".join(part).replace(str(copy), "."), why)


def _key(root: Path, needs: Needs, probe: Probe) -> str:
    """Name an environment by all that decides what is in it."""
    digest = hashlib.sha256(f"{root}\0{sys.version}\0{probe.version}\0{probe.tag}".encode())
    for name in needs.metadata:
        digest.update(name.encode() + b"\0" + (root / name).read_bytes() + b"\0")
    return f"{probe.tag}-{digest.hexdigest()[:16]}"


def _version(probe: Probe) -> tuple[int, ...]:
    return tuple(int(part) for part in probe.version.split(".")[:2])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let only one process make a folder at a time."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
