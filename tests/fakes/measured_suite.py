"""A small package whose suite is measured, really run and unconfined."""

import sys
from pathlib import Path

import coverage
from fakes.plain_sandbox import PlainSandbox

from bot.domain.mission import Limits
from bot.languages.python.interpreter.environment import SubjectPython
from bot.languages.python.suite.measure import measure
from bot.languages.python.tree import find_tree
from bot.ports.workshop import Suite

OVERLAY = Path(coverage.__file__).parent.parent
PYTHON = SubjectPython(Path(sys.executable), "3", "ours", (), OVERLAY)

CODE = """\
import sys

def sign(x):
    if x > 0:
        return 1
    for _ in range(x, 0):
        if x < -5:  # pragma: no branch
            return -2
    try:
        return -1 if x else 0
    finally:
        print("done")

class C:
    def never(self):
        raise NotImplementedError

    def debug(self):  # pragma: no cover
        return 1
"""
TEST = """\
import pytest
from pkg.code import sign

def test_sign(): assert sign(1) == 1
def test_zero(): assert sign(0) == 0
"""


def project(root: Path, **texts: str) -> Path:
    """Write a package of two files, and more: "tests__test_a" is tests/test_a.py."""
    files = {"pkg/__init__.py": "", "pkg/code.py": CODE, "pkg/idle.py": CODE}
    files |= {name.replace("__", "/") + ".py": text for name, text in texts.items()}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def measured(root: Path, *, limits: Limits | None = None) -> Suite:
    return measure(find_tree(root, None), PYTHON, PlainSandbox(), limits or Limits())


def ends(suite: Suite) -> dict[str, str]:
    return {name: end.value for name, end in suite.ends.items()}
