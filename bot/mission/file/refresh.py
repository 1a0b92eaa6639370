"""Put new measurements into a mission file that a person edited, and leave every other byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.mission.file import emit
from bot.mission.file.format import read_mission
from bot.mission.file.nodes import Scalar, Table
from bot.mission.file.problem import error_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.mission import Mission
    from bot.mission.file.nodes import Node


def refreshed(text: str, mission: Mission, *, path: str) -> str:
    """Return the file's text with the measured values of `mission` in place of the old ones.

    Measured are description, subject_digest, baseline, lines_needed, priority;
    in all else `mission` must say what the text says.

    Raises:
        MissionFileError: the text is no mission.
    """
    reading = read_mission(text, path=path)
    if reading.mission is None:
        raise error_of(reading.problems)
    leaves = [(_leaf(reading.root, *keys), value) for keys, value in _measured(mission)]
    spans = [(leaf, value) for leaf, value in leaves if leaf and leaf.value != value]
    if not spans:
        return text
    # Inside {} the plain form may end early at a comma; the quoted form never does.
    candidates = (_replaced(text, spans, write) for write in (emit.text, emit.quoted))
    return next(new for new in candidates if read_mission(new, path=path).mission == mission)


def _measured(mission: Mission) -> list[tuple[tuple[str, ...], str]]:
    """Pair the keys of each measured value with the value's text."""
    covered, total = mission.baseline.covered, mission.baseline.total
    return [
        (("description",), mission.description),
        (("coverage", "subject_digest"), mission.subject_digest),
        (("coverage", "baseline", "covered"), str(covered)),
        (("coverage", "baseline", "total"), str(total)),
        (("coverage", "lines_needed"), str(mission.lines_needed)),
        (("coverage", "priority"), mission.priority.value),
    ]


def _leaf(node: Node | None, *keys: str) -> Scalar | None:
    for key in keys:
        node = node.get(key) if isinstance(node, Table) else None
    return node if isinstance(node, Scalar) else None


def _replaced(text: str, spans: Sequence[tuple[Scalar, str]], write: Callable[[str], str]) -> str:
    """Replace the scalars, last first, so that places before them stay right."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for leaf, value in sorted(spans, key=lambda span: (span[0].line, span[0].column), reverse=True):
        start = starts[leaf.line - 1] + leaf.column - 1
        end = starts[leaf.end_line - 1] + leaf.end_column - 1
        new = value if value.isdecimal() else write(value)
        # A block scalar ("|", ">") ends where the next line starts.
        line_end = "\n" if text[end - 1 : end] == "\n" else ""
        text = text[:start] + new + line_end + text[end:]
    return text
