"""Decide which missions a plan leaves alone because people answered. Pure.

A stop is a stop, an ignored file stays ignored, a retry overrides everything else: the
order is that of bot/stages/manners.py, which decides again before anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.answers import Answers, Box
from bot.domain.forge import PullState
from bot.domain.mission import SkipKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from bot.domain.answers import MissionAnswer, PullAnswer


@dataclass(frozen=True)
class Orders:
    """What people said, and whether a mission needs to be approved before it is run."""

    answers: Answers = field(default_factory=Answers)
    needs_approval: bool = False


def skip_of(orders: Orders, mission: str, digest: str) -> tuple[SkipKind, str] | None:
    """Say why a mission is left alone, None where it is planned; `digest` is its subject's."""
    answer = orders.answers.of(mission)
    current = answer.current
    if orders.answers.is_stopped:
        return SkipKind.STOPPED, "the dashboard is labelled to stop"
    if current is not None and current.is_stopped:
        return SkipKind.STOPPED, f"#{current.number} is labelled to stop"
    if Box.IGNORE in answer.boxes:
        return SkipKind.IGNORED, "its box “ignore” is ticked on the dashboard"
    if Box.RETRY in answer.boxes:
        return None
    refusal = _skip_for(current, digest) if current is not None else None
    if refusal is None and orders.needs_approval and not _is_approved(answer):
        return SkipKind.UNAPPROVED, "its box “approve” is not ticked on the dashboard yet"
    return refusal


def _skip_for(current: PullAnswer, digest: str) -> tuple[SkipKind, str] | None:
    """Hear what became of the open or the newest pull request."""
    is_same = current.source in {"", digest}
    match current.state:
        case PullState.OPEN if current.has_commits:
            return SkipKind.EDITED, f"a person works on #{current.number}"
        case PullState.OPEN if is_same and not current.is_draft:
            return SkipKind.PROPOSED, f"#{current.number} for this very source waits for review"
        case PullState.CLOSED if is_same:
            return SkipKind.CLOSED, f"#{current.number} was closed for this very source"
        case _:
            # A draft may get further, a merged one left the file below its target.
            return None


def _is_approved(answer: MissionAnswer) -> bool:
    is_open = any(one.state is PullState.OPEN for one in answer.pulls)
    return is_open or Box.APPROVE in answer.boxes


def open_sources(orders: Orders, *, but: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield the missions with an open pull request, but some, each with the source it was for.

    One that holds a person's commits, or whose source nobody knows any more, is left out.
    """
    for answer in orders.answers.missions:
        current = answer.current
        if current is None or current.state is not PullState.OPEN or answer.mission in but:
            continue
        if current.source and not current.has_commits and not current.is_stopped:
            yield answer.mission, current.source
