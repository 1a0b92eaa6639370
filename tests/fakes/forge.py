"""A forge that keeps its pull requests in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forge import Operation
from bot.domain.outcome import Published

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.outcome import CommentDraft, PullDraft


class FakeForge:
    """ports.Forge; `edit` is what a person does to a branch."""

    def __init__(self) -> None:
        self.pulls: dict[str, PullDraft] = {}
        self.comments: dict[str, CommentDraft] = {}
        self._edited: set[str] = set()

    def edit(self, branch: str) -> None:
        self._edited.add(branch)

    def publish(self, pull: PullDraft, comment: CommentDraft, *, result_dir: Path) -> Published:
        result_dir.mkdir(parents=True, exist_ok=True)
        (result_dir / "pull.md").write_text(f"# {pull.title}\n\n{pull.body}", encoding="utf-8")
        (result_dir / "comment.md").write_text(comment.body, encoding="utf-8")
        operation = self._operation(pull)
        if operation is not Operation.SKIPPED_EDITED:
            self.pulls[pull.branch] = pull
            self.comments[pull.branch] = comment
        return Published(operation, f"branch {pull.branch}")

    def untick(self, branch: str) -> None:
        """Do nothing: nobody ticks here."""

    def _operation(self, pull: PullDraft) -> Operation:
        known = self.pulls.get(pull.branch)
        if known is None:
            return Operation.CREATED
        if pull.branch in self._edited:
            return Operation.SKIPPED_EDITED
        is_same = (known.files, known.deleted) == (pull.files, pull.deleted)
        return Operation.UNCHANGED if is_same else Operation.UPDATED
