"""Sort what a report misses into the segments of its file. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.coverage import Gap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.coverage import Arc, FileCoverage, Segment


def gaps(file: FileCoverage, segments: Sequence[Segment]) -> tuple[Gap, ...]:
    """Return the segments that miss something, in line order, each with what it misses.

    A line belongs to the innermost segment around it, an arc to the segment of
    the line it leaves. `segments` must hold one for the whole file; lines past
    its end belong to that one too.

    Raises:
        ValueError: no segments were given.
    """
    if not segments:
        raise ValueError(f"{file.path}: a file has at least its module level as a segment")
    ordered = sorted(segments, key=lambda segment: (segment.first_line, -segment.last_line))
    owners = _owners(ordered, {*file.missing, *(abs(start) for start, _ in file.missing_arcs)})
    lines: dict[Segment, set[int]] = {}
    arcs: dict[Segment, set[Arc]] = {}
    for line in file.missing:
        lines.setdefault(owners[line], set()).add(line)
    for arc in file.missing_arcs:
        arcs.setdefault(owners[abs(arc[0])], set()).add(arc)
    found = (
        Gap(one, frozenset(lines.get(one, ())), frozenset(arcs.get(one, ())))
        for one in dict.fromkeys(ordered)
    )
    return tuple(gap for gap in found if gap.size)


def _owners(ordered: Sequence[Segment], lines: Iterable[int]) -> dict[int, Segment]:
    """Map each line to the innermost segment that holds it; one sweep over sorted lines."""
    owners: dict[int, Segment] = {}
    around: list[Segment] = [ordered[0]]
    coming = list(reversed(ordered[1:]))
    for line in sorted(lines):
        while coming and coming[-1].first_line <= line:
            around.append(coming.pop())
        while len(around) > 1 and around[-1].last_line < line:
            around.pop()
        owners[line] = around[-1]
    return owners
