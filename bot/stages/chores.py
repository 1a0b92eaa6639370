"""Decide about what hangs on a pull request: its labels, its reviewers, and that it is a draft.

What GitHub refuses is remembered in the pull request's text and tried again by the next
runs, so often and no more; what a person undid is left undone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.forge import Operation, PullSeen, has_label
from bot.stages.metadata import Metadata, metadata_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

TRIES_MAX = 3
"""Runs in a row that try what was refused."""


class Chore(StrEnum):
    """What a pull request can do without for a while."""

    LABELS = "labels"
    REVIEWERS = "reviewers"
    READY = "ready"


@dataclass(frozen=True)
class Chores:
    """What to do now; `labels` are those to add."""

    labels: tuple[str, ...] = ()
    asks_reviewers: bool = False
    marks_ready: bool = False


def chores(
    wanted: Iterable[str],
    seen: PullSeen,
    *,
    operation: Operation,
    is_finished: bool,
    is_draft: bool,
) -> Chores:
    """Say what is to be done for a pull request as it was `seen`, text and labels.

    `wanted` are its labels, `is_draft` tells that its target is not reached. `is_finished`
    tells that a run came to its end here: the comment, which is written last, is there.
    """
    known = metadata_of(seen.body)
    due = _due(known)
    missing = [one for one in dict.fromkeys(wanted) if not has_label(seen.labels, one)]
    removed = set(known.labels) if known else set()
    if is_finished and Chore.LABELS not in due:
        is_same = operation is Operation.UNCHANGED
        missing = [] if is_same else [one for one in missing if one not in removed]
    return Chores(
        labels=tuple(missing),
        asks_reviewers=not is_finished or Chore.REVIEWERS in due,
        marks_ready=not is_draft and is_waiting(seen),
    )


def is_waiting(seen: PullSeen) -> bool:
    """Tell whether a pull request is a draft only because the bot made it one.

    A person who made it ready, or a draft again, has decided.
    """
    known = metadata_of(seen.body)
    if known is None or not (known.is_draft and seen.is_draft):
        return False
    return Chore.READY not in known.owed or Chore.READY in _due(known)


def remembered(
    metadata: Metadata, seen: PullSeen, tried: Collection[Chore], failed: Collection[Chore]
) -> Metadata:
    """Return the metadata with what is still owed and who made it a draft.

    `seen` is the pull request before, or as it was opened. It never becomes a draft
    again: somebody may be reading it.
    """
    # A person who took our facts out of the text decides alone from then on.
    before = metadata_of(seen.body) or replace(metadata, owed=(), tries=0, is_draft=False)
    owed = {*failed, *(one for one in before.owed if one not in tried)}
    is_readied = Chore.READY in tried and Chore.READY not in failed
    tries = before.tries + 1 if failed else before.tries
    return replace(
        metadata,
        is_draft=before.is_draft and seen.is_draft and not is_readied,
        owed=tuple(sorted(owed)),
        tries=tries if owed else 0,
    )


def _due(known: Metadata | None) -> frozenset[str]:
    is_due = known is not None and known.tries < TRIES_MAX
    return frozenset(known.owed) if known is not None and is_due else frozenset()
