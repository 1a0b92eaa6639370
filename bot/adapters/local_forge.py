"""`--forge local`: a pull request as a branch of the subject's own git, and two texts beside it.

Never touches the worktree, the index, a branch that is checked out, or a
person's commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forge import Operation
from bot.domain.outcome import Published
from bot.errors import GitError
from bot.stages.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.adapters.git import Commit, Git
    from bot.domain.outcome import CommentDraft, PullDraft


CHANGED_SHOWN_MAX = 3
_OURS = "missions/"
_CODE = (".py", ".pyi", ".toml", ".cfg", ".ini")


def _matters(path: str) -> bool:
    """Tell whether a file can change what tests see; our own mission files do not."""
    return path.endswith(_CODE) and not path.startswith(_OURS)


class LocalForge:
    """ports.Forge on the local repository; the base is the commit that is checked out."""

    def __init__(self, git: Git) -> None:
        self._git = git

    def publish(self, pull: PullDraft, comment: CommentDraft, *, result_dir: Path) -> Published:
        """Create or update the branch; write pull.md and comment.md into `result_dir`.

        The operation is CREATED, UPDATED, UNCHANGED, SKIPPED_MERGED (the base holds the
        files already), SKIPPED_EDITED (a person's commit is on the branch) or
        SKIPPED_CHECKED_OUT.

        Raises:
            GitError: there is no repository or no commit in it yet, or git refused.
        """
        result_dir.mkdir(parents=True, exist_ok=True)
        _replace(result_dir / "pull.md", f"# {escape(pull.title)}\n\n{pull.body}")
        _replace(result_dir / "comment.md", comment.body)
        base = self._base()
        operation = self._update(pull, base)
        return Published(operation, self._place(pull.branch, operation))

    def untick(self, branch: str) -> None:
        """Do nothing: there are no boxes here."""

    def check(self) -> None:
        """Find out early what would stop every mission's branch.

        Raises:
            GitError: there is no repository, no commit in it yet, or files that tests
                may need differ from it: branches start at the commit, not at those.
        """
        self._base()
        differing = [path for path in self._git.changed() if _matters(path)]
        if differing:
            shown = ", ".join(differing[:CHANGED_SHOWN_MAX])
            raise GitError(
                f"{len(differing)} files differ from the last commit ({shown}), and branches "
                "start there: commit or stash them, or use --forge none"
            )

    def _base(self) -> str:
        if not self._git.is_repo():
            raise GitError(
                f"{self._git.root} is no git repository: run `git init` and commit there first, "
                "or use --forge none"
            )
        base = self._git.head()
        if base is None:
            raise GitError(
                f"{self._git.root} has no commit yet: commit its files first, or use --forge none"
            )
        return base

    def _update(self, pull: PullDraft, base: str) -> Operation:
        tip = self._git.branch_tip(pull.branch)
        if tip and self._git.is_checked_out(pull.branch):
            return Operation.SKIPPED_CHECKED_OUT
        if tip and is_edited(self._git.commits(branch=pull.branch, base=base)):
            return Operation.SKIPPED_EDITED
        commit = self._git.commit_files(base, dict(pull.files), pull.deleted, pull.commit_message)
        if self._git.tree_and_parents(commit)[0] == self._git.tree_and_parents(base)[0]:
            return Operation.SKIPPED_MERGED
        if tip and self._git.tree_and_parents(tip) == self._git.tree_and_parents(commit):
            return Operation.UNCHANGED
        self._git.move_branch(pull.branch, to=commit, expected=tip)
        return Operation.UPDATED if tip else Operation.CREATED

    def _place(self, branch: str, operation: Operation) -> str:
        if operation is Operation.SKIPPED_EDITED:
            return f"branch {branch} holds a person's commits and was left alone"
        if operation is Operation.SKIPPED_CHECKED_OUT:
            return f"branch {branch} is checked out and was left alone: switch away and run again"
        base = self._git.current_branch() or "HEAD"
        if operation is Operation.SKIPPED_MERGED:
            return f"{base} holds these files already"
        return f"branch {branch}; look with: git diff {base}...{branch}"


def is_edited(commits: Sequence[Commit]) -> bool:
    """Tell whether a person worked on a branch of ours; `commits` are newest first.

    Older commits than our first are not edits: they are what we built on, where
    the base was rewritten since. No commit at all means that all is merged.
    """
    ours = [number for number, commit in enumerate(commits) if commit.is_ours]
    if not ours:
        return bool(commits)
    return not all(commit.is_ours for commit in commits[: ours[-1]])


def _replace(path: Path, text: str) -> None:
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_text(text, encoding="utf-8", newline="\n")
    scratch.replace(path)
