"""What GitHub does and its description does not say."""

from __future__ import annotations

import json
from http.client import RemoteDisconnected

import pytest
from fakehub.fakehub_ground import REPO, SHOP, TOPIC, Ground
from fakehub.fakehub_rules import BODY_CHARS_MAX

COMMENTS = f"{REPO}/issues/1/comments"


@pytest.mark.parametrize("path", [f"{REPO}/issues", COMMENTS, f"{REPO}/pulls"])
def test_a_body_has_65536_characters_at_most(ground: Ground, path: str) -> None:
    ground.hub.people.open_issue(SHOP, "first")
    fields = {"title": "t", "head": TOPIC, "base": "main"}
    sent = {} if path == COMMENTS else {"title": "t"} if path.endswith("issues") else fields

    refused = ground.bot.ask("POST", path, {**sent, "body": "é" * (BODY_CHARS_MAX + 1)})
    taken = ground.bot.ask("POST", path, {**sent, "body": "é" * BODY_CHARS_MAX})

    assert refused.status == 422
    assert "body is too long (maximum is 65536 characters)" in refused.said()
    assert taken.status == 201


def test_a_branch_has_one_open_pull_request_to_a_base(ground: Ground) -> None:
    ground.open_pull()

    refused = ground.open_pull()
    ground.hub.people.close(SHOP, 1)
    after = ground.open_pull()

    assert refused.status == 422
    assert f"A pull request already exists for octo:{TOPIC}." in refused.said()
    assert (after.status, after.at("number")) == (201, 2)


def test_a_branch_without_commits_has_no_pull_request(ground: Ground) -> None:
    ground.hub.people.move(SHOP, "same", ground.hub.people.repo(SHOP).git.branches()["main"])

    refused = ground.open_pull("same")
    unknown = ground.open_pull("nowhere")

    assert (refused.status, unknown.status) == (422, 422)
    assert "No commits between main and same" in refused.said()
    assert unknown.at("errors", 0, "field") == "head"


def test_a_new_pull_request_cannot_be_labelled_for_a_while(ground: Ground) -> None:
    ground.hub.rules.unresolved_requests = 2
    ground.open_pull()
    path = f"{REPO}/issues/1/labels"

    first = ground.bot.ask("POST", path, {"labels": ["a"]})
    review = ground.bot.ask("POST", f"{REPO}/pulls/1/requested_reviewers", {"reviewers": ["ada"]})
    third = ground.bot.ask("POST", path, {"labels": ["a"]})

    assert [first.status, review.status, third.status] == [422, 422, 200]
    assert "Could not resolve to a node" in first.said()


def test_lists_are_late(ground: Ground) -> None:
    ground.hub.rules.list_lag = 1
    ground.open_pull()
    ground.bot.ask("POST", COMMENTS, {"body": "c"})

    pulls = [ground.bot.ask("GET", f"{REPO}/pulls").each("number") for _ in range(2)]
    comments = [ground.bot.ask("GET", COMMENTS).each("body") for _ in range(2)]

    assert (pulls, comments) == ([[], [1]], [[], ["c"]])


def test_comparisons_are_late(ground: Ground) -> None:
    ground.hub.rules.compare_lag = 1
    ground.hub.people.push(SHOP, TOPIC, {"more.py": "x = 1\n"})

    ahead = [
        ground.bot.ask("GET", f"{REPO}/compare/main...{TOPIC}").at("ahead_by") for _ in range(2)
    ]

    assert ahead == [1, 2]


@pytest.mark.parametrize("status", [403, 429])
def test_an_hour_has_so_many_requests(ground: Ground, status: int) -> None:
    ground.hub.rules.requests_per_hour = 2
    ground.hub.rules.limit_status = status

    replies = [ground.bot.ask("GET", REPO) for _ in range(3)]
    told = ground.bot.ask("GET", "/rate_limit")
    ground.hub.clock.pass_seconds(3600)
    after = ground.bot.ask("GET", REPO)

    assert [reply.status for reply in replies] == [200, 200, status]
    assert [reply.headers["x-ratelimit-remaining"] for reply in replies] == ["1", "0", "0"]
    assert int(replies[2].headers["x-ratelimit-reset"]) == ground.hub.clock.now
    assert "API rate limit exceeded" in replies[2].said()
    assert told.at("rate", "remaining") == 0
    assert (after.status, after.headers["x-ratelimit-remaining"]) == (200, "1")


