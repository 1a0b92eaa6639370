"""Read the JSON report of coverage.py. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.domain.coverage import FileCoverage, Report
from bot.errors import ReportError

if TYPE_CHECKING:
    from bot.domain.coverage import Arc

FORMATS = (2, 3)
_HOW = "write one with `coverage json` (coverage.py 6.5 or newer), branches measured"


def read_report(text: str) -> Report:
    """Read the JSON that `coverage json` writes.

    Shape: {"meta": {"format": 3}, "files": {path: {"executed_lines": [1, 2],
    "missing_lines": [7], "executed_branches": [[1, 2]], "missing_branches": [[1, -1]]}}};
    lines are 1-based statements, paths relative to the repository. The
    branches may be absent. A file without statements stays in, as 0 of 0.

    Returns files in path order, "/" always.

    Raises:
        ReportError: no such JSON, or `meta.format` newer than 3; the message says where.

    Source: coverage.py, "JSON reporting", formats 2 and 3.
    """
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"the report is not JSON ({error}); {_HOW}") from error
    files = plain.get("files") if isinstance(plain, dict) else None
    if not isinstance(files, dict):
        raise ReportError(f'the report has no "files" table; {_HOW}')
    _check_format(plain.get("meta"))
    by_path = {path.replace("\\", "/"): file for path, file in files.items()}
    return Report(tuple(_file(path, by_path[path]) for path in sorted(by_path)))


def _check_format(meta: object) -> None:
    found = meta.get("format") if isinstance(meta, dict) else None
    if found not in FORMATS:
        raise ReportError(f"the report's meta.format is {found!r}, not 2 or 3; {_HOW}")


def _file(path: str, plain: object) -> FileCoverage:
    if not isinstance(plain, dict):
        raise ReportError(f"files[{path!r}] is no table; {_HOW}")
    try:
        return FileCoverage(
            path,
            frozenset(_lines(plain["executed_lines"])),
            frozenset(_lines(plain["missing_lines"])),
            frozenset(_arcs(plain.get("executed_branches", []))),
            frozenset(_arcs(plain.get("missing_branches", []))),
        )
    except KeyError as error:
        raise ReportError(f"files[{path!r}] has no {error}; {_HOW}") from error
    except (TypeError, ValueError) as error:
        raise ReportError(f"files[{path!r}]: {error}; {_HOW}") from error


def _lines(plain: object) -> list[int]:
    if not isinstance(plain, list) or not all(type(line) is int and line > 0 for line in plain):
        raise ValueError("lines must be a list of numbers from 1")
    return plain


def _arcs(plain: object) -> list[Arc]:
    if not isinstance(plain, list):
        raise TypeError("branches must be a list of pairs")
    for pair in plain:
        if type(pair) is not list or [type(line) for line in pair] != [int, int]:
            raise ValueError(f"a branch is a pair of lines, not {pair!r:.40}")
    return [(start, end) for start, end in plain]
