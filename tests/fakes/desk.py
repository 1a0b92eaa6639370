"""A checkout and a stand-in for the installer: no network, and it tells what it was asked."""

import os
import stat
import sys
from pathlib import Path

from fakes.console import FakeConsole

from bot.languages.python.interpreter.environment import SubjectPython, find_python
from bot.languages.python.tree import find_tree

OURS = Path(sys.executable)
# A uv that writes down what it is asked, makes environments by a link, and
# installs by making the folder; REFUSE names what it cannot install.
UV = """#!/bin/sh
echo "$@" >> {log}
case "$*" in *"{refuse}"*) echo "no such package"; exit 1;; esac
case "$1" in
  venv) for last; do :; done; mkdir -p "$last/bin"; ln -s {python} "$last/bin/python";;
  pip) while [ $# -gt 0 ]; do [ "$1" = --target ] && mkdir -p "$2"; shift; done;;
esac
exit 0
"""


class Desk:
    """A checkout, a cache, and a machine whose only program is our uv."""

    def __init__(self, tmp_path: Path, *, refuse: str = "never-refused") -> None:
        self.root = tmp_path / "checkout"
        self.root.mkdir()
        self.cache = tmp_path / "cache"
        self.log = tmp_path / "log"
        self.log.touch()
        self.console = FakeConsole()
        bin_dir = tmp_path / "bin"
        bin_dir.mkdir()
        uv = bin_dir / "uv"
        uv.write_text(UV.format(log=self.log, python=OURS, refuse=refuse))
        uv.chmod(uv.stat().st_mode | stat.S_IXUSR)
        self.environ = {"PATH": f"{bin_dir}:{os.defpath}", "GITHUB_TOKEN": "secret"}

    def write(self, path: str, text: str = "") -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def find(self, given: Path | None = None) -> SubjectPython:
        return find_python(
            self.root,
            given=given,
            cache_dir=self.cache,
            tree=find_tree(self.root, None),
            console=self.console,
            environ=self.environ,
        )

    @property
    def asked(self) -> list[str]:
        return self.log.read_text().splitlines()
