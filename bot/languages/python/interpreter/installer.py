"""Install packages with uv or pip, in a process group of its own and with little to see."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from bot.errors import EnvironmentBroken
from bot.languages.python.interpreter.versions import satisfies

if TYPE_CHECKING:
    from bot.languages.python.interpreter.probe import Probe

PIP = "pip"
INSTALL_S_MAX = 1200
SAID_CHARS_MAX = 3000
# What an installer needs to reach its index; anything else may be a secret.
_KEPT_STARTS = ("PIP_", "UV_")
_KEPT = frozenset({
    "PATH", "LANG", "LC_ALL", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "CC", "CXX",
    "SETUPTOOLS_SCM_PRETEND_VERSION", "PBR_VERSION",
})  # fmt: skip


@dataclass(frozen=True)
class Installer:
    """How to install for one interpreter: the commands before their arguments."""

    venv: tuple[str, ...]
    command: tuple[str, ...]
    executable: Path
    environ: Mapping[str, str]

    def install(self, *arguments: str) -> str:
        """Install; return "" or the end of what the installer said."""
        filled = [part.format(python=self.executable) for part in self.command]
        return _run([*filled, *arguments], self.environ)

    def with_environment(self, folder: Path) -> Installer:
        """Make an empty virtual environment and return the installer for it.

        Raises:
            EnvironmentBroken: it cannot be made.
        """
        said = _run([*self.venv, str(folder)], self.environ)
        if said:
            raise EnvironmentBroken(
                f"no virtual environment can be made with {self.venv[0]}: {said}"
            )
        return replace(self, executable=folder / "bin" / "python")


def chosen_installer(probe: Probe, cache_dir: Path, environ: Mapping[str, str]) -> Installer:
    """Prefer uv, then the pip at hand, then the interpreter's own pip."""
    kept = installer_environ(environ, cache_dir / "home")
    uv = which("uv", path=kept.get("PATH"))
    python = str(probe.executable)
    if uv:
        command: tuple[str, ...] = (uv, "pip", "install", "--quiet", "--compile-bytecode")
        command = (*command, "--python", "{python}")
        return Installer(
            (uv, "venv", "--quiet", "--python", python), command, probe.executable, kept
        )
    options = ("install", "--quiet", "--no-input", "--disable-pip-version-check")
    if _own_pip_serves(probe):
        command = (sys.executable, "-m", "pip", "--python", "{python}", *options)
        venv = (python, "-m", "venv", "--without-pip")
        return Installer(venv, command, probe.executable, kept)
    return Installer(
        (python, "-m", "venv"), ("{python}", "-m", "pip", *options), probe.executable, kept
    )


def _own_pip_serves(probe: Probe) -> bool:
    """Tell whether the pip beside us runs under that interpreter."""
    try:
        about = metadata(PIP)
    except PackageNotFoundError:
        return False
    return satisfies(probe.version, about["Requires-Python"] or "")


def installer_environ(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return the allow-listed environment of an installer, with a home that holds nothing else.

    The user's pip configuration stays in force, by name.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if name.upper() in _KEPT or name.startswith(_KEPT_STARTS)
    }
    users = Path(environ["HOME"]) if "HOME" in environ else home
    for config in (users / ".config/pip/pip.conf", users / ".pip/pip.conf"):
        if config.is_file():
            kept.setdefault("PIP_CONFIG_FILE", str(config))
    home.mkdir(parents=True, exist_ok=True)
    return {"PATH": os.defpath, **kept, "HOME": str(home), "PYTHONNOUSERSITE": "1"}


def _run(argv: list[str], environ: Mapping[str, str]) -> str:
    """Run a program to its end; return "" or, where it failed, the end of its output."""
    with tempfile.TemporaryFile() as output:
        with subprocess.Popen(  # noqa: S603 - our own arguments; paths of the copy
            argv,
            env=dict(environ),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as program:
            try:
                code = program.wait(INSTALL_S_MAX)
            except subprocess.TimeoutExpired:
                return f"stopped after {INSTALL_S_MAX} s"
            finally:
                _end_group(program.pid)
        output.seek(0)
        said = output.read().decode(errors="replace").strip()[-SAID_CHARS_MAX:]
    return "" if code == 0 else said or f"exit code {code}"


def _end_group(leader: int) -> None:
    """End what is left of a program and all it started."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
