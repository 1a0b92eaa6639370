"""Read what a project's own files say about its layout, needs and pytest options. Pure.

Text in, facts out; a file that cannot be read as what it claims to be gives no
facts, because the file system can still tell.
"""

from __future__ import annotations

import ast
import configparser
import re
import shlex
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TEST_EXTRAS = ("test", "tests", "testing", "dev")
_TEST_GROUPS = ("test", "tests", "testing", "dev")
PYTEST_NAMES = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini")
_GROUP_DEPTH_MAX = 20


@dataclass(frozen=True)
class PytestHints:
    """What the project tells pytest; None means that it says nothing."""

    addopts: tuple[str, ...] = ()
    testpaths: tuple[str, ...] = ()
    python_files: tuple[str, ...] = ("test_*.py", "*_test.py")


@dataclass(frozen=True)
class ProjectHints:
    """What packaging metadata says. `installable`: there is something that pip can build.

    `extras` are those for tests, `requirements` come from dependency groups
    for tests; `has_dependencies` is also true where only running the build
    could tell. `test_needs` tells that extras or groups ask for more than what
    measuring brings anyway.
    """

    source_roots: tuple[str, ...] = ()
    installable: bool = False
    has_dependencies: bool = False
    extras: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    test_needs: bool = False
    requires_python: str = ""


def toml(text: str) -> dict[str, object]:
    """Parse TOML; {} where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def ini(text: str) -> configparser.ConfigParser:
    """Parse an INI file without interpolation; empty where it is none."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return configparser.ConfigParser(interpolation=None)
    return parser


