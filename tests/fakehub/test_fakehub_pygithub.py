"""PyGithub itself against the double: every write once, and what it sends that is wrong."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import REPO, SHOP, TOPIC, Ground
from github import Auth, Github, GithubException, GithubRetry, InputGitTreeElement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from github.Repository import Repository

READS = {"GET", "HEAD", "PATCH", "PUT", "DELETE"}


@pytest.fixture
def shop(ground: Ground) -> Iterator[Repository]:
    """Give the repository as PyGithub sees it; nothing is waited for."""
    logging.getLogger("github").setLevel(logging.CRITICAL)
    client = Github(
        auth=Auth.Token(ground.bot.token),
        base_url=ground.hub.api_url,
        retry=GithubRetry(total=2, backoff_factor=0, allowed_methods=READS),
        seconds_between_requests=0,
        seconds_between_writes=0,
        per_page=100,
    )
    with client:
        yield client.get_repo(SHOP)


def test_a_pull_request_is_published(ground: Ground, shop: Repository) -> None:
    pull = shop.create_pull(base="main", head=TOPIC, title="Cover shop", body="why", draft=True)
    pull.edit(title="Cover shop again", body="because")
    pull.create_review_request(reviewers=["ada"])
    pull.add_to_assignees("ada")
    pull.delete_review_request(reviewers=["ada"])

    (listed,) = shop.get_pulls(state="open", head=f"octo:{TOPIC}", base="main")
    assert (listed.number, listed.title, listed.draft) == (1, "Cover shop again", True)
    assert [commit.sha for commit in pull.get_commits()] == [pull.head.sha]
    assert [file.filename for file in pull.get_files()] == ["tests/test_shop_missions.py"]
    assert [*pull.get_reviews()] == []
    assert [*pull.get_review_comments()] == []
    pull.edit(state="closed")
    assert ground.hub.people.pulls(SHOP) == []


def test_labels_are_sent_as_a_bare_array(ground: Ground, shop: Repository) -> None:
    issue = shop.create_issue("t")

    issue.add_to_labels("missions")
    issue.set_labels("missions", "other")

    # GitHub takes it and describes it no more, so our client sends an object itself.
    assert [violation.split(": ")[0] for violation in ground.hub.take_violations()] == [
        f"POST {REPO}/issues/1/labels",
        f"PUT {REPO}/issues/1/labels",
    ]
    issue.remove_from_labels("other")
    assert [label.name for label in issue.get_labels()] == ["missions"]


def test_issues_comments_and_labels_are_written(shop: Repository) -> None:
    label = shop.create_label("missions", "663399", "made by a bot")
    issue = shop.create_issue("Coverage", "body", labels=[label], assignees=["ada"])
    comment = issue.create_comment("one")
    comment.edit("two")
    issue.edit(title="Coverage again", state="closed")

    assert [found.body for found in issue.get_comments()] == ["two"]
    comment.delete()
    assert issue.get_comments().totalCount == 0
    (listed,) = shop.get_issues(state="closed", labels=["missions"])
    assert listed.title == "Coverage again"
    assert "missions" in [found.name for found in shop.get_labels()]


def test_commits_are_made_by_the_git_data_api(shop: Repository) -> None:
    base = shop.get_branch("main").commit
    blob = shop.create_git_blob("x = 1\n", "utf-8")
    element = InputGitTreeElement("x.py", "100644", "blob", sha=blob.sha)
    tree = shop.create_git_tree([element], base_tree=shop.get_git_tree(base.sha))
    parent = shop.get_git_commit(base.sha)
    commit = shop.create_git_commit("tests: cover x", tree, [parent])
    ref = shop.create_git_ref("refs/heads/new", commit.sha)

    assert shop.get_contents("x.py", ref="new").decoded_content == b"x = 1\n"  # type: ignore[union-attr]  # a file
    ref.edit(base.sha, force=True)
    assert shop.get_git_ref("heads/new").object.sha == base.sha
    assert shop.compare("main", TOPIC).ahead_by == 1
    ref.delete()


def test_matching_refs_are_asked_for_by_the_page(ground: Ground, shop: Repository) -> None:
    (found,) = shop.get_git_matching_refs("heads/m")

    assert found.ref == "refs/heads/main"
    # They have no pages: GitHub describes no such parameter.
    (violation,) = ground.hub.take_violations()
    assert violation.endswith("unknown query parameter per_page")


def test_lists_are_read_to_their_end(ground: Ground, shop: Repository) -> None:
    for number in range(205):
        ground.hub.people.open_issue(SHOP, f"issue {number}")

    assert len([*shop.get_issues()]) == 205
    assert ground.hub.count("GET", "/issues") == 3


def test_a_workflow_is_dispatched(ground: Ground, shop: Repository) -> None:
    assert ground.bot.ask("GET", REPO).status == 200
    path = f"{REPO}/actions/workflows/ci.yml/dispatches"
    shop.requester.requestJsonAndCheck("POST", path, input={"ref": "main"})

    assert len(ground.hub.people.repo(SHOP).dispatches) == 1


def test_a_refusal_is_an_exception(ground: Ground, shop: Repository) -> None:
    ground.hub.people.repo(SHOP).actions_may_create_pulls = False

    with pytest.raises(GithubException, match="GitHub Actions is not permitted") as raised:
        shop.create_pull(base="main", head=TOPIC, title="t", body="b")

    assert raised.value.status == 403


def test_a_lost_reply_to_a_post_is_not_repeated_with_our_settings(
    ground: Ground, shop: Repository
) -> None:
    issue = shop.create_issue("t")
    ground.hub.rules.lose_reply("POST", "/comments")

    with pytest.raises(GithubException):
        issue.create_comment("once")

    assert [comment.body for comment in issue.get_comments()] == ["once"]


def test_a_lost_reply_to_a_post_is_a_duplicate_by_default(ground: Ground) -> None:
    ground.hub.people.open_issue(SHOP, "t")
    ground.hub.rules.lose_reply("POST", "/comments")
    retry = GithubRetry(total=2, backoff_factor=0)
    auth = Auth.Token(ground.bot.token)
    with Github(
        auth=auth, base_url=ground.hub.api_url, retry=retry, seconds_between_writes=0
    ) as client:
        issue = client.get_repo(SHOP).get_issue(1)

        issue.create_comment("twice")

        assert [comment.body for comment in issue.get_comments()] == ["twice", "twice"]


def test_a_renamed_repository_is_read_and_never_written(ground: Ground, shop: Repository) -> None:
    ground.hub.people.rename(SHOP, "store")

    # PyGithub 2.10.0 takes the 307 for success: nothing is raised, and nothing is there.
    shop.create_issue("t")

    assert [*shop.get_issues()] == []
    assert ground.hub.people.repo("octo/store").issues == {}


def test_the_switch_for_actions_is_read(ground: Ground) -> None:
    auth = Auth.Token(ground.hub.people.personal_token("ada"))
    with Github(auth=auth, base_url=ground.hub.api_url) as client:
        path = f"{REPO}/actions/permissions/workflow"
        _, told = client.requester.requestJsonAndCheck("GET", path)

    assert told["can_approve_pull_request_reviews"] is True
