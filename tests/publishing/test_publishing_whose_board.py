"""Which issue is the dashboard: by label, author and marker, all three."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD

from bot.stages.boards import DASHBOARD_LABEL, marker_of

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
    theirs = left.hub.people.open_issue(SHOP, "Mine", f"{MARKER}\n- [x] {IGNORED}")
    left.hub.people.label(SHOP, theirs.number, DASHBOARD_LABEL)

    left.publish()
    left.listen()

    assert left.dashboard.number != theirs.number
    assert [one.boxes for one in left.answers.missions] == [()]
