"""`listen`: what people did with the bot's pull requests, read with a token that only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.publish_job import Job
from fakes.records import RECORD

from bot import forges
from bot.commands import listen as listening
from bot.domain.answers import REMARK_CHARS_MAX, Box, PullAnswer, Remark, RemarkKind
from bot.domain.forge import PullState
from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub

CART = RECORD.mission_id


@pytest.fixture
def job(fakehub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(forges, "WRITES_APART_S", 0)
    job = Job(fakehub, tmp_path)
    job.leave(RECORD)
    assert job.publish().code == 0
    return job


def heard(job: Job) -> PullAnswer:
    ran = job.listen()
    assert ran.code == 0, ran.out + ran.err
    (pull,) = job.answers.of(CART).pulls
    return pull


def test_nothing_was_done_yet(job: Job) -> None:
    answer = heard(job)

    assert (answer.number, answer.state, answer.source) == (
        1,
        PullState.OPEN,
        RECORD.subject_digest,
    )
    assert (answer.has_commits, answer.is_rewritten, answer.is_stopped) == (False, False, False)
    assert (answer.labels_added, answer.labels_removed) == ((), ())
    # The bot's own coverage comment is no person's.
    assert (answer.talk.comments, answer.talk.remarks) == (0, ())


def test_reviewers_are_heard(job: Job) -> None:
    people = job.hub.people
    people.comment(SHOP, 1, "please\n\nshorter")
    people.review(SHOP, 1, state="CHANGES_REQUESTED", body="not like this")
    people.review(SHOP, 1)
    said = people.review_comment(SHOP, 1, "why 179?", path="tests/test_cart.py", line=12)
    said.is_resolved = True
    people.review_comment(SHOP, 1, "\u202ex" * 400, path="tests/test_cart.py", line=13)

    talk = heard(job).talk

    counts = (talk.comments, talk.approvals, talk.changes_requested)
    assert (*counts, talk.threads, talk.threads_resolved) == (1, 1, 1, 2, 1)
    assert talk.remarks[:3] == (
        Remark(RemarkKind.COMMENT, "please shorter"),
        Remark(RemarkKind.CHANGES_REQUESTED, "not like this"),
        Remark(RemarkKind.LINE, "why 179?", "tests/test_cart.py", 12, is_resolved=True),
    )
    assert talk.remarks[3].text.startswith("\\u202ex\\u202ex")
    assert len(talk.remarks[3].text) == REMARK_CHARS_MAX


@pytest.mark.parametrize("private", [False, True])
def test_strangers_are_heard_only_where_somebody_let_them_in(job: Job, *, private: bool) -> None:
    people = job.hub.people
    people.repo(SHOP).private = private
    people.comment(SHOP, 1, "spam", by="mallory")
    people.review(SHOP, 1, state="CHANGES_REQUESTED", body="no", by="mallory")
    people.review_comment(SHOP, 1, "?", path="a.py", line=1, by="mallory")

    talk = heard(job).talk

    counts = (talk.comments, talk.changes_requested, talk.threads, len(talk.remarks))
    assert counts == ((1, 1, 1, 3) if private else (0, 0, 0, 0))


def test_that_there_are_more_than_are_heard_is_told(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "HEARD_MAX", 0)
    job.hub.people.comment(SHOP, 1, "please shorter")

    assert "reviewers of older pull requests are not heard count=1" in job.listen().out
    assert job.answers.of(CART).pulls[0].talk.comments == 0


def test_what_people_did_is_heard(job: Job) -> None:
    people, issue = job.hub.people, job.hub.people.issue(SHOP, 1)
    people.push(SHOP, people.pull(SHOP, 1).head, {"tests/x.py": "mine = 1\n"}, by="ada")
    issue.title = "Mine"
    issue.labels.clear()
    people.label(SHOP, 1, "tests")
    people.label(SHOP, 1, STOP_LABEL)

    answer = heard(job)

    assert (answer.has_commits, answer.is_rewritten, answer.is_stopped) == (True, True, True)
    assert answer.labels_added == (STOP_LABEL, "tests")
    assert answer.labels_removed == ("coverage-missions",)


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_a_merge_is_heard(job: Job, how: str) -> None:
    job.hub.people.merge(SHOP, 1, how=how)

    assert heard(job).state is PullState.MERGED
    assert not heard(job).has_commits


def test_a_no_and_a_retry_in_its_text_are_heard(job: Job) -> None:
    job.hub.people.close(SHOP, 1)
    job.hub.people.tick(SHOP, 1, "missions:retry")

    assert heard(job).state is PullState.CLOSED
    assert job.answers.of(CART).boxes == (Box.RETRY,)


def test_ticks_and_the_stop_on_the_dashboard_are_heard(job: Job) -> None:
    job.hub.people.tick(SHOP, job.dashboard.number, f"mission={CART} action=ignore")
    job.hub.people.label(SHOP, job.dashboard.number, STOP_LABEL)

    job.listen()

    assert job.answers.of(CART).boxes == (Box.IGNORE,)
    assert job.answers.is_stopped


def test_pull_requests_of_people_and_of_other_bases_are_not_heard(job: Job) -> None:
    people = job.hub.people
    for branch in ("feature", "coverage-missions/release/src-shop-cart-3f9a1c22"):
        people.push(SHOP, branch, {"x.txt": branch})
        job.open_pull(branch)

    assert heard(job).number == 1
    assert len(job.answers.missions) == 1


def test_it_only_reads(job: Job) -> None:
    sent = len(job.hub.requests)

    job.listen()

    asked = {(one.method, one.path.rpartition("/")[2]) for one in job.hub.requests[sent:]}
    assert asked == {("GET", "shop"), ("GET", "pulls"), ("GET", "issues"), ("POST", "graphql")}


def test_without_a_token_nothing_is_heard(job: Job) -> None:
    ran = job.listen("")

    assert ran.code == 2
    assert "needs a token" in ran.err
