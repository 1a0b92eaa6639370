"""Decide how one comment stays one, however many runs write it at the same time.

All of them see the same comments in the end, and all keep the oldest: the lowest id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.stages.links import unpinned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.forge import CommentSeen


@dataclass(frozen=True)
class Upsert:
    """What to do: post (`kept` is None), or keep a comment and change it where `is_changed`.

    `surplus` are comments of the bot's own that say the same thing again.
    """

    kept: int | None
    is_changed: bool
    surplus: tuple[int, ...] = ()


def upsert(comments: Iterable[CommentSeen], *, marker: str, login: str, body: str) -> Upsert:
    """Decide about the comment that ends with `marker` and was written by `login`."""
    found = sorted(
        (one for one in comments if is_own(one, marker=marker, login=login)),
        key=lambda one: one.id,
    )
    if not found:
        return Upsert(None, is_changed=True)
    kept, *others = found
    is_changed = not is_same_text(kept.body, body)
    return Upsert(kept.id, is_changed, tuple(one.id for one in others))


def is_own(comment: CommentSeen, *, marker: str, login: str) -> bool:
    """Tell whether a comment is the bot's, with the marker as its last line, as we write it.

    Another workflow has the same login, and may quote ours.
    """
    return comment.author == login and comment.body.rstrip().splitlines()[-1:] == [marker]


def is_same_text(old: str, new: str) -> bool:
    """Tell whether two texts say the same, so that nothing needs to be written."""
    return _text(old) == _text(new)


def _text(body: str) -> str:
    """Return what a comment says: white space at line ends is the forge's business.

    A link to lines as of another commit is no news: where the file had changed, they had too.
    """
    return re.sub(r"[ \t]*\r?\n", "\n", unpinned(body)).strip()
