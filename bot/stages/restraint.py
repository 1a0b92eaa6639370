"""Hear of a person only what forbids something, where their rights are not known. Pure.

A pull request's author writes its text: ticks and facts in it could let the bot write over
people's commits, or delete a branch. That it was closed, and the label to stop, only forbid.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.forge import PullState, has_label
from bot.stages.manners import STOP_LABEL
from bot.stages.metadata import Metadata, metadata_of, unticked, with_metadata, without_metadata

if TYPE_CHECKING:
    from bot.domain.forge import PullSeen


def restraining(pull: PullSeen) -> tuple[PullSeen, ...]:
    """Return a pull request without ticks and facts that allow something, none if nothing is left.

    What it says of the source stays: until that is another one, a closed one is a no.
    """
    if pull.state is not PullState.CLOSED and not has_label(pull.labels, STOP_LABEL):
        return ()
    known, text = metadata_of(pull.body), unticked(without_metadata(pull.body))
    if known is None:
        return (replace(pull, body=text),)
    facts = Metadata(
        mission=known.mission,
        source=known.source,
        labels=known.labels,
        title=known.title,
        text=known.text,
        tree="",
    )
    return (replace(pull, body=with_metadata(text, facts)),)
