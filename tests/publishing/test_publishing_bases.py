"""Each branch has a dashboard of its own, and each bot: what another one wrote is never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD

from bot.domain.answers import Box
from bot.stages.boards import DASHBOARD_LABEL
from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from fakehub.fakehub_state import Issue
    from fakes.publish_job import Job

CART = RECORD.mission_id
RELEASE = {"GITHUB_REF_NAME": "release/1"}


def box(action: str) -> str:
    return f"<!-- mission={CART} action={action} -->"


def boards(job: Job) -> list[Issue]:
    """Return all dashboards, oldest first."""
    issues = job.hub.people.repo(SHOP).issues
    return [issues[number] for number in sorted(issues) if DASHBOARD_LABEL in issues[number].labels]


@pytest.fixture
def published(job: Job) -> Job:
    """Return a job that published main, with a release branch beside it."""
    job.leave(RECORD)
    assert job.publish().code == 0
    job.hub.people.push(SHOP, "release/1", {"x.txt": "x"})
    return job


@pytest.fixture
def app(published: Job) -> dict[str, str]:
    return {"GITHUB_TOKEN": published.hub.people.app_token(SHOP)}


def test_each_base_has_its_dashboard(published: Job) -> None:
    before = published.dashboard.body

    ran = published.publish(**RELEASE)

    assert ran.code == 0, ran.out
    assert [one.title for one in boards(published)] == [
        "Coverage missions (main)",
        "Coverage missions (release/1)",
    ]
    assert published.dashboard.body == before
    assert "for the branch `release/1`." in (boards(published)[1].body or "")
    sent = published.hub.count("PATCH")
    published.publish(**RELEASE)
    assert published.hub.count("PATCH") == sent
    assert len(boards(published)) == 2


def test_ticks_count_on_their_base_alone(published: Job) -> None:
    published.hub.people.tick(SHOP, published.dashboard.number, box("ignore"))

    ran = published.publish(**RELEASE)

    assert "created=1" in ran.out
    assert "skipped-ignored=1" in published.publish().out


def test_a_stop_counts_on_its_base_alone(published: Job) -> None:
    published.hub.people.label(SHOP, published.dashboard.number, STOP_LABEL)

    assert "created=1" in published.publish(**RELEASE).out
    assert "skipped-stopped=1" in published.publish().out


def test_another_bot_opens_its_own_with_the_ticks_and_a_link(
    published: Job, app: dict[str, str]
) -> None:
    former = published.dashboard
    published.hub.people.tick(SHOP, former.number, box("ignore"))
    before = former.body

    ran = published.publish(**app)

    assert "skipped-ignored=1" in ran.out
    assert former.body == before
    _, new = boards(published)
    assert new.author.login == "missions-app[bot]"
    assert f"- [x] {box('ignore')}" in (new.body or "")
    assert f"Before this one, #{former.number} was the dashboard" in (new.body or "")


def test_a_stop_on_the_former_one_is_obeyed(published: Job, app: dict[str, str]) -> None:
    published.hub.people.label(SHOP, published.dashboard.number, STOP_LABEL)

    assert "skipped-stopped=1" in published.publish(**app).out
    assert len(boards(published)) == 1


def test_of_two_bots_the_one_that_came_last_is_heard(published: Job, app: dict[str, str]) -> None:
    published.publish(**app)
    former, new = boards(published)
    published.hub.people.tick(SHOP, former.number, box("retry"))
    published.hub.people.tick(SHOP, new.number, box("ignore"))

    published.listen()

    assert published.answers.of(CART).boxes == (Box.IGNORE,)


def test_a_former_one_that_is_closed_is_not_named_any_more(
    published: Job, app: dict[str, str]
) -> None:
    published.publish(**app)
    former, new = boards(published)
    published.hub.people.close(SHOP, former.number)

    published.publish(**app)

    assert f"#{former.number} " not in (new.body or "")


def test_a_bot_that_comes_back_says_that_another_is_heard(
    published: Job, app: dict[str, str]
) -> None:
    published.publish(**app)
    former, new = boards(published)
    before = new.body

    published.publish()

    assert f"#{new.number}, is younger" in (former.body or "")
    assert new.body == before
    assert len(boards(published)) == 2


def test_where_issues_may_only_be_read_one_line_says_so(published: Job) -> None:
    people = published.hub.people
    people.tick(SHOP, published.dashboard.number, box("retry"))
    token = people.actions_token(SHOP, contents="write", pull_requests="write", issues="read")

    ran = published.publish(GITHUB_TOKEN=token)

    assert ran.code == 0
    assert "updated=1" in ran.out
    (line,) = [line for line in ran.out.splitlines() if "dashboard" in line]
    assert "issues: write" in line
    assert f'untick_by_hand="retry of {CART}; each campaign obeys them again until then"' in line


def test_that_open_pull_requests_are_not_counted_to_the_last_is_told(
    published: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.github.pulls.OPEN_PAGES_MAX", 1)
    published.hub.people.push(SHOP, "feature", {"y.txt": "y"})
    published.open_pull("feature")
    published.hub.rules.page_items_max = 1

    ran = published.publish(**RELEASE)

    assert "GitHub's lists are longer than is read" in ran.out
    assert "list open pull requests" in ran.out


def test_a_younger_one_that_is_closed_is_named_until_its_label_is_gone(
    published: Job, app: dict[str, str]
) -> None:
    published.publish(**app)
    former, new = boards(published)
    published.hub.people.close(SHOP, new.number)

    published.publish()
    named = former.body or ""
    new.labels.clear()
    published.publish()

    assert f"#{new.number}, is younger" in named
    assert f"#{new.number} " not in (former.body or "")


ODD = "rel/`@octo`<b>#1&%2F--\u202e\U0001f6d2"


def test_a_base_of_odd_characters_has_its_dashboard(published: Job) -> None:
    published.hub.people.push(SHOP, ODD, {"x.txt": "x"})
    odd = {"GITHUB_REF_NAME": ODD}

    ran = published.publish(**odd)

    assert (ran.code, "created=1" in ran.out) == (0, True), ran.out + ran.err
    assert "\u202e" not in boards(published)[1].title
    sent = published.hub.count("PATCH")
    assert "unchanged=1" in published.publish(**odd).out
    assert published.hub.count("PATCH") == sent
    assert len(boards(published)) == 2


def test_a_base_that_is_not_utf_8_is_refused_by_its_name(published: Job) -> None:
    sent = len(published.hub.requests)

    ran = published.publish(GITHUB_REF_NAME="rel\udcff")

    assert ran.code == 2
    assert "the name of the branch rel\\xff is not UTF-8" in ran.err
    assert len(published.hub.requests) == sent
