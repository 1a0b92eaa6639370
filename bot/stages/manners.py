"""Decide what may be done with a mission's pull request, before anything is written.

The order is the one that people have come to expect of bots: a closed pull request is
a no, a person's commit is never overwritten, a stop is a stop, limits hold. Pure: what
is on the forge was read before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.forge import CommitSeen, Identity, Operation, PullSeen, PullState, has_label
from bot.stages.chores import is_waiting
from bot.stages.metadata import RETRY, Metadata, metadata_of, text_digest, ticked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STOP_LABEL = "coverage-missions: stop"
TRAILER = "Mission-Id: "
"""Stands in each commit message of the bot, before the mission's id."""

API_EMAIL = "noreply@github.com"
"""Committer of what is committed through the forge's own pages and API."""


@dataclass(frozen=True)
class Wish:
    """What a mission wants to publish; `metadata` is what its pull request would carry.

    `retries` names missions that a person ticked on the dashboard.
    """

    metadata: Metadata
    body: str
    is_draft: bool
    open_max: int
    retries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """What the forge shows of it: its pull requests (newest first), its branch, the others.

    `tip` is the commit at the branch's tip, "" where there is no branch; `commits` are
    those on the way to it that the base has not. `open_others` counts the bot's open
    pull requests of other missions.
    """

    pulls: tuple[PullSeen, ...]
    tip: str
    commits: tuple[CommitSeen, ...]
    open_others: int


@dataclass(frozen=True)
class Decision:
    """What to do. `pull` is the open pull request to go on with, if there is one.

    `is_same_tree` tells that the branch holds these files already: only texts differ.
    `answered` is a closed one whose tick, if it has one, is answered by a new one.
    """

    operation: Operation
    why: str
    pull: PullSeen | None = None
    is_same_tree: bool = False
    answered: PullSeen | None = None


def decide(wish: Wish, seen: Seen, identity: Identity) -> Decision:
    """Say what may be done; `identity` is who the bot is here."""
    current = current_of(seen.pulls)
    opened = current if current is not None and current.state is PullState.OPEN else None
    is_retry = wish.metadata.mission in wish.retries or (
        current is not None and RETRY in ticked(current.body)
    )
    if current is not None and has_label(current.labels, STOP_LABEL):
        why = f"#{current.number} is labelled “{STOP_LABEL}”"
        return Decision(Operation.SKIPPED_STOPPED, why, opened)
    if opened is None and not is_retry:
        refusal = _refused(wish, seen.pulls)
        if refusal is not None:
            return refusal
    if not is_retry and is_edited(seen, current, identity, wish.metadata.mission):
        why = "the branch holds a person's commits; tick the box in its text to replace them"
        return Decision(Operation.SKIPPED_EDITED, why, opened)
    if opened is None and seen.open_others >= wish.open_max:
        why = f"{seen.open_others} pull requests of the bot are open, {wish.open_max} are allowed"
        return Decision(Operation.LIMIT_REACHED, why)
    if opened is None:
        return Decision(Operation.CREATED, "no pull request is open", answered=current)
    return _update(wish, opened, is_retry=is_retry)


def current_of(pulls: Sequence[PullSeen]) -> PullSeen | None:
    """Return the open pull request, else the first, which is the newest; None where there is none.

    A tick on an older one was answered when the newer one was opened.
    """
    opened = (one for one in pulls if one.state is PullState.OPEN)
    return next(opened, pulls[0] if pulls else None)


def _refused(wish: Wish, pulls: Iterable[PullSeen]) -> Decision | None:
    """Hear a closed pull request as a no, until the subject is another one."""
    for one in pulls:
        known = metadata_of(one.body)
        # Where a person took our facts out of the text, it was a no to whatever it said.
        if known is not None and known.source != wish.metadata.source:
            continue
        if one.state is PullState.MERGED:
            if known is not None and _outdoes(wish.metadata, known):
                return None
            why = f"#{one.number} was merged for this very source"
            return Decision(Operation.SKIPPED_MERGED, why)
        why = f"#{one.number} was closed for this very source; tick its box to reconsider"
        return Decision(Operation.SKIPPED_CLOSED, why)
    return None


def _outdoes(wanted: Metadata, merged: Metadata) -> bool:
    """Tell whether other tests run more of the very source than those that were merged for it."""
    return wanted.tree != merged.tree and 0 < merged.covered < wanted.covered


def _update(wish: Wish, opened: PullSeen, *, is_retry: bool) -> Decision:
    known = metadata_of(opened.body)
    if known is None or is_retry:
        return Decision(Operation.UPDATED, "it is made anew", opened)
    # Where the bot was stopped before it wrote the text, the branch holds the coming commit.
    is_same_tree = known.tree == wish.metadata.tree and opened.head_id != known.coming
    is_same_text = (known.text, known.title, known.source) == (
        wish.metadata.text,
        wish.metadata.title,
        wish.metadata.source,
    )
    if not wish.is_draft and is_waiting(opened):
        why = "its target is reached"
        return Decision(Operation.UPDATED, why, opened, is_same_tree=is_same_tree)
    if is_same_tree and is_same_text:
        return Decision(Operation.UNCHANGED, "nothing changed", opened, is_same_tree=True)
    return Decision(Operation.UPDATED, "it changed", opened, is_same_tree=is_same_tree)


def is_edited(seen: Seen, current: PullSeen | None, identity: Identity, mission: str) -> bool:
    """Tell whether a person worked on a mission's branch: authored, amended or merged there.

    What an open pull request remembers of the commit tells it for certain; without one
    the commits' own words must do: the bot may have been stopped before it opened the next.
    """
    if not seen.commits:
        return False
    known = metadata_of(current.body) if current else None
    if known is not None and known.head:
        # A commit's id stands for all below it. The base may have been rewritten since: then
        # its former commits are on the branch too, and nobody put them there.
        is_known = seen.tip in {known.head, known.coming}
        is_open = current is not None and current.state is PullState.OPEN
        if is_known or is_open:
            return not is_known
    return not all(_is_ours(one, identity, mission) for one in seen.commits)


def _is_ours(commit: CommitSeen, identity: Identity, mission: str) -> bool:
    is_author = commit.author_email in identity.emails or (
        bool(commit.login) and commit.login == identity.login
    )
    committers = {*identity.emails, commit.author_email, API_EMAIL}
    is_whole = f"{TRAILER}{mission}" in commit.message.splitlines()
    return is_author and commit.committer_email in committers and is_whole


def is_rewritten(opened: PullSeen) -> bool:
    """Tell whether a person rewrote the text, or took our facts out of it: then it is left."""
    known = metadata_of(opened.body)
    if known is None:
        return bool(opened.body.strip())
    return known.text != text_digest(opened.body)


def is_retitled(opened: PullSeen) -> bool:
    """Tell whether a person gave it another title: then that is left."""
    known = metadata_of(opened.body)
    return known is None or known.title != text_digest(opened.title)
