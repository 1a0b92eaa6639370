"""Decide what may be done with a mission's pull request, before anything is written.

The order is the one that people have come to expect of bots: a closed pull request is
a no, a person's commit is never overwritten, a stop is a stop, limits hold. Pure: what
is on the forge was read before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.forge import CommitSeen, Identity, Operation, PullSeen, PullState
from bot.stages.metadata import RETRY, Metadata, metadata_of, text_digest, ticked

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    title: str
    body: str
    is_draft: bool
    open_max: int
    retries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """What the forge shows of it: its pull requests (newest first), its branch, the others.

    `commits` are those of the branch that its base has not, None where there is no
    branch; `open_others` counts the bot's open pull requests of other missions.
    """

    pulls: tuple[PullSeen, ...]
    commits: tuple[CommitSeen, ...] | None
    open_others: int


@dataclass(frozen=True)
class Decision:
    """What to do. `pull` is the open pull request to go on with, if there is one.

    `is_same_tree` tells that the branch holds these files already: only texts differ.
    """

    operation: Operation
    why: str
    pull: PullSeen | None = None
    is_same_tree: bool = False


def decide(wish: Wish, seen: Seen, identity: Identity) -> Decision:
    """Say what may be done; `identity` is who the bot is here."""
    newest = seen.pulls[0] if seen.pulls else None
    opened = next((one for one in seen.pulls if one.state is PullState.OPEN), None)
    is_retry = wish.metadata.mission in wish.retries or any(
        RETRY in ticked(one.body) for one in seen.pulls
    )
    if opened is None and newest is not None and not is_retry:
        refusal = _refused(wish, newest)
        if refusal is not None:
            return refusal
    if opened is not None and STOP_LABEL in opened.labels:
        return Decision(
            Operation.SKIPPED_STOPPED, f"#{opened.number} is labelled “{STOP_LABEL}”", opened
        )
    if (
        seen.commits is not None
        and not is_retry
        and is_edited(seen.commits, identity, wish.metadata.mission)
    ):
        why = "the branch holds a person's commits; tick the box in its text to replace them"
        return Decision(Operation.SKIPPED_EDITED, why, opened)
    if opened is None and seen.open_others >= wish.open_max:
        why = f"{seen.open_others} pull requests of the bot are open, {wish.open_max} are allowed"
        return Decision(Operation.LIMIT_REACHED, why)
    if opened is None:
        return Decision(Operation.CREATED, "no pull request is open")
    return _update(wish, opened)


def _refused(wish: Wish, newest: PullSeen) -> Decision | None:
    """Hear a closed pull request as a no, until the subject is another one."""
    known = metadata_of(newest.body)
    if known is None or known.source != wish.metadata.source:
        return None
    if newest.state is PullState.MERGED:
        why = f"#{newest.number} was merged for this very source"
        return Decision(Operation.SKIPPED_MERGED, why)
    why = f"#{newest.number} was closed for this very source; tick its box to reconsider"
    return Decision(Operation.SKIPPED_CLOSED, why)


def _update(wish: Wish, opened: PullSeen) -> Decision:
    known = metadata_of(opened.body)
    is_same_tree = known is not None and known.tree == wish.metadata.tree
    is_same_text = (
        known is not None
        and known.text == wish.metadata.text
        and known.source == wish.metadata.source
        and opened.title == wish.title
    )
    if is_same_tree and is_same_text:
        return Decision(Operation.UNCHANGED, "nothing changed", opened, is_same_tree=True)
    return Decision(Operation.UPDATED, "it changed", opened, is_same_tree=is_same_tree)


def is_edited(commits: Iterable[CommitSeen], identity: Identity, mission: str) -> bool:
    """Tell whether a person worked on a mission's branch: authored, committed or merged there."""
    return not all(_is_ours(one, identity, mission) for one in commits)


def _is_ours(commit: CommitSeen, identity: Identity, mission: str) -> bool:
    is_author = commit.author_email in identity.emails or (
        bool(commit.login) and commit.login == identity.login
    )
    committers = {*identity.emails, commit.author_email, API_EMAIL}
    is_whole = f"{TRAILER}{mission}" in commit.message.splitlines()
    return is_author and commit.committer_email in committers and is_whole


def wanted_labels(wanted: Iterable[str], seen: PullSeen | None) -> tuple[str, ...]:
    """Return the labels to add: those that are missing and that no person removed."""
    if seen is None:
        return tuple(dict.fromkeys(wanted))
    known = metadata_of(seen.body)
    set_before = known.labels if known else ()
    return tuple(
        one for one in dict.fromkeys(wanted) if one not in seen.labels and one not in set_before
    )


def is_rewritten(opened: PullSeen) -> bool:
    """Tell whether a person rewrote the text: then it is left as it is."""
    known = metadata_of(opened.body)
    return known is not None and known.text != text_digest(opened.body)
