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


@pytest.fixture
def lost(left: Job) -> Job:
    """Return a job whose dashboard lost its label, and is ticked."""
    left.publish()
    left.hub.people.tick(SHOP, left.dashboard.number, IGNORED)
    left.dashboard.labels.clear()
    return left


def test_what_another_workflow_of_the_same_bot_wrote_is_none_of_ours(left: Job) -> None:
    text = f"Somebody wrote:\n\n- [x] {IGNORED}\n{MARKER}\n"
    theirs = left.hub.people.open_issue(SHOP, "Report", text, by="github-actions[bot]")

    ran = left.publish()
    left.listen()

    assert "created=1" in ran.out
    assert (theirs.body, theirs.state) == (text, "open")
    assert [one.boxes for one in left.answers.missions] == [()]
    assert "put the label back if it is the bot's own, else close it" in ran.out


def test_beside_one_without_its_label_no_new_one_is_opened(lost: Job) -> None:
    number, before = lost.dashboard.number, lost.dashboard.body

    ran = lost.publish()
    lost.publish()

    assert ran.code == 0
    assert lost.hub.count("POST", "/issues") == 1
    assert (lost.dashboard.number, lost.dashboard.body) == (number, before)
    assert f"#{number} has the text of the dashboard without its label" in ran.out
    assert "put the label back if it is the bot's own, else close it" in ran.out


@pytest.mark.parametrize("mended", ["label", "close"])
def test_with_its_label_it_goes_on_and_once_closed_another_begins(lost: Job, mended: str) -> None:
    number = lost.dashboard.number
    lost.publish()
    if mended == "label":
        lost.hub.people.label(SHOP, number, DASHBOARD_LABEL)
    else:
        lost.hub.people.close(SHOP, number)

    ran = lost.publish()

    assert ("skipped-ignored=1" in ran.out) is (mended == "label")
    assert (lost.dashboard.number == number) is (mended == "label")
    assert "without its label" not in ran.out


def test_what_is_ticked_without_a_label_is_not_heard_and_that_is_told(lost: Job) -> None:
    ran = lost.listen()

    assert [one.boxes for one in lost.answers.missions] == [()]
    assert f"#{lost.dashboard.number} has the text of the dashboard without its label" in ran.out
    assert "ticks there are not obeyed" in ran.out


@pytest.mark.parametrize("stop", [STOP_LABEL, STOP_LABEL.upper()])
def test_a_stop_counts_on_one_without_its_label(lost: Job, stop: str) -> None:
    number, before = lost.dashboard.number, lost.dashboard.body
    lost.hub.people.label(SHOP, number, stop)
    lost.leave(RECORD, "def test_b():\n    assert 2\n")
    writes = [lost.hub.count(verb) for verb in ("PATCH", "DELETE", "PUT")]

    ran = lost.publish()
    lost.listen()

    assert "skipped-stopped=1" in ran.out
    assert lost.answers.is_stopped
    assert lost.dashboard.body == before
    assert [lost.hub.count(verb) for verb in ("PATCH", "DELETE", "PUT")] == writes


def test_a_stop_on_any_of_several_without_a_label_counts(lost: Job) -> None:
    other = lost.hub.people.open_issue(SHOP, "Again", f"{MARKER}\n", by="github-actions[bot]")
    lost.hub.people.label(SHOP, other.number, STOP_LABEL)

    ran = lost.publish()

    assert "skipped-stopped=1" in ran.out
    assert f"#{lost.dashboard.number}, #{other.number} " in ran.out


def test_a_stop_on_what_is_closed_without_a_label_or_a_persons_does_not_count(lost: Job) -> None:
    people = lost.hub.people
    people.label(SHOP, lost.dashboard.number, STOP_LABEL)
    people.close(SHOP, lost.dashboard.number)
    theirs = people.open_issue(SHOP, "Mine", f"{MARKER}\n")
    people.label(SHOP, theirs.number, STOP_LABEL)

    ran = lost.publish()

    assert "skipped-stopped" not in ran.out


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


def test_a_stop_is_heard_though_whose_token_wrote_the_dashboard_may_push_no_more(
    left: Job,
) -> None:
    left.publish(GITHUB_TOKEN=left.hub.people.personal_token("ada"))
    left.hub.people.label(SHOP, left.dashboard.number, STOP_LABEL)
    left.hub.people.tick(SHOP, left.dashboard.number, IGNORED)
    left.hub.people.repo(SHOP).collaborators.pop("ada")

    left.listen()

    assert left.answers.is_stopped
    assert not any(one.boxes for one in left.answers.missions)


def test_the_dashboard_of_a_token_that_publishes_no_more_says_how_to_be_rid_of_it(
    left: Job,
) -> None:
    left.publish(GITHUB_TOKEN=left.hub.people.personal_token("ada"))
    former = left.dashboard
    left.publish()

    ran = left.listen()
    former.labels.clear()
    again = left.listen()

    assert f"#{former.number} is the dashboard of ada" in ran.out
    assert "where that one publishes no more, take the label" in ran.out
    assert "the dashboard of ada" not in again.out


def test_the_token_that_publishes_hears_its_own_dashboard_whole(left: Job) -> None:
    token = left.hub.people.personal_token("ada")
    left.publish(GITHUB_TOKEN=token)
    left.hub.people.tick(SHOP, left.dashboard.number, f"mission={CART} action=retry")

    ran = left.listen(token)

    assert left.answers.of(CART).boxes == (Box.RETRY,)
    assert "give listen the token" not in ran.out
