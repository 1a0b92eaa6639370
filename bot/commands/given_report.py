"""A coverage report that people bring along, made whole: what it leaves out counts as 0 %."""

from __future__ import annotations

from json import JSONDecodeError
from typing import TYPE_CHECKING

from bot.domain.coverage import Report
from bot.errors import ReportError
from bot.languages.python.suite.measure import read_report
from bot.ports.workshop import Suite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.domain.coverage import FileCoverage
    from bot.ports.workshop import Sources
    from bot.ports.world import Console

REPORT_BYTES_MAX = 512 * 1024**2
NAMED_MAX = 5
_HOW = "write one with `coverage json` in the repository's top folder"


def given_suite(
    path: Path, code: Sources, count: Callable[[tuple[str, ...]], Report], console: Console
) -> Suite:
    """Return what the report at `path` says as a suite without tests.

    Sources that it leaves out (no test imports them) are in the result as
    `count` returns them, with nothing executed.

    Raises:
        ReportError: it cannot be read, or is about other files altogether.
    """
    report = _read(path)
    sources = code.sources()
    known = {file.path for file in report.files}
    here = known & set(sources)
    if known and not here:
        raise ReportError(
            f"{path}: none of its {len(known)} files is a source here "
            f"(it has {_named(sorted(known))}; here are {_named(list(sources))}); {_HOW}"
        )
    changed = [file.path for file in report.files if file.path in here and _is_old(code, file)]
    if changed:
        console.warning(
            "the report is of another state of these files, measure again", files=_named(changed)
        )
    left_out = tuple(path for path in sources if path not in known)
    added: tuple[FileCoverage, ...] = ()
    if left_out:
        added = count(left_out).files
        console.info("not in the report, counted as 0 %", files=_named(list(left_out)))
    whole = sorted((*report.files, *added), key=lambda file: file.path)
    return Suite(Report(tuple(whole)), {})


def _read(path: Path) -> Report:
    """Read the report.

    Raises:
        ReportError: there is none; the message opens with the file, and the line where known.
    """
    content = _content(path)
    try:
        return read_report(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ReportError(f"{path}:{line}: is not UTF-8 text; {_HOW}") from error
    except ReportError as error:
        cause = error.__cause__
        place = f":{cause.lineno}:{cause.colno}" if isinstance(cause, JSONDecodeError) else ""
        raise ReportError(f"{path}{place}: {error}") from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(REPORT_BYTES_MAX + 1)
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror}); {_HOW}") from error
    if len(content) > REPORT_BYTES_MAX:
        raise ReportError(f"{path}: larger than {REPORT_BYTES_MAX} bytes; leave files out of it")
    return content


def _is_old(code: Sources, file: FileCoverage) -> bool:
    """Tell whether a statement of the report stands where the file has none, as far as looks tell.

    Only lines that hold nothing, or a comment alone, are sure to be no statement.
    """
    lines = code.read(file.path).split("\n")
    texts = (line.lstrip() for line in lines)
    empty = {at for at, text in enumerate(texts, start=1) if not text or text[0] == "#"}
    statements = file.executed | file.missing
    return not empty.isdisjoint(statements) or max(statements, default=0) > len(lines)


def _named(paths: list[str]) -> str:
    rest = f" and {len(paths) - NAMED_MAX} more" if len(paths) > NAMED_MAX else ""
    return ", ".join(paths[:NAMED_MAX]) + rest
