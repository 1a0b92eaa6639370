"""Read the project's coverage settings that change what counts.

Never through coverage's own reader: it expands ${NAME} from our environment,
and what it reads is the subject's to write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import coverage

from bot.languages.python.hints import ini, table, toml

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG_NAMES = (".coveragerc", "setup.cfg", "tox.ini", "pyproject.toml")


@dataclass(frozen=True)
class CoverageSettings:
    """What to count: patterns as coverage.py takes them.

    `source` holds folders or package names, `include` and `omit` file
    patterns, `exclude_lines` and `partial_branches` regular expressions,
    coverage.py's defaults included.
    """

    source: tuple[str, ...]
    include: tuple[str, ...]
    omit: tuple[str, ...]
    exclude_lines: tuple[str, ...]
    partial_branches: tuple[str, ...]


def coverage_settings(files: Mapping[str, str]) -> CoverageSettings:
    """Read the first file, in coverage.py's own order, that holds its settings.

    `files` maps names at the root to text. Settings that would stop or
    redirect a run (fail_under, plugins, parallel, data_file) are not taken.
    """
    found = next((options for name in CONFIG_NAMES if (options := _options(name, files))), {})
    defaults = coverage.Coverage(config_file=False, data_file=None)
    return CoverageSettings(
        source=(*_items(found, "run", "source"), *_items(found, "run", "source_pkgs")),
        include=_items(found, "run", "include"),
        omit=(*_items(found, "run", "omit"), *_items(found, "report", "omit")),
        exclude_lines=_patterns(found, defaults, "exclude_lines", "exclude_also"),
        partial_branches=_patterns(found, defaults, "partial_branches", "partial_also"),
    )


_Options = dict[tuple[str, str], object]


def _options(name: str, files: Mapping[str, str]) -> _Options:
    """Flatten one file's settings to {("run", "omit"): value}; {} where it has none."""
    text = files.get(name, "")
    if name == "pyproject.toml":
        tool = table(toml(text), "tool", "coverage")
        return {
            (section, key): value
            for section in ("run", "report")
            for key, value in table(tool, section).items()
        }
    parser = ini(text)
    prefixes = ("coverage:", "") if name == ".coveragerc" else ("coverage:",)
    return {
        (section, key): value
        for section in ("run", "report")
        for prefix in prefixes
        if parser.has_section(prefix + section)
        for key, value in parser.items(prefix + section)
    }


def _items(options: _Options, section: str, key: str) -> tuple[str, ...]:
    """Split a list setting at commas and line ends, as coverage.py does."""
    value = options.get((section, key), "")
    lines = _lines(value)
    return tuple(part.strip() for line in lines for part in line.split(",") if part.strip())


def _patterns(
    options: _Options, defaults: coverage.Coverage, key: str, also_key: str
) -> tuple[str, ...]:
    """Return a list of regular expressions: the project's or the default's, and the additions."""
    default = defaults.get_option(f"report:{key}")
    own = _lines(options.get(("report", key), ""))
    base = own or [str(item) for item in (default if isinstance(default, list) else [])]
    return (*base, *_lines(options.get(("report", also_key), "")))


def _lines(value: object) -> list[str]:
    """List a setting's lines, one regular expression each."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str)]
    return [line.strip() for line in str(value).splitlines() if line.strip()]
