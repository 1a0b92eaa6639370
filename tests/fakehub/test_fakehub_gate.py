"""The contract gate: what breaks GitHub's description does not go by unseen."""

from __future__ import annotations

import pytest
from fakehub.fakehub_gate import contract, reply_complaints, request_complaints
from fakehub.fakehub_ground import REPO, Ground
from fakehub.fakehub_http import Asked, Json, Reply
from fakehub.fakehub_routes import ROUTES


@pytest.mark.parametrize("kind", ["github", "ghes"])
def test_every_endpoint_is_one_of_githubs(kind: str) -> None:
    paths = contract(kind).paths

    assert [r for r in ROUTES if r.method.lower() not in paths[r.template.text]] == []


@pytest.mark.parametrize("kind", ["github", "ghes"])
def test_every_operation_that_was_cut_is_served(kind: str) -> None:
    served = {(route.template.text, route.method.lower()) for route in ROUTES}
    elsewhere = {("/rate_limit", "get")}

    described = {(path, name) for path, said in contract(kind).paths.items() for name in said}

    assert described - served == elsewhere


def test_an_endpoint_that_github_does_not_have_is_a_violation(ground: Ground) -> None:
    assert ground.bot.ask("GET", f"{REPO}/coverage").status == 404

    assert ground.hub.take_violations() == [
        f"GET {REPO}/coverage: the description has no such operation"
    ]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"base": "main"}, '"head" is a required property'),
        ({"base": "main", "head": 1}, '1 is not of type "string"'),
        ({"base": "main", "head": "h", "lables": []}, "unknown field lables"),
    ],
)
def test_a_request_that_breaks_the_description_is_a_violation(
    ground: Ground, sent: Json, said: str
) -> None:
    ground.bot.ask("POST", f"{REPO}/pulls", sent)

    assert any(said in violation for violation in ground.hub.take_violations())


def test_a_body_where_none_belongs_is_a_violation(ground: Ground) -> None:
    ground.bot.ask("DELETE", f"{REPO}/issues/comments/1", {})

    (violation,) = ground.hub.take_violations()
    assert "a body where the description has none" in violation


def test_a_bare_array_of_labels_works_and_is_a_violation(ground: Ground) -> None:
    ground.open_pull()

    added = ground.bot.ask("POST", f"{REPO}/issues/1/labels", ["missions"])

    assert added.each("name") == ["missions"]
    assert len(ground.hub.take_violations()) == 1


@pytest.mark.parametrize(
    ("query", "violations"),
    [
        ({"state": "all"}, 0),
        ({"state": "merged"}, 1),
        ({"per_page": "ten"}, 1),
        ({"colour": "1"}, 1),
    ],
)
def test_query_parameters_are_compared(
    ground: Ground, query: dict[str, str], violations: int
) -> None:
    ground.bot.ask("GET", f"{REPO}/pulls", query=query)

    assert len(ground.hub.take_violations()) == violations


def test_a_reply_that_breaks_the_description_is_a_violation() -> None:
    asked = Asked("GET", f"{REPO}/labels/bug")
    described = contract("github")

    assert reply_complaints(described, asked, Reply(200, {"name": "bug"})) != []
    assert reply_complaints(described, asked, Reply(202)) == ["status 202 is not described"]
    assert reply_complaints(described, asked, Reply(500, {"message": "Server Error"})) == []


def test_formats_are_compared() -> None:
    asked = Asked("GET", f"{REPO}/labels/bug")
    label: dict[str, Json] = {"id": 1, "node_id": "", "name": "bug", "description": None}
    label |= {"color": "ffffff", "default": True}

    def wrong(url: str) -> list[str]:
        return reply_complaints(contract("github"), asked, Reply(200, {**label, "url": url}))

    assert wrong("http://127.0.0.1/x") == []
    assert wrong("no address") == ['reply url: "no address" is not a "uri"']


def test_a_comment_on_an_issue_is_no_issue() -> None:
    # Two templates look alike; what is spelled out comes first.
    asked = Asked("DELETE", f"{REPO}/issues/comments/5")

    assert request_complaints(contract("github"), asked) == []


def test_the_double_tells_of_its_own_mistakes(ground: Ground) -> None:
    ground.hub.people.repo(REPO.removeprefix("/repos/")).default_branch = "gone\0"

    assert ground.bot.ask("GET", f"{REPO}/commits").status == 500

    (violation,) = ground.hub.take_violations()
    assert violation.startswith("the double broke:")
