"""Note which lines and arcs of the subject a path runs, as coverage.py would count them."""

from __future__ import annotations

import dis
import os
from typing import TYPE_CHECKING

from coverage import Coverage
from coverage.python import PythonFileReporter
from crosshair.tracers import TracingModule
from crosshair.util import PathTimeout

if TYPE_CHECKING:
    from types import CodeType, FrameType

    from ..protocol import Plain

Arc = tuple[int, int]

TELLS_MAX = 2
"""Inputs told for one line or arc: the first one may do something else on real values."""

_LEAVING = frozenset(
    number
    for name, number in dis.opmap.items()
    if name in {"RETURN_VALUE", "RETURN_CONST", "INSTRUMENTED_RETURN_VALUE"}
)


class Footprints(TracingModule):
    """Notes raw lines and arcs of one file during one path."""

    opcodes_wanted = frozenset(range(256))

    def __init__(self, path: str, steps_max: int) -> None:
        self._path = path
        self._steps_left = steps_max
        self._last: dict[int, tuple[CodeType, int]] = {}
        self._ours: dict[CodeType, bool] = {}
        self.lines: set[int] = set()
        self.arcs: set[Arc] = set()

    def trace_op(self, frame: FrameType, _: CodeType, opcodenum: int) -> None:
        """Take notice of one instruction.

        Raises:
            PathTimeout: there were too many, which is the same on every machine.
        """
        self._steps_left -= 1
        if self._steps_left == 0:
            # Once: what cleans up behind the path is traced, too.
            raise PathTimeout
        code = frame.f_code
        if code not in self._ours:
            self._ours[code] = os.path.realpath(code.co_filename) == self._path
        if not self._ours[code]:
            return
        line = frame.f_lineno or 0
        known, before = self._last.get(id(frame), (None, 0))
        if known is not code:
            before = -code.co_firstlineno
        if line != before:
            self.lines.add(line)
            self.arcs.add((before, line))
        self._last[id(frame)] = (code, line)
        if opcodenum in _LEAVING:
            self.arcs.add((line, -code.co_firstlineno))
            del self._last[id(frame)]


class Ground:
    """What is missing of the subject, and what of it inputs were told for."""

    def __init__(self, path: str, puzzle: Plain) -> None:
        self.path = path
        self._reporter = PythonFileReporter(path, Coverage(data_file=None, config_file=False))
        self._lines: set[int] = set(puzzle["lines"])
        self._arcs = {(source, target) for source, target in puzzle["arcs"]}
        inside = range(puzzle["first_line"], puzzle["last_line"] + 1)
        self._goals: set[object] = {line for line in self._lines if line in inside}
        self._goals |= {arc for arc in self._arcs if arc[0] in inside}
        self._told: dict[object, int] = {}

    @property
    def is_done(self) -> bool:
        """Tell whether there is an input for everything that was asked for first."""
        return all(goal in self._told for goal in self._goals)

    def wants(self, seen: Footprints) -> bool:
        """Tell whether a path ran something that too few inputs were told for."""
        return any(self._told.get(one, 0) < TELLS_MAX for one in self._found(seen))

    def take(self, seen: Footprints) -> None:
        """Count an input for all that its path ran."""
        for one in self._found(seen):
            self._told[one] = self._told.get(one, 0) + 1

    def _found(self, seen: Footprints) -> set[object]:
        lines = self._reporter.translate_lines(seen.lines)
        arcs = self._reporter.translate_arcs(seen.arcs)
        return {*(self._lines & set(lines)), *(self._arcs & set(arcs))}
