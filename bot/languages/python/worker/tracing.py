"""Measure which lines and branches of the subject ran, as `coverage json` counts them.

What a file offers (statements, possible arcs) is parsed once, in the zygote;
each trial then only filters what it saw. The rules are coverage.py's own:
lines and arcs are translated to the first line of their statement, and an arc
counts where it is possible and leaves a line with more than one way on.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from coverage import Coverage
    from coverage.python import PythonFileReporter

Arc = tuple[int, int]

# Bound before any test can replace them.
_gettrace, _settrace = sys.gettrace, sys.settrace


@dataclass(frozen=True)
class Ran:
    """Lines and branch arcs of the subject that ran."""

    lines: frozenset[int] = frozenset()
    arcs: frozenset[Arc] = frozenset()

    def __or__(self, other: Ran) -> Ran:
        return Ran(self.lines | other.lines, self.arcs | other.arcs)


class Meter:
    """Coverage of one file; `start` and `stop` bracket what is measured, and add up."""

    def __init__(self, path: str, exclude_lines: tuple[str, ...]) -> None:
        self._path = path
        self._exclude_lines = exclude_lines
        self._memory: Memory | None = None
        self._coverage = self._new_coverage()
        self._frozen: Ran | None = None
        self._tracer: Any = None
        self._shape = _Shape(path, self._coverage)

    def _new_coverage(self) -> Coverage:
        # Only this core measures arcs on every version we run on, and stays cheap after a fork.
        os.environ["COVERAGE_CORE"] = "ctrace"
        from coverage import Coverage

        made = Coverage(
            branch=True, data_file=None, config_file=False, include=[self._path], messages=False
        )
        made.set_option("run:disable_warnings", [*_WARNINGS])
        if getattr(made, "_data", made) is None:
            self._memory = Memory()
            made._data = self._memory  # type: ignore[assignment]  # noqa: SLF001 - see Memory
        if self._exclude_lines:
            made.set_option("report:exclude_lines", list(self._exclude_lines))
        return made

    def prepare(self) -> None:
        """Parse the subject ahead of the first question, so that forks inherit the answer."""
        self._shape.prepare()

    def start(self) -> None:
        """Begin or go on."""
        self._coverage.start()
        os.environ.pop("COVERAGE_CORE", None)

    def stop(self) -> None:
        """Stop; what ran so far can be asked for."""
        self._tracer = None
        self._coverage.stop()

    def pause(self) -> None:
        """See nothing until `resume`; other threads go on.

        Under a trace function CPython 3.11 runs all Python code slower, measured or not. For
        where no code of the subject is running: a frame open at a pause is not seen after it.
        """
        tracer = _gettrace()
        if tracer is not None:
            self._tracer = tracer
            _settrace(None)

    def resume(self) -> None:
        """Go on after a pause; nothing where there was nothing to pause."""
        if self._tracer is not None:
            _settrace(self._tracer)
            self._tracer = None

    def ran(self) -> Ran:
        """Return what ran between starts and stops so far."""
        if self._frozen is not None:
            return self._frozen
        data = self._coverage.get_data()
        return self._shape.filter(data.lines(self._path) or (), data.arcs(self._path) or ())

    def freeze(self, ran: Ran) -> None:
        """Answer this from now on, whatever else ran."""
        self._frozen = ran

    def clear(self) -> None:
        """Forget what ran, cheaply where that is possible."""
        self._frozen = None
        if self._memory is None:
            self.renew()
        else:
            self._coverage.get_data()
            self._memory.clear()

    def renew(self) -> None:
        """Forget what ran: the next start begins afresh."""
        self._coverage = self._new_coverage()


class Memory:
    """Keeps what coverage.py collects, as its CoverageData would, without a database.

    Building the database takes 5 ms in each fork. Coverage.py makes it only where
    its `_data` is None, which holds from 7.0 to 7.17; elsewhere it makes its own,
    and only time is lost. These are all the methods that measuring calls.
    """

    def __init__(self) -> None:
        self._arcs: dict[str, set[Arc]] = {}

    def add_arcs(self, arc_data: Mapping[str, Collection[Arc]]) -> None:
        """Take arcs by file; they add up."""
        for path, arcs in arc_data.items():
            self._arcs.setdefault(path, set()).update(arcs)

    def add_file_tracers(self, file_tracers: Mapping[str, str]) -> None:
        """Ignore plugins: the subject is Python."""

    def set_context(self, context: str | None) -> None:
        """Ignore contexts: all are one."""

    def clear(self) -> None:
        """Forget all."""
        self._arcs.clear()

    def close(self, *, force: bool = False) -> None:
        """Do nothing: there is no file."""

    def arcs(self, path: str) -> Collection[Arc]:
        """Return the arcs of a file, entries and exits as negative lines."""
        return self._arcs.get(path, set())

    def lines(self, path: str) -> Collection[int]:
        """Return the lines of a file: all that an arc touches."""
        return {line for arc in self.arcs(path) for line in arc if line > 0}


_WARNINGS = (
    "no-data-collected",
    "module-not-imported",
    "module-not-measured",
    "already-imported",
    "trace-changed",
    "no-ctracer",
    "no-sysmon",
)


class _Shape:
    """What can run in a file."""

    def __init__(self, path: str, coverage: Coverage) -> None:
        from coverage.python import PythonFileReporter

        self._reporter: PythonFileReporter = PythonFileReporter(path, coverage)
        self._ready = False
        self._statements: set[int] = set()
        self._possible: set[Arc] = set()
        self._only_way: dict[int, int] = {}

    def _parse(self) -> None:
        """Read the file once; raises coverage's NotPython where it does not parse."""
        self._ready = True
        self._statements = self._reporter.lines()
        possible = self._reporter.arcs()
        exits = self._reporter.exit_counts()
        ways: dict[int, set[int]] = {}
        for source, target in possible:
            ways.setdefault(source, set()).add(target)
        self._only_way = {
            source: next(iter(targets)) for source, targets in ways.items() if len(targets) == 1
        }
        self._possible = {(s, t) for s, t in possible if exits.get(s, 0) > 1}

    def filter(self, lines: Iterable[int], arcs: Iterable[Arc]) -> Ran:
        """Keep what `coverage json` would call executed."""
        self.prepare()
        executed = self._reporter.translate_lines(lines) & self._statements
        # An arc inside one statement stands for the only way on from it.
        leaving = {
            (source, target if source != target else self._only_way.get(source, target))
            for source, target in self._reporter.translate_arcs(arcs)
        }
        taken = set(self._reporter.translate_arcs(leaving)) & self._possible
        return Ran(frozenset(executed), frozenset(taken))

    def prepare(self) -> None:
        """Parse, unless that was done."""
        if not self._ready:
            self._parse()
