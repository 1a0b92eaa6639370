"""Pull requests on GitHub, as its double lets them be: what the forge does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.shop_desk import BRANCH, CHANGED, DRAFT, REPORT, Desk

from bot.adapters.github.forge import GitHubForge
from bot.adapters.github.session import Session
from bot.domain.forge import Customs, Operation
from bot.domain.outcome import CommentDraft, PullDraft
from bot.errors import ForgeError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_first_pull_request_is_opened_with_one_signed_commit(desk: Desk) -> None:
    published = desk.publish()

    pull = desk.people.pull(SHOP, 1)
    assert (published.operation, published.number) == (Operation.CREATED, 1)
    assert published.url.endswith(f"/{SHOP}/pull/1")
    assert desk.tests == DRAFT.files[0][1]
    assert pull.head_sha in desk.people.repo(SHOP).verified
    assert desk.comments == [REPORT.body]
    assert "coverage-missions" in desk.people.issue(SHOP, 1).labels


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    desk.publish()
    before = len(desk.hub.requests)

    again = desk.publish()

    writes = [one for one in desk.hub.requests[before:] if one.method != "GET"]
    assert again.operation is Operation.UNCHANGED
    assert len(desk.hub.requests) - before - len(writes) == 4
    assert [one.path.rpartition("/")[2] for one in writes] in ([], ["graphql"])
    assert desk.comments == [REPORT.body]


def test_other_tests_replace_the_commit(desk: Desk) -> None:
    desk.publish()

    published = desk.publish(CHANGED)

    assert published.operation is Operation.UPDATED
    assert desk.tests == CHANGED.files[0][1]
    assert len(desk.people.repo(SHOP).git.log(f"main..{BRANCH}")) == 1


def test_open_pull_requests_have_a_limit(desk: Desk) -> None:
    desk.publish()
    other = replace(DRAFT, branch=f"{BRANCH}-2", mission="m-2")

    assert desk.publish(other, open_max=1).operation is Operation.LIMIT_REACHED
    assert desk.publish(open_max=1).operation is Operation.UNCHANGED


def test_a_branch_stays_with_a_link_where_no_workflow_may_open_pull_requests(desk: Desk) -> None:
    desk.people.repo(SHOP).actions_may_create_pulls = False

    published = desk.publish()

    assert published.operation is Operation.BRANCH_ONLY
    assert f"/compare/main...{BRANCH}?expand=1" in published.url
    assert "Allow GitHub Actions to create" in published.place
    assert desk.tests


def test_a_plain_pull_request_takes_the_place_of_a_draft_that_is_not_to_be_had(desk: Desk) -> None:
    desk.people.repo(SHOP).private = True

    published = desk.publish(replace(DRAFT, draft=True))

    assert published.operation is Operation.CREATED
    assert desk.people.pull(SHOP, 1).draft is False


def test_a_moment_of_lag_is_waited_for(desk: Desk) -> None:
    desk.hub.rules.unresolved_requests = 2

    desk.publish()

    assert "coverage-missions" in desk.people.issue(SHOP, 1).labels


@pytest.mark.parametrize("path", ["/pulls", "/comments"])
def test_a_lost_reply_makes_no_second_one(desk: Desk, path: str) -> None:
    desk.hub.rules.lose_reply("POST", path)

    published = desk.publish()

    assert published.operation is Operation.CREATED
    assert len(desk.people.pulls(SHOP)) == 1
    assert desk.comments == [REPORT.body]


def test_a_comment_of_the_bot_is_one_and_is_brought_up_to_date(desk: Desk) -> None:
    desk.publish()
    desk.people.comment(SHOP, 1, REPORT.body, by="ada")
    for _ in range(2):
        desk.people.comment(SHOP, 1, REPORT.body, by="github-actions[bot]")
    news = CommentDraft(REPORT.body.replace("88", "90"))

    desk.publish(comment=news)

    assert desk.comments == [news.body, REPORT.body]


def test_a_mission_needs_few_requests(desk: Desk) -> None:
    def needed(pull: PullDraft) -> int:
        before = len(desk.hub.requests)
        desk.publish(pull)
        asked = desk.hub.requests[before:]
        return sum(not one.path.endswith("graphql") for one in asked)

    desk.reviewers = ("ada",)
    # Two of the first nine are asked once in a run: the repository, and what is open.
    assert [needed(DRAFT), needed(DRAFT), needed(CHANGED)] == [9, 4, 6]
    assert desk.session.requests == len(desk.hub.requests)


@pytest.mark.parametrize(
    ("permissions", "words"),
    [
        ({"contents": "read"}, "contents: write"),
        ({"pull_requests": "read"}, "pull-requests: write"),
    ],
)
def test_a_missing_right_is_named(desk: Desk, permissions: dict[str, str], words: str) -> None:
    desk.token = desk.people.actions_token(SHOP, **permissions)
    desk.session = desk.connect()

    with pytest.raises(ForgeError, match=words):
        desk.publish()


def test_publishers_at_the_same_time_end_in_one_pull_request_and_one_comment(desk: Desk) -> None:
    base_id = desk.git.head()
    assert base_id is not None

    def publish(number: int) -> Operation:
        session = desk.connect()
        forge = GitHubForge(session, desk.git, Customs("main", base_id))
        result = desk.folder / f"result{number}"
        operation = forge.publish(DRAFT, REPORT, result_dir=result).operation
        session.close()
        return operation

    with ThreadPoolExecutor(4) as pool:
        operations = list(pool.map(publish, range(4)))

    desk.publish()
    assert set(operations) <= {Operation.CREATED, Operation.UPDATED, Operation.UNCHANGED}
    assert len(desk.people.pulls(SHOP, state="all")) == 1
    assert desk.comments == [REPORT.body]
    assert desk.tests == DRAFT.files[0][1]


def test_a_renamed_repository_is_written_to_by_its_name_of_today(desk: Desk) -> None:
    desk.publish()
    desk.people.rename(SHOP, "market")
    desk.session = desk.connect()

    assert desk.publish(CHANGED).operation is Operation.UPDATED
    git = desk.people.repo("octo/market").git
    assert git.ask_bytes("show", f"{BRANCH}:tests/test_shop_missions.py") == CHANGED.files[0][1]


def test_a_push_goes_where_it_is_told_whatever_the_checkout_says(
    desk: Desk, tmp_path: Path
) -> None:
    desk.publish()
    elsewhere = tmp_path / "elsewhere.git"
    config = desk.git.root / ".git/config"
    config.write_text(
        config.read_text() + f'[url "{elsewhere}/"]\n\tinsteadOf = {desk.hub.web_url}\n'
    )

    assert desk.publish(CHANGED).operation is Operation.UPDATED
    assert desk.tests == CHANGED.files[0][1]


@pytest.mark.parametrize("status", [403, 429])
def test_a_limit_is_waited_for_and_the_same_request_sent_again(desk: Desk, status: int) -> None:
    desk.hub.rules.secondary_every = 3
    desk.hub.rules.limit_status = status
    desk.session = Session(desk.session.access, desk.clock, wait=0.001)

    published = desk.publish()

    assert published.operation is Operation.CREATED
    assert desk.clock.monotonic_s() > 0
    assert desk.comments == [REPORT.body]
