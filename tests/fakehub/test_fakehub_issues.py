"""Issues, comments and labels in the double."""

from __future__ import annotations

from fakehub.fakehub_ground import REPO, SHOP, Ground


def test_an_issue_can_be_made_and_changed(ground: Ground) -> None:
    sent = {"title": "Coverage", "body": "b", "labels": ["Bug", "new"], "assignees": ["ada", "zoe"]}

    made = ground.bot.ask("POST", f"{REPO}/issues", sent)
    changed = ground.bot.ask("PATCH", f"{REPO}/issues/1", {"state": "closed", "labels": []})

    assert (made.status, made.at("number")) == (201, 1)
    assert [made.at("labels", 0, "name"), made.at("labels", 1, "name")] == ["bug", "new"]
    # Who cannot be assigned is left out without a word.
    assert made.at("assignees", -1, "login") == "ada"
    assert (changed.at("state"), changed.at("labels")) == ("closed", [])
    assert changed.at("state_reason") == "completed"


def test_lists_filter_by_labels_creator_and_state(ground: Ground) -> None:
    ground.bot.ask("POST", f"{REPO}/issues", {"title": "one", "labels": ["a", "b"]})
    ground.hub.people.open_issue(SHOP, "two")
    ground.open_pull()
    ground.hub.people.close(SHOP, 2)

    def numbers(**query: str) -> list[object]:
        return [*ground.bot.ask("GET", f"{REPO}/issues", query=query).each("number")]

    assert numbers() == [3, 1]
    assert numbers(state="all") == [3, 2, 1]
    assert numbers(labels="A,b") == [1]
    assert numbers(state="closed") == [2]
    assert numbers(creator="github-actions[bot]") == [3, 1]
    assert numbers(since="2100-01-01T00:00:00Z") == []


def test_a_pull_request_is_an_issue_too(ground: Ground) -> None:
    ground.open_pull()

    issue = ground.bot.ask("GET", f"{REPO}/issues/1")

    assert str(issue.at("pull_request", "url")).endswith("/pulls/1")
    assert str(issue.at("html_url")).endswith("/pull/1")


def test_comments_live_and_die(ground: Ground) -> None:
    ground.open_pull()
    ground.hub.people.comment(SHOP, 1, "by hand")
    path = f"{REPO}/issues/1/comments"

    made = ground.bot.ask("POST", path, {"body": "one"})
    own = f"{REPO}/issues/comments/{made.at('id')}"
    changed = ground.bot.ask("PATCH", own, {"body": "two"})

    assert (made.status, changed.status) == (201, 200)
    assert ground.bot.ask("GET", own).at("body") == "two"
    assert ground.bot.ask("GET", path).each("body") == ["by hand", "two"]
    assert ground.bot.ask("DELETE", own).status == 204
    assert ground.bot.ask("GET", own).status == 404


def test_labels_come_into_being_by_being_used(ground: Ground) -> None:
    ground.open_pull()
    path = f"{REPO}/issues/1/labels"

    added = ground.bot.ask("POST", path, {"labels": ["missions", "BUG"]})
    replaced = ground.bot.ask("PUT", path, {"labels": ["missions", "other"]})
    removed = ground.bot.ask("DELETE", f"{path}/Missions")

    assert added.each("name") == ["missions", "bug"]
    assert added.each("color") == ["ededed", "d73a4a"]
    assert replaced.each("name") == ["missions", "other"]
    assert removed.each("name") == ["other"]
    assert ground.bot.ask("GET", f"{REPO}/labels/missions").status == 200
    assert ground.bot.ask("DELETE", f"{path}/missions").status == 404
    assert ground.bot.ask("DELETE", path).status == 204
    assert ground.bot.ask("GET", path).shape == []


def test_a_label_is_made_once(ground: Ground) -> None:
    sent = {"name": "missions", "color": "663399", "description": "made by a bot"}

    made = ground.bot.ask("POST", f"{REPO}/labels", sent)
    again = ground.bot.ask("POST", f"{REPO}/labels", {"name": "MISSIONS"})

    assert (made.status, made.at("color")) == (201, "663399")
    assert (again.status, again.at("errors", 0, "code")) == (422, "already_exists")


def test_people_of_a_repository_can_be_assigned(ground: Ground) -> None:
    ground.open_pull()
    path = f"{REPO}/issues/1/assignees"

    listed = ground.bot.ask("GET", f"{REPO}/assignees")
    assigned = ground.bot.ask("POST", path, {"assignees": ["eve"]})
    dropped = ground.bot.ask("DELETE", path, {"assignees": ["eve"]})

    assert listed.each("login") == ["octo", "ada", "eve"]
    assert assigned.at("assignee", "login") == "eve"
    assert dropped.at("assignees") == []
