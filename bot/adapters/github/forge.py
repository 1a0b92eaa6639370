"""`--forge github`: one pull request and one comment for a mission, by the decisions of the rooms.

Read, decide, act: what to do is decided in bot/stages/manners.py. Nothing of the
repository is run here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.git import BOT_EMAIL
from bot.adapters.github.branches import Branches
from bot.adapters.github.pulls import CreationForbidden, Pulls
from bot.domain.forge import Operation
from bot.domain.outcome import Published
from bot.errors import ForgeError, GitError
from bot.stages.manners import Decision, Seen, Wish, decide, is_rewritten, wanted_labels
from bot.stages.markdown import escape
from bot.stages.metadata import Metadata, text_digest, with_metadata, without_metadata
from bot.stages.upsert import upsert

if TYPE_CHECKING:
    from pathlib import Path

    from bot.adapters.git import Git
    from bot.adapters.github.session import Session
    from bot.domain.forge import Identity, PullSeen
    from bot.domain.outcome import CommentDraft, PullDraft

LOOKS_MAX = 3
"""Times that everything is read and decided anew because somebody moved the branch."""

DIGEST_CHARS = 16
PREFIX = "coverage-missions/"
MARKER = "<!-- coverage-missions:report:v1 id={} -->"


@dataclass(frozen=True)
class Customs:
    """What a maintainer wants of pull requests; `base` is the branch they are merged into."""

    base: str
    base_id: str
    labels: tuple[str, ...] = ("coverage-missions",)
    reviewers: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    open_max: int = 5
    retries: frozenset[str] = frozenset()


class GitHubForge:
    """ports.Forge on one repository of GitHub, or of a GitHub Enterprise Server."""

    def __init__(self, session: Session, git: Git, customs: Customs) -> None:
        self._customs = customs
        self._pulls = Pulls(session, BOT_EMAIL)
        self._branches = Branches(session, git)
        self._identity: Identity | None = None

    def publish(self, pull: PullDraft, comment: CommentDraft, *, result_dir: Path) -> Published:
        """Create or update a mission's pull request, as far as people allow.

        Raises:
            ForgeError: GitHub refused, or cannot be reached.
            GitError: git refused.
        """
        result_dir.mkdir(parents=True, exist_ok=True)
        (result_dir / "pull.md").write_text(
            f"# {escape(pull.title)}\n\n{pull.body}", encoding="utf-8", newline="\n"
        )
        (result_dir / "comment.md").write_text(comment.body, encoding="utf-8", newline="\n")
        wish = self._wish(pull)
        for look in range(LOOKS_MAX):
            seen = self._look(pull)
            decision = decide(wish, seen, self.identity)
            if not decision.operation.is_written:
                return _told(decision.operation, decision.why, decision.pull)
            try:
                self._write_branch(pull, seen, decision)
            except (ForgeError, GitError):
                # A lost race: look again at what the other one did.
                if look == LOOKS_MAX - 1 or not self._has_moved(pull, seen):
                    raise
            else:
                return self._write_pull(pull, comment, wish, decision)
        raise AssertionError("the last look returns or raises")

    @property
    def identity(self) -> Identity:
        """Return who the bot is; asked once."""
        if self._identity is None:
            self._identity = self._pulls.identity()
        return self._identity

    def _wish(self, pull: PullDraft) -> Wish:
        tree = hashlib.sha256(repr((pull.files, pull.deleted)).encode()).hexdigest()
        metadata = Metadata(
            pull.mission,
            pull.source,
            self._customs.labels,
            text_digest(pull.body),
            tree[:DIGEST_CHARS],
        )
        return Wish(
            metadata,
            pull.title,
            pull.body,
            pull.draft,
            self._customs.open_max,
            self._customs.retries,
        )

    def _look(self, pull: PullDraft) -> Seen:
        pulls = self._pulls.of_branch(pull.branch, self._customs.base)
        commits = self._branches.commits(branch=pull.branch, base=self._customs.base)
        is_open = any(one.state.value == "open" for one in pulls)
        others = 0 if is_open else self._pulls.count_open(PREFIX, but=pull.branch)
        return Seen(pulls, commits, others)

    def _has_moved(self, pull: PullDraft, seen: Seen) -> bool:
        now = self._branches.commits(branch=pull.branch, base=self._customs.base)
        return now != seen.commits

    def _write_branch(self, pull: PullDraft, seen: Seen, decision: Decision) -> None:
        if decision.is_same_tree:
            return
        if seen.commits is None:
            self._branches.create(pull, self._customs.base_id)
            return
        tip = seen.commits[-1].id if seen.commits else self._branches.tip(pull.branch)
        self._branches.push(pull, self._customs.base_id, expected=tip)

    def _write_pull(
        self, pull: PullDraft, comment: CommentDraft, wish: Wish, decision: Decision
    ) -> Published:
        opened = decision.pull
        if opened is None:
            body = with_metadata(pull.body, wish.metadata)
            try:
                opened = self._pulls.create(
                    title=pull.title,
                    body=body,
                    base=self._customs.base,
                    branch=pull.branch,
                    draft=pull.draft,
                )
            except CreationForbidden as forbidden:
                return self._branch_only(pull, forbidden)
        elif decision.operation is Operation.UPDATED:
            self._edit(pull, wish, opened)
        if decision.operation is not Operation.UNCHANGED:
            self._pulls.label(opened, wanted_labels(self._customs.labels, decision.pull))
        if decision.operation is Operation.CREATED:
            self._pulls.request(opened, self._customs.reviewers, self._customs.teams)
        is_new = decision.operation is Operation.CREATED
        self._upsert(opened, pull, comment, is_new=is_new)
        return _told(decision.operation, f"#{opened.number}", opened)

    def _edit(self, pull: PullDraft, wish: Wish, opened: PullSeen) -> None:
        """Write the text anew; what a person made of it stays, only our facts are brought up."""
        body = without_metadata(opened.body) if is_rewritten(opened) else pull.body
        self._pulls.edit(opened, title=pull.title, body=with_metadata(body, wish.metadata))

    def _branch_only(self, pull: PullDraft, forbidden: CreationForbidden) -> Published:
        link = self._pulls.link(
            base=self._customs.base, branch=pull.branch, title=pull.title, body=pull.body
        )
        place = (
            f"branch {pull.branch}; open the pull request by hand: {link} ({forbidden}; allow it "
            "in the repository's settings under Actions, General, “Allow GitHub Actions to create "
            "and approve pull requests”)"
        )
        return Published(Operation.BRANCH_ONLY, place, link)

    def _upsert(
        self, opened: PullSeen, pull: PullDraft, comment: CommentDraft, *, is_new: bool
    ) -> None:
        """Let one comment of ours say what `comment` says, whoever writes at the same time."""
        marker, login = MARKER.format(pull.mission), self.identity.login
        body = comment.body
        for look in range(LOOKS_MAX):
            seen = [] if is_new and look == 0 else self._pulls.comments(opened)
            todo = upsert(seen, marker=marker, login=login, body=body)
            if todo.kept is not None and todo.is_changed:
                self._pulls.edit_comment(todo.kept, body)
            for surplus in todo.surplus:
                self._pulls.delete_comment(surplus)
            if todo.kept is not None:
                return
            self._pulls.comment(opened, body)


def _told(operation: Operation, why: str, pull: PullSeen | None) -> Published:
    if pull is None:
        return Published(operation, why)
    return Published(operation, f"{pull.url} ({why})", pull.url, pull.number)
