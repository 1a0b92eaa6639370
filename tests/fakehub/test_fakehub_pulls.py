"""The life of a pull request in the double, as its client and as people see it."""

from __future__ import annotations

import pytest
from fakehub.fakehub_ground import REPO, SHOP, TOPIC, Ground


def test_a_pull_request_shows_its_branch(ground: Ground) -> None:
    tip = ground.hub.people.repo(SHOP).git.branches()[TOPIC]

    made = ground.open_pull()

    assert (made.status, made.at("number"), made.at("head", "sha")) == (201, 1, tip)
    assert made.at("user", "login") == "github-actions[bot]"
    assert (made.at("commits"), made.at("changed_files"), made.at("additions")) == (1, 1, 1)


def test_commits_and_files_come_from_git(ground: Ground) -> None:
    ground.open_pull()
    ground.hub.people.push(SHOP, TOPIC, {"src/shop.py": "price = 2\n"}, by="ada")

    commits = ground.bot.ask("GET", f"{REPO}/pulls/1/commits")
    files = ground.bot.ask("GET", f"{REPO}/pulls/1/files")

    assert commits.each("author", "login") == ["ada", "ada"]
    assert files.each("filename") == ["src/shop.py", "tests/test_shop_missions.py"]
    assert files.each("status") == ["modified", "added"]
    assert files.at(0, "patch") == "@@ -1 +1 @@\n-price = 1\n+price = 2"


def test_lists_filter_by_state_head_and_base(ground: Ground) -> None:
    ground.open_pull()
    ground.hub.people.push(SHOP, "other", {"b.py": "b = 1\n"})
    ground.open_pull("other")
    ground.hub.people.close(SHOP, 2)

    def numbers(**query: str) -> list[object]:
        return [*ground.bot.ask("GET", f"{REPO}/pulls", query=query).each("number")]

    assert numbers() == [1]
    assert numbers(state="all") == [2, 1]
    assert numbers(state="all", direction="asc") == [1, 2]
    assert numbers(state="all", head="octo:other") == [2]
    assert numbers(state="all", base="none") == []
    # Without its owner a head is no filter at all.
    assert numbers(state="all", head="other") == [2, 1]


def test_a_pull_request_can_be_changed_closed_and_opened_again(ground: Ground) -> None:
    ground.open_pull()

    changed = ground.bot.ask("PATCH", f"{REPO}/pulls/1", {"title": "t", "body": "b"})
    closed = ground.bot.ask("PATCH", f"{REPO}/pulls/1", {"state": "closed"})
    opened = ground.bot.ask("PATCH", f"{REPO}/pulls/1", {"state": "open"})

    assert (changed.at("title"), changed.at("body")) == ("t", "b")
    assert (closed.at("state"), opened.at("state")) == ("closed", "open")


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_a_merge_moves_the_base(ground: Ground, how: str) -> None:
    ground.open_pull()

    sha = ground.hub.people.merge(SHOP, 1, how=how)

    merged = ground.bot.ask("GET", f"{REPO}/pulls/1")
    assert (merged.at("merged"), merged.at("state")) == (True, "closed")
    assert (merged.at("merged_by", "login"), merged.at("merge_commit_sha")) == ("ada", sha)
    assert ground.bot.ask("GET", f"{REPO}/branches/main").at("commit", "sha") == sha
    held = ground.bot.ask("GET", f"{REPO}/contents/tests")
    assert held.each("path") == ["tests/test_shop_missions.py"]


def test_git_says_whether_a_merge_is_possible(ground: Ground) -> None:
    ground.hub.people.push(SHOP, "clash", {"src/shop.py": "price = 2\n"})
    ground.hub.people.push(SHOP, "main", {"src/shop.py": "price = 3\n"})

    clash, fits = ground.open_pull("clash"), ground.open_pull()

    assert (clash.at("mergeable"), clash.at("mergeable_state")) == (False, "dirty")
    assert (fits.at("mergeable"), fits.at("mergeable_state")) == (True, "clean")


def test_commits_that_reach_the_base_by_themselves_are_a_merge(ground: Ground) -> None:
    ground.open_pull()

    ground.hub.people.move(SHOP, "main", ground.hub.people.pull(SHOP, 1).head_sha)

    assert ground.bot.ask("GET", f"{REPO}/pulls/1").at("merged") is True


@pytest.mark.parametrize("to_base", [True, False], ids=["reset", "deleted"])
def test_a_branch_without_commits_closes_its_pull_request(ground: Ground, to_base: bool) -> None:  # noqa: FBT001 - a parameter
    ground.open_pull()
    base = ground.hub.people.repo(SHOP).git.branches()["main"]

    ground.hub.people.move(SHOP, TOPIC, base if to_base else None)

    closed = ground.bot.ask("GET", f"{REPO}/pulls/1")
    assert (closed.at("state"), closed.at("merged")) == ("closed", False)


def test_a_closed_pull_request_keeps_its_commit(ground: Ground) -> None:
    head = ground.open_pull().at("head", "sha")
    ground.hub.people.close(SHOP, 1)

    ground.hub.people.push(SHOP, TOPIC, {"c.py": "c = 1\n"})

    assert ground.bot.ask("GET", f"{REPO}/pulls/1").at("head", "sha") == head


def test_people_review_comment_and_tick(ground: Ground) -> None:
    ground.open_pull(body="- [ ] <!-- missions:retry --> again\n- [ ] <!-- other -->\n")
    people = ground.hub.people

    people.review(SHOP, 1, state="CHANGES_REQUESTED", body="no")
    people.review_comment(SHOP, 1, "here", path="tests/test_shop_missions.py", line=1)
    people.tick(SHOP, 1, "missions:retry")
    people.comment(SHOP, 1, "hello")

    pull = ground.bot.ask("GET", f"{REPO}/pulls/1")
    assert pull.at("body") == "- [x] <!-- missions:retry --> again\n- [ ] <!-- other -->\n"
    assert (pull.at("comments"), pull.at("review_comments")) == (1, 1)
    reviews = ground.bot.ask("GET", f"{REPO}/pulls/1/reviews")
    assert reviews.each("state") == ["CHANGES_REQUESTED"]
    said = ground.bot.ask("GET", f"{REPO}/pulls/1/comments")
    assert said.each("line") == [1]


def test_only_collaborators_review(ground: Ground) -> None:
    ground.open_pull()
    path = f"{REPO}/pulls/1/requested_reviewers"

    asked = ground.bot.ask("POST", path, {"reviewers": ["ada"]})
    stranger = ground.bot.ask("POST", path, {"reviewers": ["eve", "mallory"]})
    own = ground.bot.ask("POST", path, {"reviewers": ["github-actions[bot]"]})

    assert asked.at("requested_reviewers", 0, "login") == "ada"
    assert (stranger.status, own.status) == (422, 422)
    assert "may only be requested from collaborators" in stranger.said()
    assert ground.bot.ask("GET", path).at("users", 0, "login") == "ada"
    dropped = ground.bot.ask("DELETE", path, {"reviewers": ["ada"]})
    assert dropped.at("requested_reviewers") == []
