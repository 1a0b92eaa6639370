"""GitHub takes labels that differ in letter case for one, and answers with the older's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD

from bot.stages.boards import DASHBOARD_LABEL
from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from fakes.publish_job import Job

LABEL, STOP = "Coverage-Missions", STOP_LABEL.upper()


@pytest.fixture
def published(job: Job) -> Job:
    """Return a job that published, where people had made all its labels before."""
    people = job.hub.people
    early = people.open_issue(SHOP, "Labels to come")
    for name in (LABEL, DASHBOARD_LABEL.title(), STOP):
        people.label(SHOP, early.number, name)
    job.leave(RECORD)
    assert job.publish().code == 0
    return job


def number_of(job: Job) -> int:
    (found,) = job.hub.people.pulls(SHOP)
    return found.number


def test_the_dashboard_is_found_again(published: Job) -> None:
    assert published.dashboard.labels == [DASHBOARD_LABEL.title()]

    published.publish()

    assert published.hub.count("POST", "/issues") == 1


def test_a_stop_is_a_stop(published: Job) -> None:
    people = published.hub.people
    people.label(SHOP, number_of(published), STOP_LABEL)
    people.label(SHOP, published.dashboard.number, STOP_LABEL)

    published.listen()
    ran = published.publish()

    (mission,) = published.answers.missions
    assert published.answers.is_stopped
    assert mission.pulls[0].is_stopped
    assert "skipped-stopped=1" in ran.out


def test_a_stop_on_its_pull_request_keeps_a_mission_and_its_branch(published: Job) -> None:
    people, number = published.hub.people, number_of(published)
    branch = people.pull(SHOP, number).head
    people.label(SHOP, number, STOP_LABEL)
    published.leave(RECORD, "def test_b():\n    assert 2\n")

    assert "skipped-stopped=1" in published.publish().out

    people.close(SHOP, number)
    published.hub.clock.pass_seconds(60 * 24 * 3600)
    published.publish("--expire-days 1")
    assert branch in people.repo(SHOP).git.branches()


def test_what_the_bot_set_itself_is_nobodys_doing(published: Job) -> None:
    published.listen()

    (mission,) = published.answers.missions
    assert (mission.pulls[0].labels_added, mission.pulls[0].labels_removed) == ((), ())
