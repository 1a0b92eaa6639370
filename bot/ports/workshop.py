"""The door to one language's ways with a scratch copy: sources, the suite, warm workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.domain.coverage import Report
from bot.domain.tested import TestEnd

if TYPE_CHECKING:
    from bot.domain.coverage import Segment
    from bot.ports.worker import Conditions, Worker


@dataclass(frozen=True)
class Suite:
    """A whole run of a suite: the report, and how each test ("tests/test_a.py::test_b") ended."""

    report: Report
    ends: Mapping[str, TestEnd]
    note: str = ""

    @property
    def failing(self) -> frozenset[str]:
        """Name the tests that failed or ended in an error."""
        return frozenset(test for test, end in self.ends.items() if end in {"failed", "error"})


class Sources(Protocol):
    """The files of a repository that can be subjects. Paths are relative to it."""

    def sources(self) -> tuple[str, ...]:
        """Name them in order: no tests, docs or build scripts."""
        ...

    def read(self, path: str) -> str:
        """Return a file's text."""
        ...

    def why_unreadable(self, path: str) -> str:
        """Return why a source does not parse, with file and line; "" where it does."""
        ...


class Workshop(Sources, Protocol):
    """One language's ways with one scratch copy of a repository. Paths are relative to it."""

    @property
    def python(self) -> str:
        """Describe the interpreter for people: version and where it came from."""
        ...

    def segments(self, subject: str) -> tuple[Segment, ...]:
        """Cut a subject into its segments, in line order.

        Raises:
            NothingRuns: the file does not parse.
        """
        ...

    def measure(self) -> Suite:
        """Run the whole suite once, fresh, and measure all sources.

        Files that nothing imports are in the report with nothing executed.

        Raises:
            NothingRuns: no measurement came out; a failing test is no reason.
        """
        ...

    def module_name(self, subject: str) -> str:
        """Return the dotted name under which tests import the subject."""
        ...

    def tests_path(self, subject: str) -> str:
        """Say where the mission's test file goes, beside the existing tests."""
        ...

    def worker(self, subject: str, conditions: Conditions) -> Worker:
        """Start a warm interpreter for one subject."""
        ...

    def exists(self, path: str) -> bool:
        """Tell whether there is a file at a path."""
        ...

    def write(self, path: str, text: str) -> None:
        """Write a file of the scratch copy, making its folders."""
        ...

    def format(self, source: str, path: str) -> str:
        """Format a test file by the project's own settings, import order included.

        Raises:
            ValueError: the source does not parse.
        """
        ...

    def texts(self) -> Mapping[str, str]:
        """Return the files that engines may mine: sources, tests, docs, examples; capped."""
        ...
