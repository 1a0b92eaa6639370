"""Decide which branches and pull requests of the bot's are of no use any more. Pure.

Nothing that holds a person's commit is ever touched, nor what is labelled to stop.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.forge import PullSeen, PullState, has_label
from bot.domain.mission import SkipKind
from bot.stages.hearing import known_of, mission_of
from bot.stages.manners import STOP_LABEL, is_retitled, is_rewritten
from bot.stages.metadata import with_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.mission import Campaign

DAY_S = 86_400
DELETED_MAX = 20
"""Branches deleted in one run, the longest ended first."""

CLOSED_MAX = 20
ANSWERED = "closed by the bot"
"""Stands where a digest would: no source is the one that such a pull request was for."""


@dataclass(frozen=True)
class Closing:
    """A pull request to close: its text as it is to be, and the sentence that says why."""

    pull: PullSeen
    body: str
    sentence: str


def expired(
    tips: Mapping[str, str], pulls: Sequence[PullSeen], *, base: str, days: int, now_s: float
) -> tuple[str, ...]:
    """Name the branches to delete: their pull requests ended so many days ago.

    `tips` are the commits of the bot's branches by name, `pulls` its pull requests newest
    first. 0 days are never. A branch stays whose tip is not the commit that its newest
    pull request remembers, and one without a pull request.
    """
    if not days:
        return ()
    newest: dict[str, PullSeen] = {}
    for pull in pulls:
        newest.setdefault(pull.head, pull)
    open_heads = {pull.head for pull in pulls if pull.state is PullState.OPEN}
    ended = []
    for branch, tip in tips.items():
        last = newest.get(branch)
        if last is None or last.ended_s is None or branch in open_heads:
            continue
        known = known_of(last, mission_of(branch, base))
        is_ours = known is not None and known.head == tip == last.head_id
        is_old = now_s - last.ended_s >= days * DAY_S
        if is_ours and is_old and not has_label(last.labels, STOP_LABEL):
            ended.append((last.ended_s, branch))
    return tuple(branch for _, branch in sorted(ended)[:DELETED_MAX])


def obsolete(campaign: Campaign, pulls: Iterable[PullSeen], *, base: str) -> tuple[Closing, ...]:
    """Say which open pull requests the next campaign will not bring up to date any more."""
    reasons = {one.id: one.reason for one in campaign.skipped if one.kind is SkipKind.OBSOLETE}
    found = []
    for pull in pulls:
        mission = mission_of(pull.head, base)
        known = known_of(pull, mission)
        if pull.state is not PullState.OPEN or mission not in reasons or known is None:
            continue
        is_touched = is_rewritten(pull) or is_retitled(pull) or known.head != pull.head_id
        if is_touched or has_label(pull.labels, STOP_LABEL):
            continue
        body = with_metadata(pull.body, replace(known, source=ANSWERED))
        sentence = f"Closed, because nothing is left to do for it: {reasons[mission]}."
        found.append(Closing(pull, body, sentence))
    return tuple(found[:CLOSED_MAX])
