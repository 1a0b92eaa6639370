"""Who may do what: tokens of jobs, of apps and of people, and of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_client import Client
from fakehub.fakehub_ground import REPO, SHOP, TOPIC, WORKFLOW, Ground, ground_of

if TYPE_CHECKING:
    from fakehub.fakehub_hub import FakeHub

PULL = {"title": "t", "head": TOPIC, "base": "main"}


@pytest.mark.parametrize(
    ("right", "path", "body"),
    [
        ("contents", f"{REPO}/git/blobs", {"content": "x"}),
        ("pull_requests", f"{REPO}/pulls", PULL),
        ("issues", f"{REPO}/issues", {"title": "t"}),
        ("actions", f"{REPO}/actions/workflows/ci.yml/dispatches", {"ref": "main"}),
    ],
)
def test_a_job_writes_what_its_permissions_name(
    fakehub: FakeHub, right: str, path: str, body: dict[str, str]
) -> None:
    ground_of(fakehub)

    def asked(permission: str) -> int:
        token = fakehub.people.actions_token(SHOP, **{right: permission})
        return Client(fakehub.api_url, token).ask("POST", path, body).status

    assert asked("read") == 403
    assert asked("write") in (201, 204)


def test_a_refused_job_is_told(fakehub: FakeHub) -> None:
    ground = ground_of(fakehub, permissions={"contents": "write"})

    refused = ground.open_pull()

    assert (refused.status, refused.said()) == (403, "Resource not accessible by integration")
    assert refused.headers["x-ratelimit-remaining"] == "999"


def test_pull_requests_can_be_commented_without_the_right_to_issues(fakehub: FakeHub) -> None:
    ground = ground_of(fakehub, permissions={"pull_requests": "write"})
    ground.open_pull()
    fakehub.people.open_issue(SHOP, "an issue")

    def comment(number: int) -> int:
        path = f"{REPO}/issues/{number}/comments"
        return ground.bot.ask("POST", path, {"body": "c"}).status

    assert (comment(1), comment(2)) == (201, 403)


def test_reading_in_private_needs_a_right(fakehub: FakeHub) -> None:
    ground = ground_of(fakehub, private=True, permissions={"contents": "read"})

    assert ground.bot.ask("GET", f"{REPO}/branches").status == 200
    assert ground.bot.ask("GET", f"{REPO}/pulls").status == 403


def test_a_private_repository_is_not_there_for_others(fakehub: FakeHub) -> None:
    ground_of(fakehub, private=True)
    fakehub.people.repository("octo/other")
    other = fakehub.people.actions_token("octo/other")
    mallory = fakehub.people.personal_token("mallory")

    answers = [Client(fakehub.api_url, token).ask("GET", REPO) for token in ("", other, mallory)]

    assert [answer.status for answer in answers] == [404, 404, 404]


def test_people_may_what_their_role_says(ground: Ground) -> None:
    people = ground.hub.people

    def asked(login: str, path: str, body: dict[str, str]) -> int:
        token = people.personal_token(login)
        return Client(ground.hub.api_url, token).ask("POST", REPO + path, body).status

    blob = ("/git/blobs", {"content": "x"})
    issue = ("/issues", {"title": "t"})
    assert [asked(who, *blob) for who in ("octo", "ada", "eve", "mallory")] == [201, 201, 403, 403]
    assert [asked(who, *issue) for who in ("ada", "mallory")] == [201, 201]


def test_nobody_reads_in_public_and_writes_nowhere(ground: Ground) -> None:
    nobody = Client(ground.hub.api_url)

    assert nobody.ask("GET", REPO).headers["x-ratelimit-limit"] == "60"
    assert nobody.ask("POST", f"{REPO}/issues", {"title": "t"}).status == 401


def test_a_bad_token_is_refused(ground: Ground) -> None:
    refused = Client(ground.hub.api_url, "ghs_nothing").ask("GET", REPO)

    assert (refused.status, refused.said()) == (401, "Bad credentials")


def test_only_people_are_users(ground: Ground) -> None:
    app = ground.hub.people.app_token(SHOP)
    person = ground.hub.people.personal_token("ada")

    def asked(token: str) -> tuple[int, object]:
        answer = Client(ground.hub.api_url, token).ask("GET", "/user")
        return answer.status, answer.at("message" if answer.status > 200 else "login")

    assert asked(ground.bot.token) == (403, "Resource not accessible by integration")
    assert asked(app)[0] == 403
    assert asked(person) == (200, "ada")
    assert asked("") == (401, "Requires authentication")


def test_whether_actions_may_open_pull_requests_is_for_administrators(ground: Ground) -> None:
    path = f"{REPO}/actions/permissions/workflow"
    ada = Client(ground.hub.api_url, ground.hub.people.personal_token("ada"))

    assert ground.bot.ask("GET", path).status == 403
    assert ada.ask("GET", path).at("can_approve_pull_request_reviews") is True


def test_workflow_files_are_not_for_github_token(ground: Ground) -> None:
    tip = ground.hub.people.repo(SHOP).git.branches()["main"]
    entry = {"path": WORKFLOW, "mode": "100644", "type": "blob", "content": "on: push\n"}
    tree = ground.bot.ask("POST", f"{REPO}/git/trees", {"base_tree": tip, "tree": [entry]})
    made = ground.bot.ask(
        "POST",
        f"{REPO}/git/commits",
        {"message": "m", "tree": tree.at("sha"), "parents": [tip]},
    )
    ref = {"ref": "refs/heads/new", "sha": made.at("sha")}

    refused = ground.bot.ask("POST", f"{REPO}/git/refs", ref)
    moved = ground.bot.ask("PATCH", f"{REPO}/git/refs/heads/main", {"sha": made.at("sha")})
    app = ground.hub.people.app_token(SHOP, contents="write", workflows="write")
    allowed = Client(ground.hub.api_url, app).ask("POST", f"{REPO}/git/refs", ref)

    assert [refused.status, moved.status, allowed.status] == [403, 403, 201]


def test_an_agent_without_a_name_is_refused(ground: Ground) -> None:
    assert ground.bot.ask("GET", REPO, headers={"User-Agent": ""}).status == 403


def test_only_json_is_spoken(ground: Ground) -> None:
    odd = ground.bot.ask("GET", REPO, headers={"Accept": "application/xml"})
    broken = ground.bot.ask("POST", f"{REPO}/issues", b"{")
    bare = ground.bot.ask("POST", f"{REPO}/issues", b"[]")

    assert [odd.status, broken.status, bare.status] == [415, 400, 400]
    assert broken.said() == "Problems parsing JSON"
    assert len(ground.hub.take_violations()) == 2


def test_a_renamed_repository_redirects(ground: Ground) -> None:
    ground.hub.people.rename(SHOP, "store")
    number = ground.hub.people.repo("octo/store").id

    read = ground.bot.ask("GET", f"{REPO}/pulls")
    written = ground.bot.ask("POST", f"{REPO}/issues", {"title": "t"})
    followed = ground.bot.ask("GET", read.headers["location"])

    assert (read.status, written.status, followed.status) == (301, 307, 200)
    assert read.headers["location"].endswith(f"/repositories/{number}/pulls")
    assert read.said() == "Moved Permanently"


def test_what_was_never_there_is_not_found(ground: Ground) -> None:
    paths = ("/repos/octo/none", f"{REPO}/pulls/7", f"{REPO}/issues/7", f"{REPO}/labels/none")

    assert [ground.bot.ask("GET", path).status for path in paths] == [404] * 4
