"""One run of a test file: how its tests ended, what ran, and which mutants they noticed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.coverage import Arc


class TestEnd(StrEnum):
    """How one test function ended in pytest."""

    __test__ = False  # pytest would collect a class of this name

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Mutant:
    """One small change of the subject: `before` becomes `after` on `line` (1-based).

    `column` and `end_column` are 0-based offsets into the line's characters;
    the change never adds or removes lines. `body_line` is set where the line itself runs
    only while the file is imported (a parameter's default): the first line of the function.
    """

    line: int
    column: int
    end_column: int
    before: str
    after: str
    body_line: int = 0

    @property
    def felt_at(self) -> int:
        """Return the line that a test must run to notice it."""
        return self.body_line or self.line


@dataclass(frozen=True)
class MutantRun:
    """One mutant and the tests that noticed it; `applied` is False where it could not be tried."""

    mutant: Mutant
    applied: bool
    killed_by: tuple[str, ...]


@dataclass(frozen=True)
class TestRun:
    """One trial: a test file run once by pytest in a fork of the warm worker.

    `ends` maps test ids inside the file ("test_a", "test_b[0]") to their ends,
    in running order. `note` is the first failure's text, capped. `broken` tells that
    the file did not import or collect. `mutants` tells of those that it was tried on
    after it had passed.
    """

    __test__ = False

    ends: tuple[tuple[str, TestEnd], ...]
    lines: frozenset[int]
    arcs: frozenset[Arc]
    seconds: float
    broken: bool = False
    timed_out: bool = False
    note: str = ""
    mutants: tuple[MutantRun, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether at least one test ran, all passed, and nothing else was wrong."""
        ended_well = all(end is TestEnd.PASSED for _, end in self.ends)
        return bool(self.ends) and ended_well and not self.broken
