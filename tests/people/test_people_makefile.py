"""`make setup` says what a machine lacks; `make help` and `.ci/run` keep to the Makefile."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Under `make test` this is a make inside make, which would tell where it is.
MAKE = ("make", "--no-print-directory")

# Stand-ins for interpreters: each fails at one of the questions that setup asks.
TOO_OLD = '#!/bin/sh\ncase "$2" in *version_info*) exit 1 ;; esac\n'
NO_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\n'


def set_up(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    command = [*MAKE, "setup", f"PYTHON={python}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def interpreter(folder: Path, script: str) -> str:
    path = folder / "python-stand-in"
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_missing_interpreter_is_named(tmp_path: Path) -> None:
    done = set_up(tmp_path, "python-that-is-not-here")

    assert done.returncode != 0
    assert "python-that-is-not-here is not here; install Python 3.11 or newer" in done.stdout


def test_an_old_interpreter_is_refused(tmp_path: Path) -> None:
    done = set_up(tmp_path, interpreter(tmp_path, TOO_OLD))

    assert done.returncode != 0
    assert "is older than 3.11" in done.stdout
    assert not (tmp_path / ".venv").exists()


def test_a_missing_venv_module_is_told_with_its_package(tmp_path: Path) -> None:
    done = set_up(tmp_path, interpreter(tmp_path, NO_VENV))

    assert done.returncode != 0
    assert "apt install python3-venv" in done.stdout
    assert not (tmp_path / ".venv").exists()


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    return set(phony[1].split())


def test_help_lists_every_target() -> None:
    command = [*MAKE, "help"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert {line.split()[0] for line in listed.splitlines()} == targets()


def test_pages_and_ci_name_only_targets_that_exist() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / ".ci/run"]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)

    named = set(re.findall(r"^(?:timed )?make ([a-z0-9-]+)|`make ([a-z0-9-]+)", text, re.MULTILINE))
    assert {one or other for one, other in named} <= targets()
