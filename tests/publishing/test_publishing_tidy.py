"""Old branches and obsolete pull requests on each kind of GitHub: what goes, and what stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.clock import FakeClock
from fakes.publish_job import Job
from fakes.records import RECORD

from bot import forges
from bot.adapters.git import Git
from bot.adapters.github.session import Access, Session
from bot.adapters.github.tidy import Tidy
from bot.domain.coverage import Tally
from bot.domain.mission import Campaign, SkipKind, SkippedFile

if TYPE_CHECKING:
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub

CART = RECORD.mission_id


@pytest.fixture
def job(fakehub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(forges, "WRITES_APART_S", 0)
    job = Job(fakehub, tmp_path)
    job.leave(RECORD)
    return job


def test_old_branches_go_and_those_with_a_persons_commit_stay(job: Job) -> None:
    # Long ago by any clock: an hour that the program's own clock has certainly left.
    job.hub.clock.now = 1_000_000_000
    other = replace(RECORD, mission_id="m-00000003", subject="src/shop/other.py")
    job.leave(other)
    job.publish()
    people = job.hub.people
    branches = {number: people.pull(SHOP, number).head for number in (1, 2)}
    people.close(SHOP, 1)
    people.close(SHOP, 2)
    people.push(SHOP, branches[2], {"tests/x.py": "mine = 1\n"}, by="ada")

    job.publish("--expire-days 0")
    assert set(branches.values()) <= set(people.repo(SHOP).git.branches())
    ran = job.publish("--expire-days 30")

    assert f"deleted branch={branches[1]} problem=none" in ran.out
    left = people.repo(SHOP).git.branches()
    assert branches[1] not in left
    assert branches[2] in left


def test_what_nothing_is_left_to_do_for_is_closed_with_one_sentence(job: Job) -> None:
    job.publish()
    said = len(job.hub.people.issue(SHOP, 1).comments)
    gone = SkippedFile(CART, RECORD.subject, SkipKind.OBSOLETE, "its file is gone", Tally(0, 0))
    job.plan(Campaign(85, Tally(1, 4), (), skipped=(gone,)))
    (job.out / "missions" / CART / "record.json").unlink()

    job.publish()
    job.publish()

    issue = job.hub.people.issue(SHOP, 1)
    assert issue.state == "closed"
    assert len(issue.comments) == said + 1
    assert issue.comments[-1].body.endswith("nothing is left to do for it: its file is gone.")
    assert "src/shop/cart.py" not in (job.dashboard.body or "")


def test_a_branch_that_somebody_moved_meanwhile_stays(job: Job) -> None:
    job.publish()
    people, branch = job.hub.people, job.hub.people.pull(SHOP, 1).head
    access = Access(job.token, SHOP, job.hub.api_url, job.hub.web_url)
    session = Session(access, FakeClock(), wait=0)
    tidy = Tidy(session, Git(job.root))
    seen = tidy.tips("coverage-missions/main/")
    people.push(SHOP, branch, {"tests/x.py": "mine = 1\n"}, by="ada")

    why = tidy.delete(branch, seen)

    session.close()
    assert "stale info" in why
    assert branch in people.repo(SHOP).git.branches()


def test_where_nothing_changed_dashboard_and_branches_take_five_requests(job: Job) -> None:
    job.publish()
    job.publish(RECORD.mission_id)
    sent = len(job.hub.requests)
    job.publish(RECORD.mission_id)
    alone = len(job.hub.requests) - sent

    job.publish()

    # One look at the dashboard is there in any case: it may say to stop.
    assert len(job.hub.requests) - sent - alone == alone + 4
