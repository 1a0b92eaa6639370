"""Say how the verdicts of a replay compare with those on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.trajectory import Asked, Rejudged
from bot.stages.markdown import one_line
from bot.stages.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator


DIFFERENCES_SHOWN_MAX = 20
EXCERPT_CHARS_MAX = 140
NOTE_CHARS_MAX = 160


@dataclass(frozen=True)
class Replayed:
    """One mission's replay: attempts judged again, and answers of a model read again.

    `left` counts the attempts that the time did not reach; `misread` holds answers out of
    which another number of situations is read now, with that number.
    """

    subject: str
    judged: tuple[Rejudged, ...]
    left: int
    read: int
    misread: tuple[tuple[Asked, int], ...]

    @property
    def differing(self) -> tuple[Rejudged, ...]:
        """Return the attempts that have another verdict now."""
        return tuple(one for one in self.judged if one.differs)

    @property
    def unknown(self) -> tuple[Rejudged, ...]:
        """Return the attempts that could not be judged again."""
        return tuple(one for one in self.judged if one.verdict is None)

    @property
    def is_alike(self) -> bool:
        """Tell whether everything was judged and read again, and came to the same."""
        return not (self.differing or self.unknown or self.left or self.misread)


def retold(replay: Replayed) -> str:
    """Write it as plain text, without a newline at its end; untrusted parts are on one line."""
    return "\n".join(_lines(replay))


def _lines(replay: Replayed) -> Iterator[str]:
    differing, unknown = replay.differing, replay.unknown
    alike = len(replay.judged) - len(differing) - len(unknown)
    yield (
        f"{one_line(replay.subject)}: {counted(len(replay.judged), 'attempt')} judged again, "
        f"{alike} alike, {len(differing)} with another verdict"
    )
    for one in differing[:DIFFERENCES_SHOWN_MAX]:
        yield from _difference(one)
    yield from _more(len(differing))
    if unknown:
        yield f"{counted(len(unknown), 'attempt')} not judged: {unknown[0].note}"
    if replay.left:
        yield f"{counted(replay.left, 'attempt')} left, the time was over: --mission-seconds"
    if replay.read:
        yield (
            f"{counted(replay.read, 'answer')} of a model read again, "
            f"{len(replay.misread)} otherwise"
        )
    for asked, count in replay.misread[:DIFFERENCES_SHOWN_MAX]:
        found = counted(asked.situations, "situation")
        yield f"  {one_line(asked.prompt)}: {found} then, {count} now"
    yield from _more(len(replay.misread))


def _difference(one: Rejudged) -> Iterator[str]:
    attempt = one.attempt
    where = one_line(attempt.segment) or "module level"
    verdict = one.verdict.value if one.verdict is not None else ""
    yield (
        f"  attempt {attempt.number} ({attempt.engine.value}, {where}): "
        f"{attempt.verdict.value} then, {verdict} now"
    )
    yield f"    {_excerpt(attempt.source.strip().splitlines()[-1:])}"
    if one.note:
        yield f"    {one_line(one.note)[:NOTE_CHARS_MAX]}"


def _excerpt(lines: list[str]) -> str:
    return one_line(" ".join(lines))[:EXCERPT_CHARS_MAX]


def _more(count: int) -> Iterator[str]:
    if count > DIFFERENCES_SHOWN_MAX:
        yield f"  and {count - DIFFERENCES_SHOWN_MAX} more"
