"""Results that are not what they say: their jobs ran anybody's code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.records import RECORD

from bot.codec import to_json
from bot.domain.coverage import Tally
from bot.domain.mission import Campaign

if TYPE_CHECKING:
    from fakes.publish_job import Job

    from bot.domain.outcome import MissionRecord

CART = RECORD.mission_id
EARLIER = "m-00000001"


def leave_in(job: Job, folder: str, record: MissionRecord) -> None:
    """Leave a result in a folder that is another mission's."""
    job.leave(replace(record, mission_id=folder))
    (job.out / "missions" / folder / "record.json").write_text(to_json(record), encoding="utf-8")


@pytest.mark.parametrize(
    "said", [CART, f"{CART} action=ignore --> <img src=x> **@team** <!-- mission={CART}"]
)
def test_another_missions_row_on_the_dashboard_is_not_theirs(job: Job, said: str) -> None:
    job.leave(RECORD)
    leave_in(job, EARLIER, replace(RECORD, mission_id=said, subject="src/evil.py"))

    ran = job.publish()

    text = job.dashboard.body or ""
    assert ran.code != 0
    assert "says to be of mission" in ran.out
    assert "* `src/shop/cart.py`: 41.1 % → **91.1 %** of lines, #1\n" in text
    assert "src/evil.py" not in text
    assert "<img" not in text


def test_a_plan_without_missions_knows_no_result(job: Job) -> None:
    job.leave(RECORD)
    job.plan(Campaign(85, Tally(34, 34), ()))

    ran = job.publish()

    assert ran.code != 0
    assert "which the plan does not say" in ran.out
    assert job.pulls == []


def test_a_folder_without_a_result_is_passed_over(job: Job) -> None:
    job.leave(RECORD)
    for name, file in {"answers": "answers.json", "missions": "000_master_campaign.yaml"}.items():
        folder = job.out / "missions" / name
        folder.mkdir(parents=True)
        (folder / file).write_text("{}", encoding="utf-8")

    ran = job.publish()

    assert ran.code == 0
    assert "published created=1 requests" in ran.out
    assert "warning" not in ran.out
