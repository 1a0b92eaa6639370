"""What the dashboard shows where GitHub is late or refuses, and what is told where it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD

from bot.commands import publish as publishes
from bot.domain.coverage import Tally
from bot.domain.mission import Campaign, SkipKind, SkippedFile

if TYPE_CHECKING:
    import pytest
    from fakes.publish_job import Job

CART = RECORD.mission_id


def test_a_row_names_a_pull_request_that_no_list_holds_yet(job: Job) -> None:
    job.hub.rules.list_lag = 9
    job.leave(RECORD)

    job.publish()

    assert "91.1 %** of lines, #1\n" in (job.dashboard.body or "")


def test_what_could_not_be_closed_keeps_its_row(job: Job) -> None:
    job.leave(RECORD)
    job.publish()
    gone = SkippedFile(CART, RECORD.subject, SkipKind.OBSOLETE, "its file is gone", Tally(0, 0))
    job.plan(Campaign(85, Tally(1, 4), (), skipped=(gone,)))
    (job.out / "missions" / CART / "record.json").unlink()
    held = job.hub.people.actions_token(
        SHOP, contents="write", issues="write", pull_requests="read"
    )

    ran = job.publish(GITHUB_TOKEN=held)

    assert "cannot close a pull request" in ran.out
    assert "#1" in (job.dashboard.body or "")


def test_a_bug_after_the_missions_hides_nothing_that_was_published(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise AttributeError("sha")

    monkeypatch.setattr(publishes, "finish", broken)
    job.leave(RECORD)

    ran = job.publish()

    assert ran.code == 70
    assert "the dashboard is not written" in ran.out
    assert "created" in job.outputs.read_text()
