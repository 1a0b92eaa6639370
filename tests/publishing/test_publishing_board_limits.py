"""A limit while the dashboard is read: what people said there is not known, and not guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD

from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from fakes.publish_job import Job


@pytest.mark.parametrize(("command", "before"), [("publish", 2), ("listen", 4)])
def test_a_limit_is_no_missing_dashboard(job: Job, command: str, before: int) -> None:
    job.leave(RECORD)
    left = int(job.publish().out.rpartition("requests_left=")[2])
    job.hub.people.label(SHOP, job.dashboard.number, STOP_LABEL)
    job.hub.rules.requests_per_hour -= left - before

    ran = job.publish() if command == "publish" else job.listen()

    assert ran.code == 4
    assert "rate limit exceeded" in ran.err
