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

    def tip(self, branch: str) -> str:
        """Return the commit at a branch's tip, "" where there is no such branch.

        Raises:
            ForgeError: GitHub refused.
        """
        repository = self._session.repository
        try:
            # PyGithub asks when the commit is read, so it is read here.
            return self._session.ask(
                "find the branch", lambda: repository.get_git_ref(f"heads/{branch}").object.sha
            )
        except ForgeError as error:
            if error.status == NOT_FOUND:
                return ""
            raise

    def commits(self, *, tip: str, base_id: str) -> tuple[CommitSeen, ...]:
        """Return the commits on the way to `tip` that the checked out one has not, oldest first.

        Raises:
            ForgeError: GitHub refused, or does not have the commit that is checked out: a push
                would carry that one along, and nobody has looked at it.
        """
        repository = self._session.repository
        try:
            found = self._session.ask(
                "read the branch", lambda: list(repository.compare(base_id, tip).commits)
            )
        except ForgeError as error:
            if error.status == NOT_FOUND:
                raise ForgeError(
                    f"cannot read the branch: GitHub does not have the commit {base_id}, which is "
                    "checked out; publish before anything is committed in the job, or push it first"
                ) from error
            raise
        return tuple(commit_seen(one) for one in found)

    def prepare(self, pull: PullDraft, base_id: str) -> tuple[str, str]:
        """Make the commit here, on the base; return its id and the id of all its files."""
        commit = self._git.commit_files(
            base_id, dict(pull.files), pull.deleted, pull.commit_message
        )
        return commit, self._git.tree_and_parents(commit)[0]

    def create(self, pull: PullDraft, base_id: str) -> str:
        """Start the branch at a commit, let GitHub commit the files there, and return its commit.

        Raises:
            ForgeError: GitHub refused: the branch is there already, for example.
        """
        repository = self._session.repository
        ref = f"refs/heads/{pull.branch}"
        self._session.ask(
            "create the branch", lambda: repository.create_git_ref(ref=ref, sha=base_id)
        )
        prefix = self._git.prefix()
        headline, _, text = pull.commit_message.partition("\n")
        additions = [
            {"path": prefix + path, "contents": b64encode(content).decode()}
            for path, content in pull.files
        ]
        # GitHub refuses the whole commit where a file to delete is not there; a mission's own
        # file is not where the plan that made it was never merged.
        there = [path for path in pull.deleted if self._git.file_at(base_id, path) is not None]
        deletions = [{"path": prefix + path} for path in there]
        commit = {
            "branch": {
                "repositoryNameWithOwner": self._session.access.repository,
                "branchName": pull.branch,
            },
            "expectedHeadOid": base_id,
            "message": {"headline": headline, "body": text.strip("\n")},
            "fileChanges": {"additions": additions, "deletions": deletions},
        }
        data = self._session.query("commit to the branch", _COMMIT, {"input": commit})
        return _oid(data)

    def push(self, pull: PullDraft, commit: str, *, expected: str) -> None:
        """Replace the branch by a commit that was prepared, if its tip still is what was seen.

        `expected` is that tip, "" where there was no branch.

        Raises:
            GitError: the branch moved meanwhile (a lost lease), or git refused.
        """
        access = self._session.access
        self._git.push(
            f"{access.server_url}/{access.repository}.git",
            commit,
            branch=pull.branch,
            expected=expected,
            token=access.token,
        )


def _oid(data: object) -> str:
    """Return the id of the commit that the mutation made."""
    for key in ("createCommitOnBranch", "commit", "oid"):
        data = data.get(key) if isinstance(data, dict) else None
    if not isinstance(data, str):
        raise ForgeError("cannot commit to the branch: GitHub named no commit; run again")
    return data
