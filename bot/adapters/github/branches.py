"""A mission's branch: what is on it, and how one commit gets there.

The first commit is made by GitHub itself, which signs it. Later ones are pushed from
the checkout with a lease, so that nothing is overwritten that was not seen.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from bot.adapters.github.seen import commit_seen
from bot.errors import ForgeError

if TYPE_CHECKING:
    from bot.adapters.git import Git
    from bot.adapters.github.session import Session
    from bot.domain.forge import CommitSeen
    from bot.domain.outcome import PullDraft

NOT_FOUND, UNPROCESSABLE = 404, 422
_COMMIT = """
mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}
"""


class Branches:
    """The branches of one repository; `git` is the checkout that a branch starts from."""

    def __init__(self, session: Session, git: Git) -> None:
        self._session = session
        self._git = git

    def commits(self, *, branch: str, base: str) -> tuple[CommitSeen, ...] | None:
        """Return what the branch has and the base has not, oldest first; None: no such branch.

        Raises:
            ForgeError: GitHub refused.
        """
        repository = self._session.repository
        try:
            # PyGithub asks when the commits are read, so they are read here.
            found = self._session.ask(
                "read the branch", lambda: list(repository.compare(base, branch).commits)
            )
        except ForgeError as error:
            if error.status == NOT_FOUND:
                return None
            raise
        return tuple(commit_seen(one) for one in found)

    def tip(self, branch: str) -> str:
        """Return the commit at the tip of a branch that is there.

        Raises:
            ForgeError: it is not, any more.
        """
        repository = self._session.repository
        return self._session.ask(
            "find the branch", lambda: repository.get_git_ref(f"heads/{branch}").object.sha
        )

    def create(self, pull: PullDraft, base_id: str) -> None:
        """Start the branch at a commit and let GitHub commit the files there.

        Raises:
            ForgeError: GitHub refused: the branch is there already, for example.
        """
        repository = self._session.repository
        ref = f"refs/heads/{pull.branch}"
        self._session.ask(
            "create the branch", lambda: repository.create_git_ref(ref=ref, sha=base_id)
        )
        headline, _, text = pull.commit_message.partition("\n")
        additions = [
            {"path": path, "contents": b64encode(content).decode()} for path, content in pull.files
        ]
        deletions = [{"path": path} for path in pull.deleted]
        commit = {
            "branch": {
                "repositoryNameWithOwner": self._session.access.repository,
                "branchName": pull.branch,
            },
            "expectedHeadOid": base_id,
            "message": {"headline": headline, "body": text.strip("\n")},
            "fileChanges": {"additions": additions, "deletions": deletions},
        }
        self._session.query("commit to the branch", _COMMIT, {"input": commit})

    def push(self, pull: PullDraft, base_id: str, *, expected: str) -> None:
        """Replace the branch by one commit on the base, if its tip still is what was seen.

        `expected` is that tip, "" where there was no branch.

        Raises:
            GitError: the branch moved meanwhile (a lost lease), or git refused.
        """
        commit = self._git.commit_files(
            base_id, dict(pull.files), pull.deleted, pull.commit_message
        )
        access = self._session.access
        self._git.push(
            f"{access.server_url}/{access.repository}.git",
            commit,
            branch=pull.branch,
            expected=expected,
            token=access.token,
        )
