"""What people should know about a plan, in few words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.paths import why_unsafe

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from bot.domain.coverage import FileCoverage
    from bot.domain.mission import BlockedFile
    from bot.stages.standard import Planned

NOTES_A_KIND_MAX = 20


def notes_of(
    planned: Sequence[Planned],
    blocked: Sequence[BlockedFile],
    *,
    measured: Sequence[FileCoverage],
    digests: Container[str],
) -> tuple[str, ...]:
    """Say what people should know, at most NOTES_A_KIND_MAX of each kind.

    `digests` holds the paths of the sources that are on disk.
    """
    noted = [one for one in planned if one.note]
    paths = [file.path for file in measured]
    kinds = (
        [f"{one.path}: kept, it was edited: {one.note}" for one in noted if one.kept],
        [f"{one.path}: opened again: {one.note}" for one in noted if not one.kept],
        [f"{path!r}: no subject: it {why_unsafe(path)}" for path in paths if why_unsafe(path)],
        [f"{path!r}: in the report, but not on disk" for path in paths if path not in digests],
        [f"blocked: {one.reason}" for one in blocked],
    )
    return tuple(note for notes in kinds for note in _capped(notes))


def _capped(notes: Sequence[str]) -> list[str]:
    shown = list(notes[:NOTES_A_KIND_MAX])
    return [*shown, f"and {len(notes) - len(shown)} more"] if len(notes) > len(shown) else shown
