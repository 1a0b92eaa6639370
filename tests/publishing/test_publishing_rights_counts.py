"""Whose rights are asked about: nobody uses up the questions of another kind of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD
from fakes.shop_desk import BRANCH, CHANGED, DRAFT

from bot.adapters.github import rights
from bot.adapters.github.rights import Level, Matter, Rights
from bot.domain.forge import Operation
from bot.stages.metadata import BOXES

if TYPE_CHECKING:
    from fakes.publish_job import Job
    from fakes.shop_desk import Desk

CART = RECORD.mission_id
CROWD = rights.STRANGERS_ASKED_MAX + 3


def flood(desk: Desk, text: str = "") -> None:
    """Let throw-away accounts open and close pull requests from the bot's branch."""
    for number in range(CROWD):
        theirs = desk.people.open_pull(SHOP, BRANCH, text, by=f"mallory-{number}")
        desk.people.close(SHOP, theirs.number, by=f"mallory-{number}")


def test_strangers_pull_requests_use_up_no_question_about_who_comments(job: Job) -> None:
    job.leave(RECORD)
    job.publish()
    people = job.hub.people
    people.user("grace")
    people.repo(SHOP).teams["grace"] = "write"
    people.comment(SHOP, 1, "please shorter", by="grace")
    for number in range(CROWD):
        people.open_pull(SHOP, people.pull(SHOP, 1).head, "", by=f"mallory-{number}")

    ran = job.listen()

    assert [one.text for one in job.answers.of(CART).pulls[0].talk.remarks] == ["please shorter"]
    assert 'left_out=3 wrote="pull requests"' in ran.out


def test_strangers_use_up_no_question_about_whom_github_names_contributors(desk: Desk) -> None:
    desk.people.repo(SHOP).teams["grace"] = "write"
    desk.people.user("grace")
    asked = Rights(desk.session)
    for number in range(CROWD):
        asked.of(f"mallory-{number}", "NONE", Matter.TALKS)

    levels = [asked.of("grace", name, Matter.TALKS) for name in ("NONE", "CONTRIBUTOR")]

    assert levels == [Level.UNKNOWN, Level.WRITE]
    # She was asked about after all.
    assert asked.left_out == {Matter.TALKS: 3}


def test_whom_nobody_was_asked_about_opens_no_pull_request_of_the_bots(desk: Desk) -> None:
    desk.publish()
    desk.people.close(SHOP, 1)
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")
    flood(desk, f"hello\n\n{BOXES}\n- [x] <!-- missions:retry --> again\n")

    published = desk.publish(CHANGED)

    assert published.operation is Operation.SKIPPED_CLOSED
    assert desk.tests == b"mine = 1\n"


@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_may_not_ask_hears_an_insiders_no(desk: Desk, status: int) -> None:
    desk.hub.rules.rights_may_be_asked = False
    desk.hub.rules.rights_refused_status = status
    theirs = by_hand(desk)
    desk.people.close(SHOP, theirs, by="ada")

    assert desk.publish(CHANGED).operation is Operation.SKIPPED_CLOSED


def test_a_token_that_may_not_ask_hears_the_stop_on_an_insiders_pull_request(desk: Desk) -> None:
    desk.hub.rules.rights_may_be_asked = False
    theirs = by_hand(desk)
    desk.people.label(SHOP, theirs, "coverage-missions: stop")

    assert desk.publish(CHANGED).operation is Operation.SKIPPED_STOPPED


@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_may_not_ask_obeys_no_tick_of_an_insider(desk: Desk, status: int) -> None:
    desk.publish()
    desk.people.close(SHOP, 1)
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")
    desk.hub.rules.rights_may_be_asked = False
    desk.hub.rules.rights_refused_status = status
    ticked = DRAFT.body.replace("[ ]", "[x]")
    theirs = desk.people.open_pull(SHOP, BRANCH, ticked, by="ada")
    desk.people.close(SHOP, theirs.number, by="ada")

    assert desk.publish(CHANGED).operation is Operation.SKIPPED_CLOSED
    assert desk.tests == b"mine = 1\n"


def test_a_token_that_may_not_ask_hears_no_strangers_no(desk: Desk) -> None:
    desk.hub.rules.rights_may_be_asked = False
    theirs = by_hand(desk, "mallory")
    desk.people.close(SHOP, theirs, by="mallory")
    desk.people.repo(SHOP).actions_may_create_pulls = True

    assert desk.publish(CHANGED).operation is Operation.CREATED


def by_hand(desk: Desk, login: str = "ada") -> int:
    """Publish a branch, for which a person opens the pull request."""
    desk.people.repo(SHOP).actions_may_create_pulls = False
    assert desk.publish().operation is Operation.BRANCH_ONLY
    return desk.people.open_pull(SHOP, BRANCH, DRAFT.body, by=login).number


@pytest.mark.parametrize(
    ("level", "role", "allowed"),
    [
        ("write", "maintain", Level.WRITE),
        ("write", "release-captain", Level.WRITE),
        ("triage", "triage", Level.TRIAGE),
        ("triage", "greeter", Level.TRIAGE),
        ("read", "maintainers-of-docs", Level.NONE),
    ],
)
def test_a_role_allows_what_it_was_made_from(
    desk: Desk, level: str, role: str, allowed: Level
) -> None:
    desk.people.user("grace")
    desk.people.repo(SHOP).collaborators["grace"] = level
    desk.people.repo(SHOP).roles["grace"] = role

    assert desk.session.rights.of("grace", "COLLABORATOR", Matter.TALKS) is allowed


@pytest.mark.parametrize("login", ["missions-app[bot]", "missions-app", "nobody"])
def test_an_apps_name_has_no_rights(desk: Desk, login: str) -> None:
    desk.people.app_token(SHOP)

    assert desk.session.rights.of(login, "NONE", Matter.TALKS) is Level.UNKNOWN
    assert not desk.session.rights.refused


def test_each_kind_of_token_asks_as_it_may(desk: Desk) -> None:
    """The rules are those of the descriptions and reports that bot/adapters/github/rights names."""
    tokens = {
        "job": desk.people.actions_token(SHOP, contents="read"),
        "app": desk.people.app_token(SHOP, contents="read"),
        "writer": desk.people.personal_token("ada"),
        "reader": desk.people.personal_token("eve"),
    }

    def asked(token: str) -> Level | str:
        desk.token = token
        session = desk.connect()
        found = session.rights.of("ada", "COLLABORATOR", Matter.TALKS)
        refused = session.rights.refused
        session.close()
        return "refused" if refused else found

    assert {name: asked(token) for name, token in tokens.items()} == {
        "job": Level.WRITE,
        "app": Level.WRITE,
        "writer": Level.WRITE,
        "reader": "refused",
    }
