"""What follows when branches move: pull requests follow, close, or turn out to be merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_git import NOWHERE
from fakehub.fakehub_http import Refusal

if TYPE_CHECKING:
    from fakehub.fakehub_state import Issue, Pull, Repo, Token, World

WORKFLOWS = ".github/workflows/"


def after_move(world: World, repo: Repo, before: dict[str, str]) -> None:
    """Bring pull requests in line with branches that were elsewhere `before`."""
    branches = repo.git.branches()
    lag = world.rules.compare_lag
    for name in before.keys() | branches.keys():
        if lag and name in before and before[name] != branches.get(name):
            repo.stale[name] = (before[name], lag)
    for issue in list(repo.issues.values()):
        if issue.pull is not None and issue.state == "open":
            _follow(world, repo, issue, issue.pull, branches)


def _follow(world: World, repo: Repo, issue: Issue, pull: Pull, branches: dict[str, str]) -> None:
    tip, base = branches.get(pull.head), branches.get(pull.base)
    if tip is None or base is None:
        issue.close(world.clock.now, None)
        return
    moved = tip != pull.head_sha
    nothing_left = repo.git.is_ancestor(tip, base)
    if nothing_left and not moved:
        # Its commits came to the base by another way: GitHub calls that merged.
        pull.merged_at, pull.merge_sha = world.clock.now, base
        issue.close(world.clock.now, None)
        return
    pull.head_sha, pull.base_sha = tip, base
    if moved:
        issue.updated_at = world.clock.now
        repo.git.set_ref(f"refs/pull/{issue.number}/head", tip)
    if nothing_left:
        issue.close(world.clock.now, None)


def seen_tip(repo: Repo, name: str) -> str | None:
    """Return where a comparison sees a branch: for a while, where it was."""
    if name in repo.stale:
        sha, left = repo.stale.pop(name)
        if left > 1:
            repo.stale[name] = (sha, left - 1)
        return sha
    return repo.git.commit_of(f"refs/heads/{name}") or repo.git.commit_of(name)


def workflows_untouched(repo: Repo, token: Token, *, old: str | None, new: str) -> None:
    """Refuse to move a ref over commits that change workflow files.

    Raises:
        Refusal: the token has no "workflows" right, which GITHUB_TOKEN never has.
    """
    if token.kind.value == "personal" or token.permissions.get("workflows") == "write":
        return
    start = old if old not in (None, NOWHERE) else None
    if start is None:
        start = repo.git.merge_base(new, repo.default_branch)
    files = repo.git.changed(start, new) if start else []
    if any(file.path.startswith(WORKFLOWS) for file in files):
        raise Refusal(403, "Resource not accessible by integration")
