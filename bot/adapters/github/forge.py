"""`--forge github`: one pull request and one comment for a mission, by the decisions of the rooms.

Read, decide, act: what to do is decided in bot/stages/manners.py. Nothing of the
repository is run here.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.git import BOT_EMAIL
from bot.adapters.github.branches import Branches
from bot.adapters.github.pulls import CreationForbidden, Pulls
from bot.adapters.github.upkeep import Upkeep, announced
from bot.domain.forge import Customs, Operation, PullState, has_label
from bot.domain.outcome import Published
from bot.errors import ForgeError, GitError, PatchRefused
from bot.stages.manners import STOP_LABEL, Decision, Seen, Wish, current_of, decide
from bot.stages.markdown import escape
from bot.stages.metadata import Metadata, metadata_of, text_digest, unticked, with_metadata
from bot.stages.patch_guard import MISSIONS

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
MARK = b"# coverage-missions: mission="
"""Stands in each test file that a mission wrote."""


class GitHubForge:
    """ports.Forge on one repository of GitHub, or of a GitHub Enterprise Server."""

    def __init__(
        self, session: Session, git: Git, customs: Customs, identity: Identity | None = None
    ) -> None:
        self._customs = customs
        self._git = git
        self._session = session
        self._pulls = Pulls(session, BOT_EMAIL)
        self._branches = Branches(session, git)
        self._upkeep = Upkeep(session, self._pulls, customs)
        self._identity = identity
        self._opened: frozenset[str] | None = None

    def publish(self, pull: PullDraft, comment: CommentDraft, *, result_dir: Path) -> Published:
        """Create or update a mission's pull request, as far as people allow.

        Raises:
            PatchRefused: it would replace a file that no mission wrote.
            ForgeError: GitHub refused, or cannot be reached.
            GitError: git refused.
        """
        result_dir.mkdir(parents=True, exist_ok=True)
        (result_dir / "pull.md").write_text(
            f"# {escape(pull.title)}\n\n{pull.body}", encoding="utf-8", newline="\n"
        )
        (result_dir / "comment.md").write_text(comment.body, encoding="utf-8", newline="\n")
        self._refuse_others_files(pull)
        wish = self._wish(pull)
        for look in range(LOOKS_MAX):
            seen = self._look(pull)
            decision = decide(wish, seen, self.identity)
            if not decision.operation.is_written:
                return _told(decision.operation, decision.why, decision.pull)
            if decision.pull is None and self._is_there(pull):
                self._untick(decision.answered)
                return _told(Operation.SKIPPED_MERGED, "the base holds these files already", None)
            try:
                head = self._write_branch(pull, seen, decision)
            except (ForgeError, GitError):
                # A lost race: look again at what the other one did.
                if (
                    self._session.is_over
                    or look == LOOKS_MAX - 1
                    or self._branches.tip(pull.branch) == seen.tip
                ):
                    raise
            else:
                return self._write_pull(pull, comment, _with_head(wish, head), decision)
        raise AssertionError("the last look returns or raises")

    def untick(self, branch: str) -> None:
        """Take the tick out of a branch's pull request, where people allow to touch it.

        Raises:
            ForgeError: GitHub refused, or cannot be reached.
        """
        current = current_of(self._pulls.of_branch(branch))
        if current is not None and not has_label(current.labels, STOP_LABEL):
            self._untick(current)

    @property
    def identity(self) -> Identity:
        """Return who the bot is; asked once."""
        if self._identity is None:
            self._identity = self._pulls.identity()
        return self._identity

    def _refuse_others_files(self, pull: PullDraft) -> None:
        """Refuse to replace tests that a person wrote: a mission's own carry its mark."""
        for path, _ in pull.files:
            there = self._git.file_at(self._customs.base_id, path)
            if there is not None and not path.startswith(MISSIONS) and MARK not in there:
                raise PatchRefused(
                    f"the patch of {pull.mission} is not published: {path!r} is there already, and "
                    "no mission wrote it"
                )

    def _is_there(self, pull: PullDraft) -> bool:
        """Tell whether the base holds all of it already: a commit would be empty."""
        base_id, git = self._customs.base_id, self._git
        is_gone = all(git.file_at(base_id, path) is None for path in pull.deleted)
        return is_gone and all(git.file_at(base_id, path) == body for path, body in pull.files)

    def _wish(self, pull: PullDraft) -> Wish:
        tree = hashlib.sha256(repr((pull.files, pull.deleted)).encode()).hexdigest()
        metadata = Metadata(
            mission=pull.mission,
            source=pull.source,
            labels=self._customs.labels,
            title=text_digest(pull.title),
            text=text_digest(pull.body),
            tree=tree[:DIGEST_CHARS],
            covered=pull.covered,
            lines=pull.lines,
            is_draft=pull.draft,
        )
        return Wish(metadata, pull.body, pull.draft, self._customs.open_max, self._customs.retries)

    def _look(self, pull: PullDraft) -> Seen:
        pulls = self._pulls.of_branch(pull.branch)
        tip = self._branches.tip(pull.branch)
        commits = self._branches.commits(tip=tip, base_id=self._customs.base_id) if tip else ()
        is_open = any(one.state is PullState.OPEN for one in pulls)
        others = 0 if is_open else len(self._open_branches() - {pull.branch})
        return Seen(pulls, tip, commits, others)

    def _open_branches(self) -> frozenset[str]:
        """Name the bot's branches with an open pull request; asked once, then kept up."""
        if self._opened is None:
            self._opened = self._pulls.open_branches(PREFIX)
        return self._opened

    def _write_branch(self, pull: PullDraft, seen: Seen, decision: Decision) -> str:
        """Bring the branch up to date and return the commit at its tip."""
        if decision.is_same_tree:
            return seen.tip
        if not seen.tip:
            return self._branches.create(pull, self._customs.base_id)
        commit, wanted = self._branches.prepare(pull, self._customs.base_id)
        if [one.tree for one in seen.commits] == [wanted]:
            # Another run was faster, or an earlier one could not open a pull request.
            return seen.tip
        if decision.pull is not None:
            self._announce(decision.pull, commit)
        self._branches.push(pull, commit, expected=seen.tip)
        return commit

    def _announce(self, opened: PullSeen, commit: str) -> None:
        """Let the text name the commit that is about to come: whoever is stopped then is known."""
        body = announced(opened, commit)
        if body is not None:
            self._pulls.edit(opened, title=opened.title, body=body)

    def _write_pull(
        self, pull: PullDraft, comment: CommentDraft, wish: Wish, decision: Decision
    ) -> Published:
        opened, operation = decision.pull, decision.operation
        metadata = wish.metadata
        if opened is None:
            try:
                opened, is_new = self._open(pull, wish)
            except CreationForbidden as forbidden:
                # A tick that stays would replace what people commit to the branch from now on.
                self._untick(decision.answered)
                return self._branch_only(pull, forbidden)
            if not is_new:
                operation = self._adopted(pull, wish)
            self._untick(decision.answered)
        if operation is Operation.UNCHANGED:
            metadata = metadata_of(opened.body) or metadata
        notes = self._upkeep.keep(
            opened, pull, comment, metadata, operation=operation, login=self.identity.login
        )
        return _told(decision.operation, "; ".join([decision.why, *notes]), opened)

    def _open(self, pull: PullDraft, wish: Wish) -> tuple[PullSeen, bool]:
        opened = self._pulls.create(
            title=pull.title,
            body=with_metadata(pull.body, wish.metadata),
            base=self._customs.base,
            branch=pull.branch,
            draft=pull.draft,
        )
        self._opened = (self._opened or frozenset()) | {pull.branch}
        return opened

    def _adopted(self, pull: PullDraft, wish: Wish) -> Operation:
        """Say what to do with one that another run opened: the branch may hold our commit."""
        is_ours = self._branches.tip(pull.branch) == wish.metadata.head
        return Operation.UPDATED if is_ours else Operation.UNCHANGED

    def _untick(self, answered: PullSeen | None) -> None:
        """Take the tick out of a closed one whose wish was fulfilled by a new one."""
        if answered is not None:
            self._pulls.edit(answered, title=answered.title, body=unticked(answered.body))

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


def _with_head(wish: Wish, head: str) -> Wish:
    return replace(wish, metadata=replace(wish.metadata, head=head))


def _told(operation: Operation, why: str, pull: PullSeen | None) -> Published:
    if pull is None:
        return Published(operation, why)
    return Published(operation, f"{pull.url} ({why})", pull.url, pull.number)
