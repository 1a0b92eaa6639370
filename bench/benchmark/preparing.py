"""Make packages ready: fetched, laid out as repositories, interpreters beside them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from benchmark import archives, interpreters
from benchmark.meter import Bench

if TYPE_CHECKING:
    from pathlib import Path

    from benchmark.packages import Package


def ready(package: Package, folder: Path) -> Bench:
    """Lay the package out anew below `folder`, without its pytest settings."""
    archive = package.archive
    root = folder / "roots" / package.top
    shutil.rmtree(root, ignore_errors=True)
    root.parent.mkdir(parents=True, exist_ok=True)
    archives.unpack(archive, archives.fetch(archive, folder / "archives"), root)
    settings = root / "pyproject.toml"
    if settings.exists():
        text = settings.read_text(encoding="utf-8")
        settings.write_text(archives.without_pytest_settings(text), encoding="utf-8")
    archives.commit(root)
    return Bench(package, root, interpreter(package, (), folder))


def interpreter(package: Package, tools: tuple[str, ...], folder: Path) -> Path:
    """Return the Python that has the package's needs, the meters, and `tools`.

    Raises:
        NotInstalled: pip failed.
    """
    pins = (*interpreters.METERS, *package.needs, *tools)
    name = "-".join(("subject", *(tool.partition("=")[0].partition("[")[0] for tool in tools)))
    return interpreters.interpreter(name, pins, folder / "venvs")


def mutation_tool(pins: tuple[str, ...], folder: Path) -> Path:
    """Return the Python of the environment that mutates: the tool alone.

    Raises:
        NotInstalled: pip failed.
    """
    return interpreters.interpreter("mutants", pins, folder / "venvs")