def table(value: object, *keys: str) -> dict[str, object]:
    """Walk nested tables; {} where one is missing or something else."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def strings(value: object) -> tuple[str, ...]:
    """Return a list's strings, or the words of a string."""
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def pytest_hints(files: Mapping[str, str]) -> PytestHints:
    """Find the first file in pytest's own order that configures it.

    `files` maps names at the root ("pytest.ini", "pyproject.toml", ...) to text.

    Source: pytest, "Configuration file formats".
    """
    for name in PYTEST_NAMES:
        if name.endswith(".toml") and name in files:
            return _pytest_options(table(toml(files[name]), "pytest"))
        if name in files:
            return _pytest_ini(files[name], "pytest")
    tool = table(toml(files.get("pyproject.toml", "")), "tool", "pytest")
    found = table(tool, "ini_options") or tool
    if found:
        return _pytest_options(found)
    for name, section in (("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        if ini(files.get(name, "")).has_section(section):
            return _pytest_ini(files[name], section)
    return PytestHints()


def _pytest_ini(text: str, section: str) -> PytestHints:
    parser = ini(text)
    return _pytest_options(dict(parser[section]) if parser.has_section(section) else {})


def _pytest_options(options: Mapping[str, object]) -> PytestHints:
    addopts = options.get("addopts", "")
    return PytestHints(
        addopts=_split(addopts) if isinstance(addopts, str) else strings(addopts),
        testpaths=strings(options.get("testpaths", "")),
        python_files=strings(options.get("python_files", "")) or PytestHints.python_files,
    )


def _split(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text, comments=False))
    except ValueError:
        return tuple(text.split())


def project_hints(files: Mapping[str, str]) -> ProjectHints:
    """Read pyproject.toml, setup.cfg and setup.py together."""
    pyproject = toml(files.get("pyproject.toml", ""))
    setup_cfg = ini(files.get("setup.cfg", ""))
    setup_py = files.get("setup.py", "")
    project = table(pyproject, "project")
    poetry = table(pyproject, "tool", "poetry")
    extras = _extras(project, poetry, setup_cfg, setup_py)
    requirements = _groups(table(pyproject, "dependency-groups"))
    return ProjectHints(
        source_roots=_source_roots(pyproject, setup_cfg, setup_py),
        installable=bool(setup_py or project or poetry or setup_cfg.has_section("metadata")),
        has_dependencies=_has_dependencies(project, poetry, setup_cfg, setup_py),
        extras=tuple(extras),
        requirements=requirements,
        test_needs=not all(map(is_at_hand, (*requirements, *sum(extras.values(), ())))),
        requires_python=str(project.get("requires-python", "")),
    )


def _source_roots(
    pyproject: Mapping[str, object], setup_cfg: configparser.ConfigParser, setup_py: str
) -> tuple[str, ...]:
    tool = table(pyproject, "tool")
    setuptools = table(tool, "setuptools")
    found = [
        *strings([table(setuptools, "package-dir").get("")]),
        *strings(table(setuptools, "packages", "find").get("where")),
        *strings([table(tool, "pdm", "build").get("package-dir")]),
        *_poetry_roots(table(tool, "poetry").get("packages")),
        *_hatch_roots(strings(table(tool, "hatch", "build", "targets", "wheel").get("packages"))),
        *_maturin_root(table(tool, "maturin")),
        *_cfg_roots(setup_cfg),
        *_setup_py_roots(setup_py),
    ]
    return tuple(dict.fromkeys(root.strip("/") or "." for root in found))


def _poetry_roots(packages: object) -> Iterator[str]:
    for package in packages if isinstance(packages, list) else []:
        root = table(package).get("from")
        if isinstance(root, str):
            yield root


def _hatch_roots(packages: tuple[str, ...]) -> Iterator[str]:
    for package in packages:
        yield package.rpartition("/")[0] or "."


def _maturin_root(maturin: Mapping[str, object]) -> tuple[str, ...]:
    return strings([maturin.get("python-source")])


def _cfg_roots(setup_cfg: configparser.ConfigParser) -> Iterator[str]:
    for line in setup_cfg.get("options", "package_dir", fallback="").splitlines():
        package, _, folder = line.partition("=")
        if not package.strip() and folder.strip():
            yield folder.strip()
    where = setup_cfg.get("options.packages.find", "where", fallback="").strip()
    if where:
        yield where


def _setup_py_roots(setup_py: str) -> Iterator[str]:
    yield from re.findall(r"""package_dir\s*=\s*\{\s*["']{2}\s*:\s*["']([^"']+)["']""", setup_py)


def _has_dependencies(
    project: Mapping[str, object],
    poetry: Mapping[str, object],
    setup_cfg: configparser.ConfigParser,
    setup_py: str,
) -> bool:
    dynamic = "dependencies" in strings(project.get("dynamic"))
    needs = set(table(poetry, "dependencies")) - {"python"}
    in_setup = re.search(r"install_requires\s*=\s*(?!\[\s*\])", setup_py) is not None
    return bool(
        strings(project.get("dependencies"))
        or dynamic
        or needs
        or in_setup
        or setup_cfg.get("options", "install_requires", fallback="").strip()
    )


def _extras(
    project: Mapping[str, object],
    poetry: Mapping[str, object],
    setup_cfg: configparser.ConfigParser,
    setup_py: str,
) -> dict[str, tuple[str, ...]]:
    """Map the extras for tests to their requirements, ("?",) where these are computed."""
    in_cfg = dict(setup_cfg["options.extras_require"]) if _has_extras(setup_cfg) else {}
    declared = {
        **dict.fromkeys(_setup_py_extras(setup_py), ("?",)),
        **{name: tuple(text.split("\n")) for name, text in in_cfg.items()},
        **{name: strings(value) for name, value in table(poetry, "extras").items()},
        **{name: strings(value) for name, value in table(project, "optional-dependencies").items()},
    }
    return {extra: declared[extra] for extra in _TEST_EXTRAS if extra in declared}


def is_at_hand(requirement: str) -> bool:
    """Tell whether a requirement is one that measuring brings itself, whatever its version."""
    name = re.split(r"[\s<>=!~;\[@(]", requirement.strip(), maxsplit=1)[0]
    return name.lower().replace("_", "-") in {"", "pytest", "coverage", "pytest-cov"}


def _has_extras(setup_cfg: configparser.ConfigParser) -> bool:
    return setup_cfg.has_section("options.extras_require")


def _setup_py_extras(setup_py: str) -> Iterator[str]:
    """Name the extras that a setup.py spells out as a dict literal."""
    try:
        tree = ast.parse(setup_py)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "extras_require":
            for key in node.value.keys if isinstance(node.value, ast.Dict) else []:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value


def _groups(groups: Mapping[str, object]) -> tuple[str, ...]:
    """List the requirements of the test groups, groups they include too (PEP 735)."""
    found: list[str] = []
    for name in _TEST_GROUPS:
        found += _group(groups, name, depth=0)
    return tuple(dict.fromkeys(found))


def _group(groups: Mapping[str, object], name: str, *, depth: int) -> list[str]:
    items = groups.get(name)
    found: list[str] = []
    for item in items if isinstance(items, list) and depth < _GROUP_DEPTH_MAX else []:
        included = table(item).get("include-group")
        if isinstance(item, str):
            found.append(item)
        elif isinstance(included, str):
            found += _group(groups, included, depth=depth + 1)
    return found