def test_a_person_has_an_hour_of_their_own(ground: Ground) -> None:
    ground.hub.rules.requests_per_hour = 1
    ada = type(ground.bot)(ground.hub.api_url, ground.hub.people.personal_token("ada"))
    ground.bot.ask("GET", REPO)

    assert ground.bot.ask("GET", REPO).status == 403
    assert ada.ask("GET", REPO).headers["x-ratelimit-limit"] == "5000"


def test_every_nth_write_meets_the_secondary_limit(ground: Ground) -> None:
    ground.hub.rules.secondary_every = 2
    ground.hub.people.open_issue(SHOP, "first")

    replies = [ground.bot.ask("POST", COMMENTS, {"body": str(n)}) for n in range(3)]

    assert [reply.status for reply in replies] == [201, 403, 201]
    assert replies[1].headers["retry-after"] == "60"
    assert "secondary rate limit" in replies[1].said()
    assert ground.bot.ask("GET", COMMENTS).each("body") == ["0", "2"]


@pytest.mark.parametrize(("limit", "seconds"), [("minute", 60), ("hour", 3600)])
def test_content_has_limits_of_its_own(ground: Ground, limit: str, seconds: int) -> None:
    setattr(ground.hub.rules, f"content_per_{limit}", 1)
    ground.bot.ask("POST", f"{REPO}/issues", {"title": "one"})

    refused = ground.bot.ask("POST", f"{REPO}/issues", {"title": "two"})
    labelled = ground.bot.ask("POST", f"{REPO}/issues/1/labels", {"labels": ["a"]})
    ground.hub.clock.pass_seconds(seconds)
    later = ground.bot.ask("POST", f"{REPO}/issues", {"title": "three"})

    assert [refused.status, labelled.status, later.status] == [403, 200, 201]


def test_what_comes_too_quickly_is_refused(ground: Ground) -> None:
    ground.hub.rules.too_quickly = 1

    refused, later = ground.open_pull(), ground.open_pull()

    assert (refused.status, later.status) == (422, 201)
    assert "was submitted too quickly" in refused.said()


def test_a_lost_reply_leaves_the_write(ground: Ground) -> None:
    ground.hub.people.open_issue(SHOP, "first")
    ground.hub.rules.lose_reply("POST", "/comments")

    lost, again = (ground.bot.ask("POST", COMMENTS, {"body": "c"}) for _ in range(2))

    assert (lost.status, again.status) == (502, 201)
    assert ground.bot.ask("GET", COMMENTS).each("body") == ["c", "c"]


def test_a_lost_connection_leaves_the_write(ground: Ground) -> None:
    ground.hub.rules.lose_reply("POST", "/pulls", status=0)

    with pytest.raises(RemoteDisconnected):
        ground.open_pull()

    assert ground.bot.ask("GET", f"{REPO}/pulls").each("number") == [1]


def test_actions_may_be_forbidden_to_open_pull_requests(ground: Ground) -> None:
    ground.hub.people.repo(SHOP).actions_may_create_pulls = False
    app = type(ground.bot)(ground.hub.api_url, ground.hub.people.app_token(SHOP))
    fields = {"title": "t", "head": TOPIC, "base": "main"}

    refused = ground.open_pull()
    by_app = app.ask("POST", f"{REPO}/pulls", fields)

    assert (refused.status, by_app.status) == (403, 201)
    said = "GitHub Actions is not permitted to create or approve pull requests."
    assert refused.said() == said


@pytest.mark.parametrize(("plan", "status"), [("free", 422), ("team", 201)])
def test_drafts_cost_money_in_private(ground: Ground, plan: str, status: int) -> None:
    repo = ground.hub.people.repo(SHOP)
    repo.private, repo.plan = True, plan

    made = ground.open_pull(draft=True)

    assert made.status == status
    assert status == 201 or "not supported in this repository" in made.said()


def test_requests_are_kept(ground: Ground) -> None:
    ground.open_pull()

    seen = ground.hub.requests[-1]

    assert (seen.method, seen.path, seen.status) == ("POST", f"{REPO}/pulls", 201)
    assert (seen.login, json.loads(seen.body)["head"]) == ("github-actions[bot]", TOPIC)
    assert ground.hub.count("POST", "/pulls") == 1
