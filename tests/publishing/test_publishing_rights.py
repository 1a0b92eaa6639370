"""Who is heard, and whose pull request is the bot's: those with rights, whatever their title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD
from fakes.shop_desk import BRANCH, CHANGED, DRAFT

from bot.adapters.github import rights, said
from bot.domain.forge import Operation

if TYPE_CHECKING:
    from fakes.publish_job import Job
    from fakes.shop_desk import Desk

    from bot.domain.answers import Talk

CART = RECORD.mission_id
ASKED = "/permission"
STRANGERS = 25


@pytest.fixture
def published(job: Job) -> Job:
    job.leave(RECORD)
    assert job.publish().code == 0
    return job


def heard(job: Job) -> Talk:
    ran = job.listen()
    assert ran.code == 0, ran.out + ran.err
    return job.answers.of(CART).pulls[0].talk


def flood(job: Job, times: int = STRANGERS) -> None:
    """Let strangers write below everything that a reviewer wrote."""
    people = job.hub.people
    for number in range(times):
        people.comment(SHOP, 1, "spam", by="mallory")
        people.review(SHOP, 1, state="COMMENTED", body="spam", by="mallory")
        people.review_comment(SHOP, 1, "spam", path="a.py", line=number + 1, by="mallory")


def test_strangers_silence_no_reviewer(published: Job) -> None:
    people = published.hub.people
    people.comment(SHOP, 1, "please shorter")
    people.review(SHOP, 1, state="CHANGES_REQUESTED", body="not like this")
    people.review_comment(SHOP, 1, "why 179?", path="a.py", line=1)
    flood(published)

    talk = heard(published)

    assert [one.text for one in talk.remarks] == ["please shorter", "not like this", "why 179?"]
    assert (talk.comments, talk.changes_requested, talk.threads) == (1, 1, 1)


def test_of_very_many_older_ones_it_is_told_that_not_all_are_read(
    published: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(said, "OLDER_QUESTIONS_MAX", 0)
    published.hub.people.comment(SHOP, 1, "please shorter")
    flood(published)

    ran = published.listen()

    assert published.answers.of(CART).pulls[0].talk.comments == 0
    assert "lists are longer than is read" in ran.out
    assert "read what reviewers said" in ran.out


def test_where_enough_is_heard_no_older_page_is_asked_for(published: Job) -> None:
    for number in range(said.ITEMS + 1):
        published.hub.people.comment(SHOP, 1, f"{number}")
    sent = published.hub.count("POST", "/graphql")

    assert heard(published).comments == said.ITEMS
    # Who the token is, and what reviewers said.
    assert published.hub.count("POST", "/graphql") == sent + 2


def test_a_member_of_the_organisation_without_rights_is_not_heard(published: Job) -> None:
    people = published.hub.people
    people.user("mallory")
    people.repo(SHOP).members.add("mallory")
    people.comment(SHOP, 1, "I merely work there", by="mallory")

    assert heard(published).comments == 0


@pytest.mark.parametrize("level", ["triage", "write"])
@pytest.mark.parametrize("is_shown", [False, True])
def test_a_member_with_rights_is_heard_even_where_the_membership_is_private(
    published: Job, level: str, *, is_shown: bool
) -> None:
    people = published.hub.people
    people.user("grace")
    people.repo(SHOP).teams["grace"] = level
    people.repo(SHOP).members.update({"grace"} if is_shown else ())
    people.comment(SHOP, 1, "please shorter", by="grace")

    assert heard(published).comments == 1


def test_a_reader_who_is_called_collaborator_is_not_heard(published: Job) -> None:
    people = published.hub.people
    people.user("eve")
    people.repo(SHOP).collaborators["eve"] = "read"
    people.comment(SHOP, 1, "hello", by="eve")

    assert heard(published).comments == 0


def test_what_the_bot_says_with_a_persons_token_is_nobodys_remark(job: Job) -> None:
    job.leave(RECORD)
    assert job.publish(GITHUB_TOKEN=job.hub.people.personal_token("ada")).code == 0
    job.hub.people.comment(SHOP, 1, "please shorter")

    assert [one.text for one in heard(job).remarks] == ["please shorter"]


def test_each_person_is_asked_about_once(published: Job) -> None:
    published.hub.people.comment(SHOP, 1, "please shorter")
    flood(published)
    sent = published.hub.count("GET", ASKED)

    heard(published)

    assert published.hub.count("GET", ASKED) == sent + 2


def test_many_strangers_spend_no_budget(published: Job) -> None:
    people = published.hub.people
    people.comment(SHOP, 1, "please shorter")
    for number in range(rights.STRANGERS_ASKED_MAX + 3):
        people.comment(SHOP, 1, "spam", by=f"mallory-{number}")
    sent = published.hub.count("GET", ASKED)

    ran = published.listen()

    assert published.answers.of(CART).pulls[0].talk.comments == 1
    assert published.hub.count("GET", ASKED) == sent + rights.STRANGERS_ASKED_MAX + 1
    assert "some are not heard left_out=3 wrote=remarks" in ran.out


def test_where_the_token_may_not_ask_only_the_owner_is_heard_and_that_is_told(
    published: Job,
) -> None:
    published.hub.rules.rights_may_be_asked = False
    published.hub.people.comment(SHOP, 1, "please shorter", by="octo")
    published.hub.people.comment(SHOP, 1, "longer")
    published.hub.people.comment(SHOP, 1, "and longer", by="mallory")

    ran = published.listen()

    assert [one.text for one in published.answers.of(CART).pulls[0].talk.remarks] == [
        "please shorter"
    ]
    assert "may not ask" in ran.out
    assert published.hub.count("GET", ASKED) == 1


def test_in_a_private_repository_nobody_is_asked_about(published: Job) -> None:
    published.hub.people.repo(SHOP).private = True
    published.hub.people.comment(SHOP, 1, "hello", by="mallory")

    assert heard(published).comments == 1
    assert published.hub.count("GET", ASKED) == 0


@pytest.mark.parametrize(
    ("level", "operation"), [("triage", Operation.BRANCH_ONLY), ("write", Operation.UPDATED)]
)
def test_only_who_may_push_may_open_the_bots_pull_request_by_hand(
    desk: Desk, level: str, operation: Operation
) -> None:
    desk.people.repo(SHOP).actions_may_create_pulls = False
    assert desk.publish().operation is Operation.BRANCH_ONLY
    desk.people.user("grace")
    desk.people.repo(SHOP).members.add("grace")
    desk.people.repo(SHOP).teams["grace"] = level
    desk.people.open_pull(SHOP, BRANCH, DRAFT.body, by="grace")

    assert desk.publish(CHANGED).operation is operation
