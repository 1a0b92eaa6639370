"""A person's token published before, and a job's token publishes now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD

from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from fakes.publish_job import Job


def test_a_stop_on_the_dashboard_of_the_token_before_is_obeyed(job: Job) -> None:
    job.leave(RECORD)
    job.publish(GITHUB_TOKEN=job.hub.people.personal_token("ada"))
    job.hub.people.label(SHOP, job.dashboard.number, STOP_LABEL)

    ran = job.publish()

    assert "skipped-stopped=1" in ran.out


def test_whose_dashboard_stands_beside_the_own_one_is_told(job: Job) -> None:
    job.leave(RECORD)
    job.publish(GITHUB_TOKEN=job.hub.people.personal_token("ada"))
    number = job.dashboard.number

    ran = job.publish()

    assert f"#{number} is ada's" in ran.out
    assert (
        "publish with that token, or, where that one publishes no more, take the label" in ran.out
    )
