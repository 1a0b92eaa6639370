"""Find or make the interpreter that runs the subject, and the overlay that measures it.

Never installs into the user's environment or writes into the user's tree.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import EnvironmentBroken
from bot.languages.python.interpreter.installer import installer_environ
from bot.languages.python.interpreter.needs import Needs, needs_of
from bot.languages.python.interpreter.probe import look_at, missing_modules
from bot.languages.python.interpreter.provision import (
    SOLVING,
    Machine,
    make_environment,
    make_overlay,
)
from bot.ports.world import Console

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.languages.python.interpreter.probe import Probe
    from bot.languages.python.tree import Tree

NAMED_MAX = 5


@dataclass(frozen=True)
class SubjectPython:
    """An interpreter: `origin` says in plain words where it came from.

    `readable` are the folders that it needs to start and import; `overlay`
    holds coverage and pytest for it, apart from its own environment.
    """

    executable: Path
    version: str
    origin: str
    readable: tuple[Path, ...]
    overlay: Path


def find_python(
    root: Path,
    *,
    given: Path | None,
    cache_dir: Path,
    tree: Tree,
    console: Console,
    environ: Mapping[str, str],
) -> SubjectPython:
    """Choose the interpreter: given, the checkout's .venv, one made for it, or the one in use.

    The one in use comes before making one where nothing would have to be
    installed. `environ` is this process's; little of it is handed on.

    Raises:
        EnvironmentBroken: none of them can run the subject; the message says what to do.
    """
    machine = Machine(cache_dir.absolute(), environ)
    chooser = _Chooser(root.resolve(), needs_of(tree), machine, console)
    for probe, origin in chooser.choices(given):
        overlay = make_overlay(probe, machine)
        console.info("python", version=probe.version, origin=origin)
        return SubjectPython(probe.executable, probe.version, origin, probe.readable, overlay)
    raise EnvironmentBroken(
        "no interpreter can run this project: making an environment failed (see above) and the "
        f"one in use lacks {chooser.lacking}; "
        "install the project and its test requirements somewhere and name it with --python"
    )


def solver_overlay(python: SubjectPython, *, cache_dir: Path, environ: Mapping[str, str]) -> Path:
    """Return the folder with CrossHair for a chosen interpreter, made at the first call.

    Raises:
        EnvironmentBroken: it cannot be installed.
    """
    # It can be done without, so that a machine without a network must not wait for it.
    machine = Machine(cache_dir.absolute(), {"PIP_RETRIES": "1", **environ})
    probe = look_at(python.executable, installer_environ(environ, machine.cache_dir / "home"))
    try:
        return make_overlay(probe, machine, SOLVING)
    except EnvironmentBroken as error:
        raise EnvironmentBroken(
            f"{SOLVING.named} cannot be installed for Python {probe.version}; "
            "does this machine reach a package index?"
        ) from error


@dataclass
class _Chooser:
    """Goes through the choices and tells why one is passed over."""

    root: Path
    needs: Needs
    machine: Machine
    console: Console
    lacking: str = ""

    def choices(self, given: Path | None) -> Iterator[tuple[Probe, str]]:
        """Yield interpreters that can run the subject, best first."""
        if given is not None:
            yield self._look(given), f"given: {given}"
            return
        yield from self._checkouts()
        in_use = self._look(Path(sys.executable))
        missing = self._missing(in_use)
        if self.needs.nothing_to_install and not missing:
            yield in_use, "the one in use: the project needs nothing installed"
        yield from self._made(in_use)
        if not missing:
            yield in_use, "the one in use: it has what the project imports"
        self.lacking = _named(missing)

    def _checkouts(self) -> Iterator[tuple[Probe, str]]:
        """Yield the checkout's own environment where it is whole."""
        executable = self.root / ".venv" / "bin" / "python"
        if not executable.exists():
            return
        try:
            probe = self._look(executable)
        except EnvironmentBroken as error:
            self.console.warning("the checkout's .venv is passed over", why=str(error))
            return
        missing = self._missing(probe)
        if missing:
            self.console.warning("the checkout's .venv is passed over", lacks=_named(missing))
        else:
            yield probe, "the checkout's .venv"

    def _made(self, base: Probe) -> Iterator[tuple[Probe, str]]:
        try:
            executable = make_environment(self.root, self.needs, base, self.machine, self.console)
            yield self._look(executable), "an environment made from the project's metadata"
        except EnvironmentBroken as error:
            self.console.warning("no environment could be made", why=str(error))

    def _look(self, executable: Path) -> Probe:
        return look_at(executable, self._scrubbed())

    def _missing(self, probe: Probe) -> tuple[str, ...]:
        return missing_modules(probe, self.needs.imports, self._scrubbed())

    def _scrubbed(self) -> dict[str, str]:
        return installer_environ(self.machine.environ, self.machine.cache_dir / "home")


def _named(modules: tuple[str, ...]) -> str:
    rest = " and more" if len(modules) > NAMED_MAX else ""
    return ", ".join(modules[:NAMED_MAX]) + rest
