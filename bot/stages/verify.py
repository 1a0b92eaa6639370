"""Decide what two whole-suite runs, without and with the new tests, say of a mission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.outcome import Status
from bot.domain.tested import TestEnd

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage
    from bot.ports.workshop import Suite


@dataclass(frozen=True)
class SuiteCheck:
    """What changed: tests that fail now and did not before, files whose coverage fell."""

    new_failures: tuple[str, ...]
    fallen: tuple[str, ...]
    passed: int
    failing_before: int

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing got worse."""
        return not self.new_failures and not self.fallen


def check_suite(before: Suite, after: Suite) -> SuiteCheck:
    """Compare two runs of the whole suite; `after` is the one with the new tests."""
    return SuiteCheck(
        new_failures=tuple(sorted(after.failing - before.failing)),
        fallen=_fallen(before, after),
        passed=sum(end is TestEnd.PASSED for end in after.ends.values()),
        failing_before=len(before.failing),
    )


def _fallen(before: Suite, after: Suite) -> tuple[str, ...]:
    """Name the files that lost statements or arcs, and those that vanished from the report."""
    pairs = [(old, after.report.file(old.path)) for old in before.report.files]
    return tuple(old.path for old, new in pairs if new is None or _is_less(new, old))


def _is_less(new: FileCoverage, old: FileCoverage) -> bool:
    return new.lines.covered < old.lines.covered or new.arcs.covered < old.arcs.covered


def status_of(before: FileCoverage, after: FileCoverage | None, *, target_pct: int) -> Status:
    """Name how a mission ended, from the fresh measurements alone.

    `after` is None where nothing was kept.
    """
    if after is None:
        return Status.EXHAUSTED
    if after.lines.meets(target_pct):
        return Status.REACHED
    if after.lines.covered > before.lines.covered or after.arcs.covered > before.arcs.covered:
        return Status.IMPROVED
    return Status.EXHAUSTED
