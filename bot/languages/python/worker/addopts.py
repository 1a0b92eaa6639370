"""Read the project's own pytest options and drop those that spoil a trial.

A trial runs one file, in one process, measured by us: options that measure,
reorder, distribute, repeat, stop early, collect other things or write reports
have no place in it. All others stay, for they change what tests mean.
"""

from __future__ import annotations

import configparser
import importlib
import importlib.util
import os
import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

TEXT_CHARS_MAX = 1_000_000

_DROPPED = re.compile(
    r"--(cov|no-cov|numprocesses|dist|maxprocesses|tx|exitfirst|maxfail|random|randomly|"
    r"junit|html|self-contained-html|json-report|report-log|allure|doctest|lf|last-failed|ff|"
    r"failed-first|nf|new-first|sw|stepwise|cache|pdb|trace|capture|flake8|mypy|pylint|black|"
    r"isort|ruff|pycodestyle|pydocstyle|nbval|reruns|only-rerun|forked|boxed|basetemp|"
    r"collect-only|co|setup-only|setup-plan|setup-show|profile|codspeed|picked|testmon|"
    r"ignore|deselect|rootdir|confcutdir|pyargs|count|repeat|flake-finder|isolate|cleanslate)"
    r"([-=]|\Z)"
)
_DROPPED_SHORT = ("-n", "-x", "-s", "-l")
_PLUGIN = re.compile(r"-p\s*(no:)?(xdist|cov|pytest_cov|randomly|random_order|cacheprovider)\Z")
_TAKES_NEXT = frozenset(
    (
        "--cov-report",
        "--cov-config",
        "--cov-fail-under",
        "--numprocesses",
        "-n",
        "--dist",
        "--maxfail",
        "--junitxml",
        "--junit-xml",
        "--html",
        "--basetemp",
        "--ignore",
        "--deselect",
        "--rootdir",
        "--confcutdir",
        "--reruns",
        "--count",
        "--ignore-glob",
        "--tx",
        "--capture",
    )
)
_FILES = (
    ("pytest.toml", "pytest"),
    (".pytest.toml", "pytest"),
    ("pytest.ini", "pytest"),
    (".pytest.ini", "pytest"),
    ("pyproject.toml", ""),
    ("tox.ini", "pytest"),
    ("setup.cfg", "tool:pytest"),
)


def filtered_addopts(root: str) -> str:
    """Return the project's `addopts` without what spoils a trial, "" where it has none."""
    return shlex.join(filter_options(read_addopts(root)))


def filter_options(options: list[str]) -> list[str]:
    """Drop options by name, with the argument that follows them, and bare paths."""
    kept: list[str] = []
    rest = list(options)
    while rest:
        option = rest.pop(0)
        following = rest[:1]
        is_pair = bool(following) and not following[0].startswith("-")
        if option in _TAKES_NEXT and is_pair:
            rest.pop(0)
        elif is_pair and option.startswith("-") and "=" not in option and _is_separate(option):
            kept += _unless_dropped((option, rest.pop(0)))
        elif option.startswith("-"):
            kept += _unless_dropped((option,))
    return kept


def _is_separate(option: str) -> bool:
    """Tell whether an option is one whose argument we know to come as the next word."""
    return option in ("-p", "-m", "-k", "-W", "-c", "-o", "-r", "--import-mode", "--asyncio-mode")


def _unless_dropped(words: tuple[str, ...]) -> list[str]:
    option = words[0]
    joined = " ".join(words)
    is_number = re.match(r"-n\d+\Z|-nauto\Z|-nlogical\Z", option) is not None
    if _DROPPED.match(option) or option in _DROPPED_SHORT or is_number or _PLUGIN.match(joined):
        return []
    return list(words)


def read_addopts(root: str) -> list[str]:
    """Read the first configuration file that pytest would take; [] for none or a broken one."""
    for name, section in _FILES:
        path = os.path.join(root, name)
        if os.path.isfile(path):
            table = _read_toml(path) if name.endswith(".toml") else _read_ini(path, section)
            if table is not None:
                value = table.get("addopts", "")
                return [str(v) for v in value] if isinstance(value, list) else _split(str(value))
    return []


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return []


def _read_ini(path: str, section: str) -> dict[str, object] | None:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(_text(path))
    except configparser.Error:
        return None
    is_own = os.path.basename(path) in ("pytest.ini", ".pytest.ini")
    if parser.has_section(section):
        return dict(parser.items(section))
    return {} if is_own else None


def _read_toml(path: str) -> dict[str, object] | None:
    reader = _toml_reader()
    try:
        found = reader.loads(_text(path)) if reader is not None else {}
    except ValueError:
        return None
    if os.path.basename(path) != "pyproject.toml":
        table = found.get("pytest", {})
    else:
        tool = found.get("tool", {}).get("pytest", {})
        table = tool.get("ini_options") or {k: v for k, v in tool.items() if k != "ini_options"}
    return dict(table) if table else None


def _toml_reader() -> ModuleType | None:
    """Return tomllib, or tomli, which pytest brings to Python 3.9 and 3.10; None without both."""
    for name in ("tomllib", "tomli"):
        if importlib.util.find_spec(name) is not None:
            return importlib.import_module(name)
    return None


def _text(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read(TEXT_CHARS_MAX)
