"""The GraphQL endpoint: five operations, validated by and run on a cut of GitHub's schema."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fakehub.fakehub_body import Body
from fakehub.fakehub_git import GitRefused
from fakehub.fakehub_http import Asked, Json, Refusal, Reply, Shape
from fakehub.fakehub_issue_shapes import node_id
from fakehub.fakehub_moves import after_move, workflows_untouched
from fakehub.fakehub_rights import NOT_ACCESSIBLE, may_read, may_write_git
from fakehub.fakehub_shapes import Shapes
from fakehub.fakehub_state import Repo, Token, TokenKind, World
from fakehub.fakehub_talk import talk_of
from graphql import GraphQLError, GraphQLSchema, build_schema, graphql_sync

if TYPE_CHECKING:
    from graphql import ExecutionResult, GraphQLResolveInfo

SCHEMA = Path(__file__).parent / "description" / "github.graphql"
# GitHub signs what it commits itself; its own name is the committer then.
WEB_FLOW = ("GitHub", "noreply@github.com")


@cache
def _schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text(encoding="utf-8"))


def answer_graphql(
    world: World, shapes: Shapes, asked: Asked, token: Token
) -> tuple[Reply, list[str]]:
    """Answer a query, and tell where it breaks the schema."""
    body = Body.of(asked.json())
    variables = body.part("variables")
    ran = graphql_sync(
        _schema(),
        body.text("query"),
        root_value=Resolvers(world, shapes, token),
        variable_values=dict(variables.fields) if variables else {},
        operation_name=body.optional_text("operationName"),
    )
    errors = [_error(error) for error in ran.errors or ()]
    # What is no resolver's refusal has no path, or no original error of ours.
    wrong = [error.message for error in ran.errors or () if not _is_refusal(error)]
    return Reply(200, _shape(ran, errors)), wrong


def _shape(ran: ExecutionResult, errors: list[Shape]) -> Shape:
    shape: Shape = {"data": ran.data} if ran.data is not None or not errors else {}
    return shape | ({"errors": errors} if errors else {})


def _is_refusal(error: GraphQLError) -> bool:
    return isinstance(error.original_error, Denied)


def _error(error: GraphQLError) -> Shape:
    shape: Shape = {"message": error.message, "path": list(error.path or ())}
    shape["locations"] = [{"line": at.line, "column": at.column} for at in error.locations or ()]
    said = error.original_error
    return shape | ({"type": said.kind} if isinstance(said, Denied) else {})


class Denied(Exception):
    """A mutation that GitHub refuses, with the kind of error that it names."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class Resolvers:
    """The root of every operation; fields are called by their names in the schema."""

    world: World
    shapes: Shapes
    token: Token

    def viewer(self, _: GraphQLResolveInfo[object]) -> Shape:
        """Return who asks; bots have no "[bot]" here."""
        account = self.token.account
        return {"login": account.login.removesuffix("[bot]"), "id": f"U_{account.id}"}

    def repository(
        self,
        _: GraphQLResolveInfo[object],
        owner: str,
        name: str,
        followRenames: bool = True,  # noqa: FBT001, FBT002, N803 - GitHub's name
    ) -> dict[str, object]:
        """Return a repository that the token may read."""
        repo = self._named(f"{owner}/{name}", follow=followRenames)
        if repo is None or not may_read(repo, self.token, "metadata"):
            message = f"Could not resolve to a Repository with the name '{owner}/{name}'."
            raise Denied("NOT_FOUND", message)

        def pull_request(_: object, number: int) -> dict[str, object]:
            issue = repo.issues.get(number)
            if issue is None or issue.pull is None:
                message = f"Could not resolve to a PullRequest with the number of {number}."
                raise Denied("NOT_FOUND", message)
            if not may_read(repo, self.token, "pull_requests"):
                raise Denied("FORBIDDEN", NOT_ACCESSIBLE)
            return talk_of(repo, issue, issue.pull) | {"id": node_id(issue), "number": number}

        return {"pullRequest": pull_request}

    def _named(self, name: str, *, follow: bool) -> Repo | None:
        old = self.world.renamed.get(name.lower(), 0) if follow else 0
        return self.world.repo(name) or self.world.repos.get(old)

    def convertPullRequestToDraft(  # noqa: N802 - GitHub's name
        self,
        _: GraphQLResolveInfo[object],
        input: dict[str, Json],  # noqa: A002 - GitHub's name
    ) -> Shape:
        """Make a pull request a draft."""
        return self._draft(input, draft=True)

    def markPullRequestReadyForReview(  # noqa: N802 - GitHub's name
        self,
        _: GraphQLResolveInfo[object],
        input: dict[str, Json],  # noqa: A002 - GitHub's name
    ) -> Shape:
        """Make a draft a pull request for review."""
        return self._draft(input, draft=False)

    def _draft(self, sent: dict[str, Json], *, draft: bool) -> Shape:
        wanted = sent["pullRequestId"]
        for repo in self.world.repos.values():
            for issue in repo.issues.values():
                if issue.pull is None or node_id(issue) != wanted:
                    continue
                if draft and repo.private and repo.plan == "free":
                    message = "Draft pull requests are not supported in this repository."
                    raise Denied("UNPROCESSABLE", message)
                self._allowed(repo, "pull_requests")
                issue.pull.draft = draft
                url = f"{self.shapes.page(repo)}/pull/{issue.number}"
                found: Shape = {"id": wanted, "isDraft": draft, "number": issue.number, "url": url}
                return {"pullRequest": found, "clientMutationId": sent.get("clientMutationId")}
        message = f"Could not resolve to a node with the global id of '{wanted}'."
        raise Denied("NOT_FOUND", message)

    def createCommitOnBranch(  # noqa: N802 - GitHub's name
        self,
        _: GraphQLResolveInfo[object],
        input: dict[str, Json],  # noqa: A002 - GitHub's name
    ) -> Shape:
        """Commit files on a branch, if it still is where it was seen; GitHub signs it."""
        sent = Body(input)
        repo, branch = self._branch(sent)
        self._allowed(repo, "contents")
        tip, seen = repo.git.branches()[branch], sent.text("expectedHeadOid")
        if tip != seen:
            message = f'Expected branch to point to "{seen}" but it pointed to "{tip}".'
            raise Denied("STALE_DATA", message + " Pull and try again.")
        tree = self._tree(repo, tip, sent.part("fileChanges") or Body({}))
        now = self.world.clock.now
        author = self.token.account.as_person(now)
        committer = type(author)(*WEB_FLOW, now)
        words = sent.part("message") or Body({})
        message = "\n\n".join(filter(None, [words.text("headline"), words.optional_text("body")]))
        sha = repo.git.write_commit(tree, [tip], message, author=author, committer=committer)
        try:
            workflows_untouched(repo, self.token, old=tip, new=sha)
        except Refusal as refusal:
            raise Denied("FORBIDDEN", refusal.message) from refusal
        before = repo.git.branches()
        repo.git.set_ref(f"refs/heads/{branch}", sha, tip)
        repo.verified.add(sha)
        after_move(self.world, repo, before)
        return {
            "commit": {
                "id": f"C_{sha}",
                "oid": sha,
                "url": f"{self.shapes.page(repo)}/commit/{sha}",
            },
            "ref": {"id": f"REF_{repo.id}_{branch}", "name": branch, "prefix": "refs/heads/"},
            "clientMutationId": input.get("clientMutationId"),
        }

    def _branch(self, sent: Body) -> tuple[Repo, str]:
        named = sent.part("branch") or Body({})
        full_name = named.optional_text("repositoryNameWithOwner") or ""
        branch = (named.optional_text("branchName") or "").removeprefix("refs/heads/")
        repo = self.world.repo(full_name)
        if repo is None:
            message = f"Could not resolve to a Repository with the name '{full_name}'."
            raise Denied("NOT_FOUND", message)
        if branch not in repo.git.branches():
            raise Denied("NOT_FOUND", f"Could not resolve to a Ref with the name '{branch}'.")
        return repo, branch

    def _allowed(self, repo: Repo, right: str) -> None:
        token = self.token
        own = token.repository == repo.id and token.permissions.get(right) == "write"
        if not (may_write_git(repo, token) if token.kind is TokenKind.PERSON else own):
            raise Denied("FORBIDDEN", NOT_ACCESSIBLE)

    def _tree(self, repo: Repo, tip: str, changes: Body) -> str:
        held = {entry.path for entry in repo.git.entries(tip, recursive=True)}
        entries = []
        for item in map(Body.of, changes.items("additions") or ()):
            sha = repo.git.write_blob(_bytes(item.text("contents")))
            entries.append(("100644", sha, item.text("path")))
        for item in map(Body.of, changes.items("deletions") or ()):
            if item.text("path") not in held:
                message = "A path was requested for deletion which does not exist as of commit oid"
                raise Denied("UNPROCESSABLE", f"{message} `{tip}`")
            entries.append(("0", "0" * 40, item.text("path")))
        try:
            return repo.git.write_tree(tip, entries)
        except GitRefused as error:
            raise Denied("UNPROCESSABLE", "A path is not valid.") from error


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Denied("UNPROCESSABLE", "contents is not valid Base64") from error
