"""Put new measurements into a mission file that a person edited, and leave every other byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.mission import emit
from bot.mission.format import dump_mission, read_mission
from bot.mission.nodes import Scalar, Table
from bot.mission.problem import error_of

if TYPE_CHECKING:
    from bot.domain.mission import Mission
    from bot.mission.nodes import Node


def refreshed(text: str, mission: Mission, *, path: str) -> str:
    """Return the file's text with the measured values of `mission` in place of the old ones.

    Measured are description, subject_digest, baseline, lines_needed, priority;
    in all else `mission` must say what the text says. Where a value is written
    in a way that can't be replaced in place, the whole file is written anew.

    Raises:
        MissionFileError: the text is no mission.
    """
    reading = read_mission(text, path=path)
    was, root = reading.mission, reading.root
    if was is None:
        raise error_of(reading.problems)
    if was == mission:
        return text
    pairs = [
        (_leaf(root, *keys), new)
        for keys, old, new in _measured(was, mission)
        if old != new or keys == ("coverage", "lines_needed")
    ]
    spans = [(leaf, new) for leaf, new in pairs if leaf is not None]
    written = _replaced(text, spans)
    return written if _says(written, mission, path) else dump_mission(mission)


def _says(text: str, mission: Mission, path: str) -> bool:
    return read_mission(text, path=path).mission == mission


def _measured(was: Mission, now: Mission) -> list[tuple[tuple[str, ...], str, str]]:
    """Pair the keys of each measured value with its old and new text."""
    return [
        (("description",), emit.text(was.description), emit.text(now.description)),
        (("coverage", "subject_digest"), was.subject_digest, now.subject_digest),
        (
            ("coverage", "baseline", "covered"),
            str(was.baseline.covered),
            str(now.baseline.covered),
        ),
        (("coverage", "baseline", "total"), str(was.baseline.total), str(now.baseline.total)),
        (("coverage", "lines_needed"), str(was.lines_needed), str(now.lines_needed)),
        (("coverage", "priority"), was.priority.value, now.priority.value),
    ]


def _leaf(node: Node | None, *keys: str) -> Scalar | None:
    for key in keys:
        node = node.get(key) if isinstance(node, Table) else None
    return node if isinstance(node, Scalar) else None


def _replaced(text: str, spans: list[tuple[Scalar, str]]) -> str:
    """Replace the scalars, last first, so that places before them stay right."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for leaf, new in sorted(spans, key=lambda span: (span[0].line, span[0].column), reverse=True):
        start = starts[leaf.line - 1] + leaf.column - 1
        end = starts[leaf.end_line - 1] + leaf.end_column - 1
        text = text[:start] + new + text[end:]
    return text
