"""One job publishes a whole campaign: what is there, one after the other, whatever failed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.publish_job import OTHER, Job
from fakes.records import EVIDENCE, RECORD, measured

from bot.adapters.github.session import LIMIT_WAITS_S
from bot.commands import reporting
from bot.domain.coverage import Tally
from bot.domain.mission import Campaign, CampaignEntry, Priority
from bot.domain.outcome import MissionRecord, Status
from bot.mission.file.format import dump_campaign

MISSIONS = tuple(
    replace(RECORD, mission_id=f"m-0000000{number}", subject=f"src/shop/file{number}.py")
    for number in range(1, 5)
)
DASHBOARD_REQUESTS_MAX = 9
"""One is looked for, found missing, and made with its label."""


def plan(job: Job, *missions: MissionRecord) -> None:
    """Leave the plan of some missions in the checkout, as its artifact does."""
    entries = tuple(
        CampaignEntry(
            one.mission_id,
            f"missions/coverage/00{number}_file.yaml",
            one.subject,
            Priority.HIGH,
            one.category,
            Tally(14, 34),
            15,
            "0123456789abcdef",
        )
        for number, one in enumerate(missions, start=1)
    )
    master = job.root / "missions/coverage/000_master_campaign.yaml"
    master.parent.mkdir(parents=True)
    master.write_text(dump_campaign(Campaign(85, Tally(14, 34), entries, (), (), ())))


def operations(job: Job) -> dict[str, str]:
    """Return the last output of that name."""
    lines = job.outputs.read_text().splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith("operations<<")]
    found: dict[str, str] = json.loads(lines[at + 1])
    job.outputs.unlink()
    return found


def test_what_a_failed_run_left_out_is_published_by_the_next_campaign(job: Job) -> None:
    plan(job, *MISSIONS)
    for one in (MISSIONS[0], MISSIONS[2]):
        job.leave(one)
    # A run that was cancelled leaves no record.
    (job.out / "missions" / MISSIONS[1].mission_id).mkdir()

    first = job.publish()
    assert (first.code, len(job.pulls)) == (0, 2)
    assert "missions without a result here count=2 of=4" in first.out
    assert [*operations(job).values()] == ["created"] * 2

    for one in (MISSIONS[1], MISSIONS[3]):
        job.leave(one)
    again = job.publish()

    assert (again.code, len(job.pulls)) == (0, 4)
    assert operations(job) == {
        one.mission_id: "unchanged" if one in (MISSIONS[0], MISSIONS[2]) else "created"
        for one in MISSIONS
    }


def test_a_token_that_expires_on_the_way_stops_the_rest_and_the_next_run_goes_on(job: Job) -> None:
    plan(job, *MISSIONS)
    for one in MISSIONS:
        job.leave(one)
    job.hub.rules.expires_after = 20

    ran = job.publish()

    assert ran.code == 4
    assert "the token is wrong or has expired" in ran.out
    assert "GitHub answers no more; these were not tried, publish again count=1" in ran.out
    asked = len(job.hub.requests)
    assert [one.status for one in job.hub.requests].count(401) == 1
    assert [*operations(job).values()] == ["created", "created"]

    job.hub.rules.expires_after = None
    again = job.publish()

    assert again.code == 0, again.out
    assert len(job.hub.people.pulls(SHOP)) == 4
    assert len(job.hub.requests) - asked < 8 * 4 + DASHBOARD_REQUESTS_MAX
    assert all(issue.labels for issue in job.hub.people.pulls(SHOP))
    assert [len(issue.comments) for issue in job.hub.people.pulls(SHOP)] == [1] * 4


def test_of_missions_that_were_not_asked_for_none_is_missed(job: Job) -> None:
    plan(job, *MISSIONS)
    for one in MISSIONS[:2]:
        job.leave(one)

    assert "without a result" not in job.publish(MISSIONS[0].mission_id).out


def test_a_limit_that_stays_stops_the_rest(job: Job) -> None:
    for one in MISSIONS:
        job.leave(one)
    job.hub.rules.requests_per_hour = 12

    ran = job.publish()

    assert ran.code == 4
    assert "run again in an hour" in ran.out
    assert "these were not tried" in ran.out
    assert sum(one.status == 403 for one in job.hub.requests) == 1 + len(LIMIT_WAITS_S)


def test_the_limit_of_open_pull_requests_is_exact(job: Job) -> None:
    for one in MISSIONS:
        job.leave(one)

    ran = job.publish("--max-open-pulls 3")

    assert "published created=3 limit-reached=1" in ran.out
    assert len(job.pulls) == 3
    asked = [one for one in job.hub.requests if one.path.endswith("/pulls")]
    assert len([one for one in asked if "state=open" in one.query]) == 1


@pytest.mark.parametrize(
    ("words", "lines", "status", "pulls"),
    [
        ("", 15, Status.IMPROVED, 0),
        ("", 16, Status.IMPROVED, 1),
        ("", 15, Status.REACHED, 1),
        ("--min-gain 0", 15, Status.IMPROVED, 1),
        ("--min-gain 17", 31, Status.IMPROVED, 0),
    ],
)
def test_who_gains_next_to_nothing_opens_no_pull_request(
    job: Job, words: str, lines: int, status: Status, pulls: int
) -> None:
    evidence = replace(EVIDENCE, after=measured(lines, 10))
    job.leave(replace(RECORD, status=status, evidence=evidence))

    ran = job.publish(words)

    assert (ran.code, len(job.pulls)) == (0, pulls)
    assert ("skipped-small=1" in ran.out) == (pulls == 0)
    assert ("over an import, and min-gain asks for" in ran.out) == (pulls == 0)


@pytest.mark.parametrize(
    "environ",
    [
        {"GITHUB_REF_TYPE": "tag", "GITHUB_REF": "refs/tags/v1", "GITHUB_REF_NAME": "v1"},
        {"GITHUB_REF": "refs/pull/7/merge", "GITHUB_REF_NAME": "7/merge"},
        {"GITHUB_REF": "", "GITHUB_REF_TYPE": ""},
    ],
)
def test_what_is_no_branch_cannot_be_published_from(job: Job, environ: dict[str, str]) -> None:
    job.repository.git("checkout", "--quiet", "--detach")
    job.leave(OTHER)

    ran = job.publish("", **environ)

    assert ran.code == 2
    where = environ["GITHUB_REF"] or "a detached HEAD"
    assert f"and this is {where}; start the workflow on a branch" in ran.err
    assert not job.hub.requests


@pytest.mark.parametrize("name", ["record.json", "deleted.txt"])
def test_a_file_that_is_too_large_is_not_read(
    job: Job, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(reporting, "RESULT_BYTES_MAX", 20_000)
    job.leave(OTHER)
    folder = job.leave(RECORD).parent
    (folder / name).write_text(f'"{"x" * 20_000}"')

    ran = job.publish()

    assert "larger than 20000 bytes" in ran.out
    assert len(job.pulls) == 1
