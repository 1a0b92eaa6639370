"""Which issue is the dashboard: by label, author and marker, all three."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD

from bot.domain.answers import Box
from bot.stages.boards import DASHBOARD_LABEL, marker_of
from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from fakes.publish_job import Job

CART = RECORD.mission_id
MARKER = marker_of("main")
IGNORED = f"<!-- mission={CART} action=ignore -->"


@pytest.fixture
def left(job: Job) -> Job:
    """Return a job with a result to publish."""
    job.leave(RECORD)
    return job


def test_what_another_workflow_of_the_same_bot_wrote_is_none_of_ours(left: Job) -> None:
    text = f"Somebody wrote:\n\n- [x] {IGNORED}\n{MARKER}\n"
    theirs = left.hub.people.open_issue(SHOP, "Report", text, by="github-actions[bot]")

    ran = left.publish()
    heard = left.listen()

    assert "created=1" in ran.out
    assert (theirs.body, theirs.state) == (text, "open")
    assert left.dashboard.number != theirs.number
    assert [one.boxes for one in left.answers.missions] == [()]
    assert f"#{theirs.number} has its text, and not the label" in ran.out
    assert f"#{theirs.number} " not in heard.out


def test_what_is_ticked_on_all_without_a_label_is_not_heard_and_that_is_told(left: Job) -> None:
    left.publish()
    left.hub.people.tick(SHOP, left.dashboard.number, IGNORED)
    left.dashboard.labels.clear()

    ran = left.listen()

    assert [one.boxes for one in left.answers.missions] == [()]
    assert f"#{left.dashboard.number} has its text, and not the label" in ran.out


def test_what_people_write_below_it_keeps_it_the_dashboard(left: Job) -> None:
    left.publish()
    left.hub.people.tick(SHOP, left.dashboard.number, IGNORED)
    left.dashboard.body = (
        f"{left.dashboard.body}\r\n\r\nWe ignore the cart, it goes next month.\r\n"
    )

    ran = left.publish()

    assert "skipped-ignored=1" in ran.out
    assert left.hub.count("POST", "/issues") == 1


def test_a_persons_issue_that_looks_alike_is_none_of_ours(left: Job) -> None:
    theirs = left.hub.people.open_issue(SHOP, "Mine", f"{MARKER}\n- [x] {IGNORED}", by="mallory")
    left.hub.people.label(SHOP, theirs.number, DASHBOARD_LABEL)

    left.publish()
    ran = left.listen()

    assert left.dashboard.number != theirs.number
    assert [one.boxes for one in left.answers.missions] == [()]
    assert f"#{theirs.number} is mallory's, who may not push here" in ran.out


@pytest.mark.parametrize("may_ask", [True, False])
def test_of_the_dashboard_of_a_persons_token_a_job_hears_what_forbids(
    left: Job, *, may_ask: bool
) -> None:
    left.publish(GITHUB_TOKEN=left.hub.people.personal_token("ada"))
    left.hub.people.tick(SHOP, left.dashboard.number, IGNORED)
    left.hub.people.tick(SHOP, left.dashboard.number, f"mission={CART} action=retry")
    left.hub.rules.rights_may_be_asked = may_ask

    ran = left.listen()

    assert left.answers.of(CART).boxes == (Box.IGNORE,)
    assert f"#{left.dashboard.number} is the dashboard of ada" in ran.out
    assert "give listen the token that publishes" in ran.out


def test_a_stop_on_the_dashboard_of_a_persons_token_is_heard(left: Job) -> None:
    left.publish()
    left.publish(GITHUB_TOKEN=left.hub.people.personal_token("ada"))
    number = max(one.number for one in left.hub.people.repo(SHOP).issues.values())
    left.hub.people.label(SHOP, number, STOP_LABEL)

    left.listen()

    assert left.answers.is_stopped


def test_the_token_that_publishes_hears_its_own_dashboard_whole(left: Job) -> None:
    token = left.hub.people.personal_token("ada")
    left.publish(GITHUB_TOKEN=token)
    left.hub.people.tick(SHOP, left.dashboard.number, f"mission={CART} action=retry")

    ran = left.listen(token)

    assert left.answers.of(CART).boxes == (Box.RETRY,)
    assert "give listen the token" not in ran.out
