"""What hangs on an open pull request: labels, reviewers, readiness, the comment, its text.

The comment is written after the labels and reviewers, and so tells later runs that a first
one came that far. What a pull request can do without is told, and spoils nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.github.comments import Comments
from bot.domain.forge import Operation
from bot.errors import ForgeError
from bot.stages.chores import Chore, Chores, chores, remembered
from bot.stages.manners import is_retitled, is_rewritten
from bot.stages.metadata import metadata_of, unticked, with_metadata, without_metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.github.pulls import Pulls
    from bot.adapters.github.session import Session
    from bot.domain.forge import CommentSeen, Customs, PullSeen
    from bot.domain.outcome import CommentDraft, PullDraft
    from bot.stages.metadata import Metadata


class Upkeep:
    """Brings what hangs on pull requests up to date, as far as people and GitHub allow."""

    def __init__(self, session: Session, pulls: Pulls, customs: Customs) -> None:
        self._session = session
        self._pulls = pulls
        self._customs = customs

    def keep(
        self,
        opened: PullSeen,
        pull: PullDraft,
        comment: CommentDraft,
        metadata: Metadata,
        *,
        operation: Operation,
        login: str,
    ) -> list[str]:
        """Do what is to be done, and return what could not be done.

        `metadata` is what its text is to carry; `login` is the bot's.

        Raises:
            ForgeError: GitHub refused the text, or answers nothing more to this token.
        """
        is_new = operation is Operation.CREATED
        notes: list[str] = []
        thread = Comments(self._pulls, mission=pull.mission, login=login)
        seen: list[CommentSeen] = []
        can_read = is_new or self._tried(lambda: seen.extend(self._pulls.comments(opened)), notes)
        todo = chores(
            self._customs.labels,
            opened,
            operation=operation,
            is_finished=not is_new and (not can_read or thread.is_there(seen)),
            is_draft=pull.draft,
        )
        tried, failed = self._do(opened, todo, notes)
        if can_read:
            self._tried(lambda: thread.write(opened, comment.body, seen, is_new=is_new), notes)
        self._write(opened, pull, remembered(metadata, opened, tried, failed), operation)
        return notes

    def _do(
        self, opened: PullSeen, todo: Chores, notes: list[str]
    ) -> tuple[set[Chore], set[Chore]]:
        """Do the chores; return which were tried, and which of them failed."""
        people, teams = self._customs.reviewers, self._customs.teams
        acts: dict[Chore, Callable[[], None]] = {}
        if todo.labels:
            acts[Chore.LABELS] = lambda: self._pulls.label(opened, todo.labels)
        if todo.asks_reviewers and (people or teams):
            acts[Chore.REVIEWERS] = lambda: self._pulls.request(opened, people, teams)
        if todo.marks_ready:
            acts[Chore.READY] = lambda: self._pulls.mark_ready(opened)
        failed = {chore for chore, act in acts.items() if not self._tried(act, notes)}
        return set(acts), failed

    def _tried(self, act: Callable[[], None], notes: list[str]) -> bool:
        """Do what a pull request can do without; note what went wrong, and tell whether it went.

        Raises:
            ForgeError: GitHub answers nothing more to this token.
        """
        try:
            act()
        except ForgeError as error:
            if self._session.is_over:
                raise
            notes.append(str(error))
            return False
        return True

    def _write(
        self, opened: PullSeen, pull: PullDraft, metadata: Metadata, operation: Operation
    ) -> None:
        """Write the texts anew; what a person made of them stays, our facts are brought up."""
        if operation is not Operation.UPDATED:
            if metadata_of(opened.body) != metadata:
                body = with_metadata(opened.body, metadata)
                self._pulls.edit(opened, title=opened.title, body=body)
            return
        body = without_metadata(opened.body) if is_rewritten(opened) else pull.body
        title = opened.title if is_retitled(opened) else pull.title
        self._pulls.edit(opened, title=title, body=with_metadata(unticked(body), metadata))


def announced(opened: PullSeen, coming: str) -> str | None:
    """Return the text with the commit that is about to come; None where it says nothing of ours."""
    known = metadata_of(opened.body)
    return with_metadata(opened.body, replace(known, coming=coming)) if known else None
