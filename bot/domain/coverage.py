"""What was measured: statements and arcs of files, counted exactly.

Vocabulary and rounding follow coverage.py: a percentage is a tally of two
integers, compared by cross-multiplication and shown truncated, so that 100
means 100 and 84.99 is not 85.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Iterable

LineNo = NewType("LineNo", int)
"""A 1-based line of a source file."""

Arc = tuple[int, int]
"""A branch from one line to another, 1-based; a negative target leaves the code object."""

PERCENT = 100


@dataclass(frozen=True, order=True)
class Tally:
    """`covered` of `total` things; `total` 0 means there was nothing to cover."""

    covered: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.covered <= self.total:
            raise ValueError(
                f"a tally needs 0 <= covered <= total, got {self.covered}/{self.total}"
            )

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.covered + other.covered, self.total + other.total)

    @property
    def missing(self) -> int:
        """Count what is not covered."""
        return self.total - self.covered

    def meets(self, target_pct: int) -> bool:
        """Tell whether the target (0-100) is reached, exactly."""
        return self.covered * PERCENT >= target_pct * self.total

    def needed(self, target_pct: int) -> int:
        """Count what must still be covered to meet the target: a ceiling, in integers."""
        return max(0, -(-target_pct * self.total // PERCENT) - self.covered)

    @property
    def pct_text(self) -> str:
        """Show the percentage truncated to one decimal, without a sign: "84.9", or "n/a"."""
        if self.total == 0:
            return "n/a"
        tenths = self.covered * PERCENT * 10 // self.total
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True)
class FileCoverage:
    """Statements and arcs of one file; `path` is relative to the repository, "/" always."""

    path: str
    executed: frozenset[int]
    missing: frozenset[int]
    executed_arcs: frozenset[Arc] = frozenset()
    missing_arcs: frozenset[Arc] = frozenset()

    def __post_init__(self) -> None:
        if not self.path or self.path.startswith("/") or "\\" in self.path:
            raise ValueError(f"a path is relative to the repository and uses '/': {self.path!r}")
        if self.executed & self.missing or self.executed_arcs & self.missing_arcs:
            raise ValueError(f"{self.path}: a line or arc is both executed and missing")

    @property
    def lines(self) -> Tally:
        """Tally the statements."""
        return Tally(len(self.executed), len(self.executed) + len(self.missing))

    @property
    def arcs(self) -> Tally:
        """Tally the arcs that leave lines with more than one way on."""
        return Tally(len(self.executed_arcs), len(self.executed_arcs) + len(self.missing_arcs))

    def never_imported(self) -> FileCoverage:
        """Return the same file with nothing executed."""
        return FileCoverage(
            self.path,
            frozenset(),
            self.executed | self.missing,
            frozenset(),
            self.executed_arcs | self.missing_arcs,
        )

    def with_executed(self, lines: Iterable[int], arcs: Iterable[Arc]) -> FileCoverage:
        """Return the file after these ran too; lines and arcs that are not its own are ignored."""
        new_lines = self.missing & frozenset(lines)
        new_arcs = self.missing_arcs & frozenset(arcs)
        return FileCoverage(
            self.path,
            self.executed | new_lines,
            self.missing - new_lines,
            self.executed_arcs | new_arcs,
            self.missing_arcs - new_arcs,
        )

    def forgetting(self, lines: Iterable[int]) -> FileCoverage:
        """Return the same file as if these lines had not run; others than its own are ignored."""
        lost = self.executed & frozenset(lines)
        return FileCoverage(
            self.path,
            self.executed - lost,
            self.missing | lost,
            self.executed_arcs,
            self.missing_arcs,
        )


@dataclass(frozen=True)
class Report:
    """One measurement: files in path order, each path once."""

    files: tuple[FileCoverage, ...]

    def __post_init__(self) -> None:
        paths = [file.path for file in self.files]
        if paths != sorted(set(paths)):
            raise ValueError("a report holds each path once, in order")

    @cached_property
    def _by_path(self) -> dict[str, FileCoverage]:
        return {file.path: file for file in self.files}

    def file(self, path: str) -> FileCoverage | None:
        """Return the file's coverage, or None where the report does not know it."""
        return self._by_path.get(path)

    @property
    def lines(self) -> Tally:
        """Tally the statements of all files."""
        return sum((file.lines for file in self.files), Tally(0, 0))

    @property
    def arcs(self) -> Tally:
        """Tally the arcs of all files."""
        return sum((file.arcs for file in self.files), Tally(0, 0))


class SegmentKind(StrEnum):
    """What kind of code a segment is."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    METHOD = "method"


@dataclass(frozen=True)
class Segment:
    """A function, a method, a class body or the module level, by lines (1-based, inclusive).

    `name` is the qualified name inside the module ("Cart.total"), "" for the
    module level. Nested functions belong to the function around them.
    """

    name: str
    kind: SegmentKind
    first_line: int
    last_line: int

    def __post_init__(self) -> None:
        if not 1 <= self.first_line <= self.last_line:
            raise ValueError(f"segment {self.name!r}: lines {self.first_line}-{self.last_line}")


@dataclass(frozen=True)
class Gap:
    """The missing lines and arcs of one segment."""

    segment: Segment
    lines: frozenset[int]
    arcs: frozenset[Arc]

    @property
    def size(self) -> int:
        """Count the missing lines and arcs."""
        return len(self.lines) + len(self.arcs)
