"""The one comment below a pull request, whoever writes it at the same time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import ForgeError
from bot.stages.upsert import is_own, upsert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.adapters.github.pulls import Pulls
    from bot.domain.forge import CommentSeen, PullSeen

COMMENT_LOOKS_MAX = 3
MARKER = "<!-- coverage-missions:report:v1 id={} -->"
_ANY_MARKER = re.compile(MARKER.format(r"\S+"))


class Comments:
    """Comments of one mission, which carry `marker`, written by `login`."""

    def __init__(self, pulls: Pulls, *, mission: str, login: str) -> None:
        self._pulls = pulls
        self._login = login
        self._marker = MARKER.format(mission)

    def is_there(self, seen: Sequence[CommentSeen]) -> bool:
        """Tell whether one of ours is among the comments that were seen."""
        return any(is_own(one, marker=self._marker, login=self._login) for one in seen)

    def write(self, opened: PullSeen, body: str, seen: list[CommentSeen], *, is_new: bool) -> None:
        """Let one comment of ours say `body`; `seen` are those that are there.

        Below a pull request that is a moment old there is none; whoever adopted it
        meanwhile looks again after writing, and keeps the lowest id.

        Raises:
            ForgeError: GitHub refused, or lost each of our replies.
        """
        written: list[CommentSeen] = []
        for _ in range(COMMENT_LOOKS_MAX):
            known = {one.id for one in seen}
            # A list may be late: what GitHub answered to our own writing is there.
            seen += [one for one in written if one.id not in known]
            todo = upsert(seen, marker=self._marker, login=self._login, body=body)
            if todo.kept is not None:
                if todo.is_changed:
                    self._pulls.edit_comment(todo.kept, body)
                for surplus in todo.surplus:
                    self._pulls.delete_comment(surplus)
                return
            made = self._pulls.comment(opened, body)
            if made is not None:
                written.append(made)
                if is_new:
                    return
            seen = self._pulls.comments(opened)
        raise ForgeError(f"cannot comment on #{opened.number}: GitHub lost each reply; run again")


def is_report(body: str) -> bool:
    """Tell whether a comment is a report of some mission's, whoever wrote it."""
    return _ANY_MARKER.fullmatch(body.rstrip().rpartition("\n")[2]) is not None
