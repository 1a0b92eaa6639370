"""Virtual environments, made once for each list of pins; packages with equal needs share one."""

from __future__ import annotations

import hashlib
import shutil
import sys
from typing import TYPE_CHECKING

from benchmark.programs import Call, Ran, run

if TYPE_CHECKING:
    from pathlib import Path

INSTALL_S_MAX = 900

# What runs and measures tests in every package's environment. SlipCover 1.1.0 knows
# the inside of pytest 8; with pytest 9 it warns and leaves test files out.
METERS = (
    "coverage==7.17.3",
    "pytest==8.4.2",
    "pytest-randomly==4.0.1",
    "pytest-timeout==2.4.0",
    "slipcover==1.1.0",
)


class NotInstalled(Exception):
    """A list of pins could not be installed here; says what pip said."""


def interpreter(name: str, pins: tuple[str, ...], folder: Path) -> Path:
    """Return the Python of an environment that has `pins`; make it where it is missing.

    Raises:
        NotInstalled: pip failed.
    """
    digest = hashlib.sha256("\n".join((sys.version, *pins)).encode()).hexdigest()[:10]
    home = folder / f"{name}-{digest}"
    python = home / "bin" / "python"
    if (home / "installed").exists():
        return python
    shutil.rmtree(home, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    sys.stderr.write(f"installing {name}: {', '.join(pins)}\n")
    _must((sys.executable, "-m", "venv", str(home)), folder)
    pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _must((*pip, *pins), folder)
    (home / "installed").write_text("\n".join(pins) + "\n", encoding="utf-8")
    return python


def _must(argv: tuple[str, ...], folder: Path) -> Ran:
    ran = run(Call(argv, folder, INSTALL_S_MAX))
    if ran.code:
        raise NotInstalled(ran.tail or f"exit {ran.code}")
    return ran
