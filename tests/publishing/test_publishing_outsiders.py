"""What people without rights can do: they may open a pull request from any branch that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD
from fakes.shop_desk import BRANCH, CHANGED, DRAFT, Desk

from bot.domain.forge import Operation
from bot.stages.metadata import BOXES, Metadata, with_metadata

if TYPE_CHECKING:
    from fakes.publish_job import Job

TICKED = f"hello\n\n{BOXES}\n- [x] <!-- missions:retry --> again\n"


def test_their_ticks_overwrite_no_persons_commit(desk: Desk) -> None:
    desk.publish()
    desk.people.close(SHOP, 1)
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")
    desk.people.open_pull(SHOP, BRANCH, TICKED, by="eve")

    published = desk.publish(CHANGED)

    assert published.operation is Operation.SKIPPED_CLOSED
    assert desk.tests == b"mine = 1\n"


def test_what_they_close_is_no_answer(desk: Desk) -> None:
    desk.people.push(SHOP, BRANCH, {"README.md": "x"}, by="ada")
    theirs = desk.people.open_pull(SHOP, BRANCH, "", by="eve")
    desk.people.close(SHOP, theirs.number, by="eve")
    desk.people.move(SHOP, BRANCH, None)

    assert desk.publish(DRAFT).operation is Operation.CREATED


def test_their_facts_let_no_branch_expire(job: Job) -> None:
    job.hub.clock.now = 1_000_000_000
    job.leave(RECORD)
    job.publish()
    people = job.hub.people
    branch = people.pull(SHOP, 1).head
    people.close(SHOP, 1)
    tip = people.push(SHOP, branch, {"tests/x.py": "mine = 1\n"}, by="ada")
    facts = Metadata(RECORD.mission_id, "sha256:1", (), "t", "t", "t", head=tip)
    theirs = people.open_pull(SHOP, branch, with_metadata("", facts), by="eve")
    people.close(SHOP, theirs.number, by="eve")

    job.publish("--expire-days 30")

    assert branch in people.repo(SHOP).git.branches()


def test_their_pull_requests_are_not_heard(job: Job) -> None:
    job.leave(RECORD)
    job.publish()
    branch = job.hub.people.pull(SHOP, 1).head
    job.hub.people.close(SHOP, 1)
    job.hub.people.open_pull(SHOP, branch, TICKED, by="eve")

    job.listen()

    (mission,) = job.answers.missions
    assert [one.number for one in mission.pulls] == [1]
    assert mission.boxes == ()


def test_a_collaborator_may_open_it_by_hand(desk: Desk) -> None:
    desk.people.repo(SHOP).actions_may_create_pulls = False
    assert desk.publish().operation is Operation.BRANCH_ONLY
    desk.people.open_pull(SHOP, BRANCH, DRAFT.body, by="ada")

    assert desk.publish(CHANGED).operation is Operation.UPDATED
