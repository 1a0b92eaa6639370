"""Ticks on the dashboard at the seams: what outlives a run, and a closed dashboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.publish_job import OTHER
from fakes.records import EVIDENCE, RECORD, measured

from bot.domain.answers import Box
from bot.domain.outcome import Status
from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from fakes.publish_job import Job

    from bot.domain.outcome import MissionRecord

CART = RECORD.mission_id
MARKED = f"# coverage-missions: mission={CART}\ndef test_a():\n    assert 1\n"
CHANGED = "def test_b():\n    assert 2\n"
SMALL = replace(RECORD, status=Status.IMPROVED, evidence=replace(EVIDENCE, after=measured(15, 10)))

GONE_ON = replace(RECORD, status=Status.EXHAUSTED, evidence=None, reason="nothing gets in")


def box(action: str) -> str:
    return f"<!-- mission={CART} action={action} -->"


def ticked(job: Job, *actions: str) -> int:
    """Publish once and tick boxes on the dashboard; return its number."""
    job.leave(RECORD)
    job.publish()
    number = job.dashboard.number
    for action in actions:
        job.hub.people.tick(SHOP, number, box(action))
    return number


def test_a_closed_dashboard_asks_for_nothing_again(job: Job) -> None:
    number = ticked(job, "retry", "ignore")
    people = job.hub.people
    people.close(SHOP, number)
    people.close(SHOP, 1)
    people.issue(SHOP, number).body = (people.issue(SHOP, number).body or "").replace(
        f"[x] {box('ignore')}", f"[ ] {box('ignore')}"
    )

    ran = job.publish()
    job.listen()

    assert "skipped-closed=1" in ran.out
    assert job.answers.of(CART).boxes == ()


def test_what_is_ignored_on_a_closed_dashboard_stays_ignored(job: Job) -> None:
    number = ticked(job, "ignore", "retry")
    job.hub.people.label(SHOP, number, STOP_LABEL)
    job.hub.people.close(SHOP, number)

    job.listen()

    assert job.answers.of(CART).boxes == (Box.IGNORE,)
    assert job.answers.is_stopped


def test_what_is_ignored_while_it_runs_is_not_published(job: Job) -> None:
    ticked(job, "ignore", "retry")
    job.leave(RECORD, CHANGED)
    branch = job.hub.people.pull(SHOP, 1).head
    before = job.hub.people.repo(SHOP).git.branches()[branch]

    ran = job.publish()

    text = job.dashboard.body or ""
    assert "skipped-ignored=1" in ran.out
    assert job.hub.people.repo(SHOP).git.branches()[branch] == before
    assert "## Ignored\n\n* `src/shop/cart.py`" in text
    assert f"- [x] {box('ignore')}" in text
    assert f"- [x] {box('retry')}" in text


def test_again_is_obeyed_where_too_little_was_gained(job: Job) -> None:
    ticked(job, "retry")
    job.leave(SMALL)

    ran = job.publish()

    assert "skipped-small=1" in ran.out
    assert f"- [ ] {box('retry')}" in (job.dashboard.body or "")


@pytest.mark.parametrize("record", [SMALL, GONE_ON], ids=["too little", "nothing"])
@pytest.mark.parametrize("closed", [False, True])
def test_again_in_a_text_is_obeyed_although_nothing_came_of_it(
    job: Job, record: MissionRecord, *, closed: bool
) -> None:
    ticked(job)
    job.hub.people.tick(SHOP, 1, "missions:retry")
    if closed:
        job.hub.people.close(SHOP, 1)
    job.leave(record)

    ran = job.publish()
    job.listen()

    assert ran.code == 0, ran.out
    assert "- [ ] <!-- missions:retry -->" in (job.hub.people.issue(SHOP, 1).body or "")
    assert job.answers.of(CART).boxes == ()


def test_what_is_labelled_to_stop_keeps_its_tick(job: Job) -> None:
    ticked(job)
    job.hub.people.tick(SHOP, 1, "missions:retry")
    job.hub.people.label(SHOP, 1, STOP_LABEL)
    job.leave(GONE_ON)

    assert job.publish().code == 0

    assert "- [x] <!-- missions:retry -->" in (job.hub.people.issue(SHOP, 1).body or "")


def test_an_approval_lasts_until_there_is_a_pull_request(job: Job) -> None:
    number = ticked(job)
    issue = job.hub.people.issue(SHOP, number)
    issue.body = (issue.body or "").replace(
        f"- [ ] {box('ignore')}", f"- [x] {box('approve')} approve\n  - [ ] {box('ignore')}"
    )
    job.hub.people.close(SHOP, 1)
    job.hub.people.repo(SHOP).actions_may_create_pulls = False
    job.leave(replace(RECORD, subject_digest=f"sha256:{'9' * 64}"), CHANGED)

    ran = job.publish()

    assert "branch-only=1" in ran.out
    assert f"- [x] {box('approve')}" in (job.dashboard.body or "")


def test_again_is_obeyed_where_the_base_holds_the_tests_already(job: Job) -> None:
    ticked(job, "retry")
    job.hub.people.close(SHOP, 1)
    job.hub.people.push(SHOP, "main", {EVIDENCE.tests_file: MARKED})
    job.repository.git("fetch", "--quiet", job.hub.git_url(SHOP, job.token), "main")
    job.repository.git("checkout", "--quiet", "-B", "main", "FETCH_HEAD")
    job.leave(RECORD, MARKED)

    ran = job.publish()

    assert "skipped-merged=1" in ran.out
    assert f"- [ ] {box('retry')}" in (job.dashboard.body or "")


def test_again_is_obeyed_once_where_only_a_branch_is_to_be_had(job: Job) -> None:
    ticked(job)
    people, branch = job.hub.people, job.hub.people.pull(SHOP, 1).head
    people.tick(SHOP, 1, "missions:retry")
    people.close(SHOP, 1)
    people.repo(SHOP).actions_may_create_pulls = False
    job.leave(RECORD, CHANGED)
    first = job.publish()
    mine = people.push(SHOP, branch, {"tests/x.py": "mine = 1\n"}, by="ada")
    job.leave(RECORD, "def test_c():\n    assert 3\n")

    ran = job.publish()

    assert "branch-only=1" in first.out
    assert "- [ ] <!-- missions:retry -->" in (people.issue(SHOP, 1).body or "")
    assert "skipped-closed=1" in ran.out
    assert people.repo(SHOP).git.branches()[branch] == mine


def test_some_missions_alone_take_away_their_ticks_and_change_nothing_else(job: Job) -> None:
    job.leave(OTHER)
    number = ticked(job, "retry", "ignore")
    others = box("retry").replace(CART, OTHER.mission_id)
    job.hub.people.tick(SHOP, number, others)
    job.hub.people.issue(SHOP, number).body = (job.dashboard.body or "").replace(
        f"[x] {box('ignore')}", f"[ ] {box('ignore')}"
    )
    before = job.dashboard.body or ""
    job.leave(RECORD, CHANGED)

    ran = job.publish(CART)

    assert "updated=1" in ran.out
    assert f"[x] {others}" in before
    assert job.dashboard.body == before.replace(f"[x] {box('retry')}", f"[ ] {box('retry')}")


def test_some_missions_alone_look_at_the_dashboard_once_where_nothing_is_ticked(job: Job) -> None:
    ticked(job)
    job.leave(RECORD, CHANGED)
    sent = job.hub.count("GET", "/issues")

    assert "updated=1" in job.publish(CART).out

    assert job.hub.count("GET", "/issues") == sent + 1


def test_where_another_bot_keeps_the_ticks_of_some_missions_that_is_told(job: Job) -> None:
    ticked(job, "retry")
    before = job.dashboard.body
    job.leave(RECORD, CHANGED)

    ran = job.publish(CART, GITHUB_TOKEN=job.hub.people.app_token(SHOP))

    assert f'untick_by_hand="retry of {CART}; each campaign obeys them again until then"' in ran.out
    assert job.dashboard.body == before
