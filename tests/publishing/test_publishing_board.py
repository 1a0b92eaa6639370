"""The dashboard issue on each kind of GitHub: found again, ticked, stopped, switched off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_client import Client
from fakehub.fakehub_ground import REPO, SHOP
from fakes.clock import FakeClock
from fakes.publish_job import Job
from fakes.records import RECORD

from bot import forges
from bot.adapters.github.board import Board
from bot.adapters.github.session import Access, Session
from bot.commands.publish import Press
from bot.domain.coverage import Tally
from bot.domain.mission import Campaign, SkipKind, SkippedFile
from bot.domain.outcome import Status
from bot.stages.boards import DASHBOARD_LABEL, marker_of, title_of
from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub

    from bot.adapters.result_dir import ResultDir
    from bot.campaign import Finished
    from bot.domain.outcome import Published
    from bot.failure import Failure

CART = RECORD.mission_id
MARKER = marker_of("main")
GONE_ON = replace(
    RECORD,
    mission_id="m-00000002",
    subject="src/shop/till.py",
    status=Status.EXHAUSTED,
    evidence=None,
    reason="no situation gets in",
)
CHANGED = "def test_b():\n    assert 2\n"


@pytest.fixture
def job(fakehub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(forges, "WRITES_APART_S", 0)
    job = Job(fakehub, tmp_path)
    job.leave(RECORD)
    return job


def body(job: Job) -> str:
    return job.dashboard.body or ""


def box(action: str, mission: str = CART) -> str:
    return f"<!-- mission={mission} action={action} -->"


def test_it_shows_each_mission_and_is_not_written_again(job: Job) -> None:
    job.leave(GONE_ON)

    job.publish()

    assert job.dashboard.labels == [DASHBOARD_LABEL]
    assert job.dashboard.author.login == "github-actions[bot]"
    assert "* `src/shop/cart.py`: 41.1 % → **91.1 %** of lines, #1\n" in body(job)
    assert "* `src/shop/till.py`: no situation gets in\n" in body(job)
    sent = job.hub.count("PATCH")
    assert job.publish().code == 0
    assert job.hub.count("PATCH") == sent
    assert job.hub.count("POST", "/issues") == 1


def test_ticks_stay_until_they_are_obeyed(job: Job) -> None:
    job.leave(GONE_ON)
    job.publish()
    people, number = job.hub.people, job.dashboard.number
    branch = people.pull(SHOP, 1).head
    people.push(SHOP, branch, {"tests/x.py": "mine = 1\n"}, by="ada")
    people.tick(SHOP, number, box("retry"))
    people.tick(SHOP, number, box("ignore", GONE_ON.mission_id))
    job.leave(RECORD, CHANGED)

    ran = job.publish()

    assert "updated=1" in ran.out
    assert f"- [ ] {box('retry')}" in body(job)
    assert f"- [x] {box('ignore', GONE_ON.mission_id)}" in body(job)


def test_a_tick_that_nothing_could_obey_stays(job: Job) -> None:
    job.publish()
    job.hub.people.tick(SHOP, job.dashboard.number, box("retry"))
    job.leave(replace(RECORD, evidence=None, status=Status.BLOCKED), CHANGED)
    job.leave(GONE_ON)

    ran = job.publish(GONE_ON.mission_id)

    assert ran.code == 0
    assert f"- [x] {box('retry')}" in body(job)


def test_a_tick_made_while_missions_are_published_is_not_lost(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    job.publish()
    publish = Press.publish

    def ticking(press: Press, store: ResultDir, finished: Finished) -> Published | Failure:
        job.hub.people.tick(SHOP, job.dashboard.number, box("retry"))
        return publish(press, store, finished)

    monkeypatch.setattr(Press, "publish", ticking)
    job.leave(RECORD, CHANGED)

    ran = job.publish()

    # It came after the look that tells what to do anew, so nothing has obeyed it yet.
    assert "updated=1" in ran.out
    assert f"- [x] {box('retry')}" in body(job)


def test_many_writers_end_with_one_dashboard(job: Job) -> None:
    def write(number: int) -> int:
        access = Access(job.token, SHOP, job.hub.api_url, job.hub.web_url)
        session = Session(access, FakeClock(), wait=0)
        board = Board(session, "github-actions[bot]", "main")
        written = board.write(lambda *_: f"{number}\n{MARKER}")
        session.close()
        return written.number

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    # A list that was late is mended by whoever writes next.
    last = write(9)

    assert job.dashboard.number == last
    assert body(job).startswith("9")


def test_what_a_person_works_on_is_told_without_its_address(job: Job) -> None:
    job.publish()
    branch = job.hub.people.pull(SHOP, 1).head
    job.hub.people.push(SHOP, branch, {"tests/x.py": "mine = 1\n"}, by="ada")

    job.publish()

    assert "of lines, #1; the branch holds a person's commits; tick the box" in body(job)


def test_a_branch_without_a_pull_request_is_told(job: Job) -> None:
    job.hub.people.repo(SHOP).actions_may_create_pulls = False

    job.publish()

    assert "of lines; the summary of the job has a link that opens its pull request" in body(job)


def test_a_stop_on_the_dashboard_stops_everything(job: Job) -> None:
    job.publish()
    job.hub.people.label(SHOP, job.dashboard.number, STOP_LABEL)
    before = body(job)
    job.leave(RECORD, CHANGED)
    writes = [job.hub.count(verb) for verb in ("PATCH", "DELETE", "PUT")]

    ran = job.publish()

    assert "skipped-stopped=1" in ran.out
    assert body(job) == before
    assert [job.hub.count(verb) for verb in ("PATCH", "DELETE", "PUT")] == writes


def test_a_campaign_that_was_stopped_before_its_plan_ends_well(job: Job) -> None:
    job.publish()
    job.hub.people.label(SHOP, job.dashboard.number, STOP_LABEL)
    (job.out / "missions" / CART / "record.json").unlink()
    left = SkippedFile(CART, RECORD.subject, SkipKind.STOPPED, "stopped", Tally(14, 34))
    job.plan(Campaign(85, Tally(14, 34), (), skipped=(left,)))

    ran = job.publish()

    assert ran.code == 0, ran.err
    assert "stopped by the label on the dashboard" in ran.out


def test_a_closed_dashboard_stays_closed(job: Job) -> None:
    job.publish()
    number = job.dashboard.number
    job.hub.people.close(SHOP, number)
    job.leave(RECORD, CHANGED)

    ran = job.publish()

    assert ran.code == 0
    assert "was closed: open it again to have a dashboard" in ran.out
    assert job.hub.count("POST", "/issues") == 1


def test_without_issues_there_is_none_and_that_is_told(job: Job) -> None:
    job.hub.people.repo(SHOP).has_issues = False

    ran = job.publish()

    assert ran.code == 0
    assert len(job.pulls) == 1
    assert "issues are switched off" in ran.out


def test_without_the_right_to_issues_that_is_told(job: Job) -> None:
    token = job.hub.people.actions_token(SHOP, contents="write", pull_requests="write")

    ran = job.publish(GITHUB_TOKEN=token)

    assert ran.code == 0
    assert len(job.pulls) == 1
    assert "`issues: write` to publish" in ran.out


def test_a_lost_reply_makes_no_second_one(job: Job) -> None:
    job.hub.rules.lose_reply("POST", "/issues")

    ran = job.publish()

    assert ran.code == 0
    assert job.hub.count("POST", "/issues") == 1
    assert MARKER in body(job)


def test_of_several_the_oldest_stays_open(job: Job) -> None:
    fields = {"title": title_of("main"), "body": MARKER, "labels": [DASHBOARD_LABEL]}
    bot = Client(job.hub.api_url, job.token)
    numbers = [bot.ask("POST", f"{REPO}/issues", fields).at("number") for _ in range(2)]

    job.publish()

    assert job.dashboard.number == numbers[0]
    assert "src/shop/cart.py" in body(job)


def test_a_campaign_that_waits_for_approval_has_a_dashboard(job: Job) -> None:
    waiting = SkippedFile(
        "m-00000009", "src/shop/door.py", SkipKind.UNAPPROVED, "not ticked", Tally(1, 4)
    )
    (job.out / "missions" / CART / "record.json").unlink()
    job.plan(Campaign(85, Tally(1, 4), (), skipped=(waiting,)))

    ran = job.publish()

    assert ran.code == 0, ran.err
    assert "* `src/shop/door.py`: 25.0 % of lines; not ticked\n" in body(job)
    assert f"  - [ ] {box('approve', 'm-00000009')} approve\n" in body(job)


def next_campaign(job: Job) -> None:
    """Publish once more, with a plan that leaves the mission alone since it waits for review."""
    (job.out / "missions" / CART / "record.json").unlink(missing_ok=True)
    waits = SkippedFile(CART, RECORD.subject, SkipKind.PROPOSED, "#1 waits", Tally(14, 34))
    job.plan(Campaign(85, Tally(14, 34), (), skipped=(waits,)))
    assert job.publish().code == 0


def test_what_waits_for_review_looks_the_same_in_the_next_campaign(job: Job) -> None:
    job.publish()
    before, sent = body(job), job.hub.count("PATCH")

    next_campaign(job)

    assert body(job) == before
    assert job.hub.count("PATCH") == sent


@pytest.mark.parametrize(("told", "lie"), [('"lines": 31', '"lines": 99'), ("<!-- cov", "<!-- x")])
def test_where_a_pull_request_tells_no_lines_its_title_does(job: Job, told: str, lie: str) -> None:
    job.publish()
    issue = job.hub.people.issue(SHOP, 1)
    assert told in (issue.body or "")
    issue.body = (issue.body or "").replace(told, lie)

    next_campaign(job)

    row = "* `src/shop/cart.py`: 41.1 % of lines, #1; Cover src/shop/cart.py: 41.1 % → 91.1 % of"
    assert row in body(job)
