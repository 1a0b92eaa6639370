"""One authenticated request about one repository, as its endpoint sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fakehub.fakehub_body import Body
from fakehub.fakehub_http import Asked, Refusal, Reply, invalid_because, not_found
from fakehub.fakehub_paging import page_of
from fakehub.fakehub_shapes import Shapes
from fakehub.fakehub_state import Issue, Pull, Repo, Token, World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fakehub.fakehub_git import CommitFacts
    from fakehub.fakehub_http import Shape


@dataclass(frozen=True)
class Call:
    """What endpoints get: the world, the repository, who asks, and what for.

    `variables` are those of the path. `token` is None for anonymous requests.
    """

    world: World
    shapes: Shapes
    asked: Asked
    variables: Mapping[str, str]
    token: Token | None
    found: Repo | None

    @property
    def repo(self) -> Repo:
        """Return the repository that the path names."""
        assert self.found is not None
        return self.found

    @property
    def caller(self) -> Token:
        """Return whose token it is; writes always have one."""
        assert self.token is not None
        return self.token

    @property
    def now(self) -> int:
        """Return the double's time."""
        return self.world.clock.now

    @cached_property
    def body(self) -> Body:
        """Return what was sent."""
        return Body.of(self.asked.json())

    def issue(self) -> Issue:
        """Return the issue or pull request that the path names.

        Raises:
            Refusal: there is none.
        """
        named = self.variables.get("issue_number") or self.variables["pull_number"]
        issue = self.repo.issues.get(int(named)) if named.isdecimal() else None
        if issue is None:
            raise not_found()
        return issue

    def issue_and_pull(self) -> tuple[Issue, Pull]:
        """Return the pull request that the path names, as issue and as pull.

        Raises:
            Refusal: there is none.
        """
        issue = self.issue()
        if issue.pull is None:
            raise not_found()
        return issue, issue.pull

    def commit(self, revision: str) -> CommitFacts:
        """Return the commit that a branch, tag or id names.

        Raises:
            Refusal: there is none.
        """
        sha = self.repo.git.commit_of(revision)
        if sha is None:
            raise Refusal(422, f"No commit found for SHA: {revision}")
        return self.repo.git.commit(sha)

    def paged(self, shapes: Sequence[Shape], headers: Mapping[str, str] | None = None) -> Reply:
        """Answer with one page of a list, and where the others are."""
        return page_of(shapes, self, headers or {})

    def resolvable(self, issue: Issue) -> None:
        """Refuse what comes too soon after a pull request was made.

        Raises:
            Refusal: GitHub does not find it yet (create-pull-request#4321).
        """
        if issue.pull is not None and issue.pull.unresolved:
            issue.pull.unresolved -= 1
            message = f"Could not resolve to a node with the global id of 'PR_{issue.id}'."
            raise invalid_because("PullRequest", message, field="node")


Endpoint = "Callable[[Call], Reply]"
