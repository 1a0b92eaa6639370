"""A dashboard that cannot be read: what people said there is not known, and not guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD

from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from fakes.publish_job import Job
    from fakes.tiny import Ran


@pytest.mark.parametrize(("command", "before"), [("publish", 2), ("listen", 4)])
def test_a_limit_is_no_missing_dashboard(job: Job, command: str, before: int) -> None:
    job.leave(RECORD)
    left = int(job.publish().out.rpartition("requests_left=")[2])
    job.hub.people.label(SHOP, job.dashboard.number, STOP_LABEL)
    job.hub.rules.requests_per_hour -= left - before

    ran = job.publish() if command == "publish" else job.listen()

    assert ran.code == 4
    assert "rate limit exceeded" in ran.err


RIGHTS = {
    "publish": {"contents": "write", "pull_requests": "write"},
    "listen": {"contents": "read", "pull_requests": "read"},
}


@pytest.fixture
def stopped(job: Job) -> Job:
    """Return a job in a private repository that people stopped on the dashboard."""
    job.leave(RECORD)
    job.publish()
    job.hub.people.label(SHOP, job.dashboard.number, STOP_LABEL)
    job.hub.people.repo(SHOP).private = True
    job.leave(RECORD, "def test_b():\n    assert 2\n")
    return job


def start(job: Job, command: str, **rights: str) -> Ran:
    token = job.hub.people.actions_token(SHOP, **RIGHTS[command], **rights)
    return job.publish(GITHUB_TOKEN=token) if command == "publish" else job.listen(token)


@pytest.mark.parametrize("command", ["publish", "listen"])
def test_without_the_right_to_read_it_nothing_goes_on(stopped: Job, command: str) -> None:
    writes = [stopped.hub.count(verb) for verb in ("PATCH", "DELETE", "PUT")]

    ran = start(stopped, command)

    assert ran.code == 4
    assert "whether people stopped the bot there is not known" in ran.err
    assert "give the job, or its token, `issues: read` to listen" in ran.err
    assert "`issues: write` to publish" in ran.err
    assert "switch issues off" in ran.err
    assert [stopped.hub.count(verb) for verb in ("PATCH", "DELETE", "PUT")] == writes
    assert not (stopped.out / "answers.json").exists()


@pytest.mark.parametrize("command", ["publish", "listen"])
def test_the_right_to_read_it_is_enough(stopped: Job, command: str) -> None:
    ran = start(stopped, command, issues="read")

    assert ran.code == 0, ran.err
    assert command == "listen" or "skipped-stopped=1" in ran.out
    assert command == "publish" or stopped.answers.is_stopped


@pytest.mark.parametrize("command", ["publish", "listen"])
def test_issues_that_are_not_found_are_no_missing_dashboard(stopped: Job, command: str) -> None:
    stopped.hub.rules.issues_refused = 404

    ran = start(stopped, command, issues="read")

    assert ran.code == 4
    assert "whether people stopped the bot there is not known" in ran.err


@pytest.mark.parametrize("command", ["publish", "listen"])
@pytest.mark.parametrize("is_told", [True, False])
def test_where_issues_are_off_no_right_is_needed_and_none_is_missed(
    stopped: Job, command: str, *, is_told: bool
) -> None:
    stopped.hub.people.repo(SHOP).has_issues = not is_told
    # Somebody may switch them off after the repository was asked for.
    stopped.hub.rules.issues_refused = 410

    ran = start(stopped, command, **({} if is_told else {"issues": "read"}))

    assert ran.code == 0, ran.err
    assert "issues are switched off" in ran.out


@pytest.mark.parametrize("command", ["publish", "listen"])
def test_a_repository_that_the_token_does_not_see_is_no_matter_of_issues(
    stopped: Job, command: str
) -> None:
    token = stopped.hub.people.personal_token("mallory")

    ran = stopped.publish(GITHUB_TOKEN=token) if command == "publish" else stopped.listen(token)

    assert ran.code == 4
    assert f"cannot find the repository {SHOP}" in ran.err
    assert "issues" not in ran.err


@pytest.mark.parametrize("missing", ["pull_requests", "issues"])
def test_whoever_listens_is_never_told_that_writing_is_needed(stopped: Job, missing: str) -> None:
    rights = {"contents": "read", "pull_requests": "read", "issues": "read"}
    del rights[missing]

    ran = stopped.listen(stopped.hub.people.actions_token(SHOP, **rights))

    assert ran.code == 4
    assert "`read` to listen" in ran.err or "`issues: read` to listen" in ran.err
    assert ": write, " not in ran.err
    assert ran.err.count("to publish") == 1
