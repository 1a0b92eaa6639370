"""The GraphQL endpoint: who asks, commits with a lock, drafts."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_client import Answer, Client
from fakehub.fakehub_ground import REPO, SHOP, TOPIC, WORKFLOW, Ground

if TYPE_CHECKING:
    from fakehub.fakehub_http import Json
    from fakehub.fakehub_hub import FakeHub

COMMIT = """
mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url } ref { name } }
}
"""
DRAFT = """
mutation ($id: ID!) {
  convertPullRequestToDraft(input: {pullRequestId: $id}) { pullRequest { number isDraft } }
}
"""
READY = DRAFT.replace("convertPullRequestToDraft", "markPullRequestReadyForReview")


def _ask(hub: FakeHub, token: str, query: str, variables: Json = None) -> Answer:
    sent: dict[str, Json] = {"query": query, "variables": variables}
    return Client(hub.graphql_url, token).ask("POST", "", sent)


def _commit(ground: Ground, *, seen: str, **changes: Json) -> Answer:
    sent: Json = {
        "branch": {"repositoryNameWithOwner": SHOP, "branchName": TOPIC},
        "message": {"headline": "tests: cover shop", "body": "why"},
        "expectedHeadOid": seen,
        "fileChanges": changes,
    }
    return _ask(ground.hub, ground.bot.token, COMMIT, {"input": sent})


def _added(path: str, content: bytes) -> list[Json]:
    return [{"path": path, "contents": base64.b64encode(content).decode()}]


def _tip(ground: Ground) -> str:
    return ground.hub.people.repo(SHOP).git.branches()[TOPIC]


def test_a_viewer_has_no_bot_in_the_name(ground: Ground) -> None:
    people = ground.hub.people
    tokens = (ground.bot.token, people.app_token(SHOP), people.personal_token("ada"))

    answers = [_ask(ground.hub, token, "{ viewer { login } }") for token in tokens]

    logins = [answer.at("data", "viewer", "login") for answer in answers]
    assert logins == ["github-actions", "missions-app", "ada"]


def test_a_commit_lands_on_the_branch_that_was_seen(ground: Ground) -> None:
    ground.open_pull()
    gone = [{"path": "README.md"}]

    made = _commit(ground, seen=_tip(ground), additions=_added("a.bin", b"\xff"), deletions=gone)

    sha = made.at("data", "createCommitOnBranch", "commit", "oid")
    assert sha == _tip(ground)
    read = ground.bot.ask("GET", f"{REPO}/commits/{sha}")
    assert read.at("commit", "message") == "tests: cover shop\n\nwhy"
    assert read.at("commit", "verification", "verified") is True
    assert (read.at("author", "login"), read.at("commit", "committer", "name")) == (
        "github-actions[bot]",
        "GitHub",
    )
    assert ground.bot.ask("GET", f"{REPO}/pulls/1").at("head", "sha") == sha


def test_a_commit_on_a_branch_that_moved_is_refused(ground: Ground) -> None:
    seen = _tip(ground)
    moved = ground.hub.people.push(SHOP, TOPIC, {"by_hand.py": "x = 1\n"})

    refused = _commit(ground, seen=seen, additions=_added("a.py", b""))

    assert (refused.status, refused.at("errors", 0, "type")) == (200, "STALE_DATA")
    assert f'Expected branch to point to "{seen}"' in str(refused.at("errors", 0, "message"))
    assert _tip(ground) == moved


def test_what_is_not_there_cannot_be_deleted(ground: Ground) -> None:
    refused = _commit(ground, seen=_tip(ground), deletions=[{"path": "none.py"}])

    assert refused.at("errors", 0, "type") == "UNPROCESSABLE"


def test_a_commit_needs_rights_and_no_workflow_files(ground: Ground) -> None:
    refused = _commit(ground, seen=_tip(ground), additions=_added(WORKFLOW, b"on: push\n"))
    reader = Ground(
        ground.hub,
        Client(ground.hub.api_url, ground.hub.people.actions_token(SHOP, contents="read")),
    )

    denied = _commit(reader, seen=_tip(ground), additions=_added("a.py", b""))

    assert [refused.at("errors", 0, "type"), denied.at("errors", 0, "type")] == ["FORBIDDEN"] * 2


def test_a_draft_comes_and_goes(ground: Ground) -> None:
    node = ground.open_pull().at("node_id")

    draft = _ask(ground.hub, ground.bot.token, DRAFT, {"id": node})
    assert ground.bot.ask("GET", f"{REPO}/pulls/1").at("draft") is True
    ready = _ask(ground.hub, ground.bot.token, READY, {"id": node})

    assert draft.at("data", "convertPullRequestToDraft", "pullRequest", "isDraft") is True
    path = ("data", "markPullRequestReadyForReview", "pullRequest", "isDraft")
    assert ready.at(*path) is False


def test_what_cannot_be_resolved_is_told(ground: Ground) -> None:
    unknown = _ask(ground.hub, ground.bot.token, DRAFT, {"id": "PR_0"})
    private = ground.open_pull().at("node_id")
    ground.hub.people.repo(SHOP).private = True
    free = _ask(ground.hub, ground.bot.token, DRAFT, {"id": private})

    assert unknown.at("errors", 0, "type") == "NOT_FOUND"
    assert free.at("errors", 0, "type") == "UNPROCESSABLE"


@pytest.mark.parametrize(
    ("query", "variables"),
    [("{ viewer { name } }", None), (COMMIT, {"input": {}}), ("{", None)],
    ids=["field", "input", "syntax"],
)
def test_a_query_that_breaks_the_schema_is_a_violation(
    ground: Ground, query: str, variables: Json
) -> None:
    refused = _ask(ground.hub, ground.bot.token, query, variables)

    assert refused.status == 200
    assert refused.at("errors", 0, "message")
    assert ground.hub.take_violations() != []


def test_nobody_is_refused(ground: Ground) -> None:
    assert _ask(ground.hub, "", "{ viewer { login } }").status == 401
