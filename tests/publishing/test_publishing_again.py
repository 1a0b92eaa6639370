"""What the next run makes of a pull request: ready at last, refused before, merged too early."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_client import Client
from fakehub.fakehub_ground import SHOP
from fakehub.fakehub_hub import FakeHub
from fakes.shop_desk import CHANGED, DRAFT, REPORT, Desk

from bot.adapters.github.comments import MARKER
from bot.adapters.github.pulls import LAG_TRIES_MAX
from bot.domain.forge import Operation
from bot.domain.outcome import CommentDraft
from bot.errors import ForgeError, GitError
from bot.stages.chores import TRIES_MAX

if TYPE_CHECKING:
    from pathlib import Path

    from fakehub.fakehub_http import Json

BELOW = replace(DRAFT, draft=True, covered=20)
REACHED = replace(CHANGED, covered=30)
OTHER = replace(
    BELOW,
    mission="m-00000002",
    branch=f"{BELOW.branch}-2",
    commit_message=BELOW.commit_message.replace(BELOW.mission, "m-00000002"),
)
OTHERS_REPORT = CommentDraft(MARKER.format(OTHER.mission))
CONVERT = (
    "mutation($input: ConvertPullRequestToDraftInput!)"
    " { convertPullRequestToDraft(input: $input) { pullRequest { isDraft } } }"
)


def is_draft(desk: Desk) -> bool:
    return desk.people.pull(SHOP, 1).draft


def labels(desk: Desk) -> list[str]:
    return desk.people.issue(SHOP, 1).labels


def test_a_draft_becomes_ready_when_the_target_is_reached(desk: Desk) -> None:
    desk.publish(BELOW)
    assert is_draft(desk)

    published = desk.publish(REACHED)

    assert published.operation is Operation.UPDATED
    assert not is_draft(desk)
    assert desk.publish(REACHED).operation is Operation.UNCHANGED


def test_a_draft_becomes_ready_though_tests_and_texts_are_the_same(desk: Desk) -> None:
    desk.publish(BELOW)

    published = desk.publish(replace(BELOW, draft=False))

    assert (published.operation, is_draft(desk)) == (Operation.UPDATED, False)
    assert "its target is reached" in published.place


def test_it_never_becomes_a_draft_again(desk: Desk) -> None:
    desk.publish(REACHED)

    desk.publish(BELOW)

    assert not is_draft(desk)


def test_what_a_person_made_a_draft_again_is_left(desk: Desk) -> None:
    desk.publish(BELOW)
    desk.publish(REACHED)
    ada = Client(desk.hub.api_url, desk.people.personal_token("ada"))
    (shown,) = ada.ask("GET", f"/repos/{SHOP}/pulls").each("node_id")
    variables: Json = {"input": {"pullRequestId": shown}}
    ada.ask("POST", "/graphql", {"query": CONVERT, "variables": variables})
    assert is_draft(desk)

    desk.publish(replace(REACHED, body=f"News. {REACHED.body}"))

    assert is_draft(desk)


def test_a_label_that_was_refused_is_set_by_the_next_run(desk: Desk) -> None:
    desk.hub.rules.unresolved_requests = LAG_TRIES_MAX
    first = desk.publish()
    assert "cannot label" in first.place
    assert labels(desk) == []

    again = desk.publish()
    requests = len(desk.hub.requests)
    third = desk.publish()

    assert (again.operation, third.operation) == (Operation.UNCHANGED, Operation.UNCHANGED)
    assert labels(desk) == ["coverage-missions"]
    assert len(desk.hub.requests) - requests <= 5
    labels(desk).clear()
    desk.publish(CHANGED)
    assert labels(desk) == []


def test_a_reviewer_who_may_review_later_is_asked_then(desk: Desk) -> None:
    desk.reviewers = ("bea",)
    assert "cannot request reviews" in desk.publish().place
    desk.people.user("bea")
    desk.people.repo(SHOP).collaborators["bea"] = "read"

    desk.publish()

    assert [one.login for one in desk.people.pull(SHOP, 1).reviewers] == ["bea"]


def test_a_reviewer_who_may_never_review_is_given_up(desk: Desk) -> None:
    desk.reviewers = ("nobody-of-that-name",)
    told = [desk.publish().place for _ in range(TRIES_MAX + 2)]

    assert ["cannot request reviews" in one for one in told] == [True] * TRIES_MAX + [False] * 2


def test_better_tests_for_what_was_merged_below_its_target_are_offered(desk: Desk) -> None:
    desk.publish(BELOW)
    desk.people.merge(SHOP, 1, how="squash")

    assert desk.publish(BELOW).operation is Operation.SKIPPED_MERGED
    assert desk.publish(replace(CHANGED, covered=20)).operation is Operation.SKIPPED_MERGED
    desk.checkout_main()
    better = desk.publish(REACHED)

    assert (better.operation, better.number) == (Operation.CREATED, 2)
    assert desk.tests == CHANGED.files[0][1]


@pytest.mark.parametrize("number", range(1, 13))
def test_a_token_that_expires_at_any_moment_leaves_what_the_next_run_can_finish(
    tmp_path: Path, number: int
) -> None:
    with FakeHub(tmp_path / "fakehub") as hub:
        desk = Desk(hub, tmp_path)
        desk.publish(BELOW)
        desk.reviewers = ("ada",)
        drafts = ((REACHED, REPORT), (OTHER, OTHERS_REPORT))
        for draft, comment in drafts:
            desk.session = desk.connect()
            hub.rules.expires_after = number
            with suppress(ForgeError, GitError):
                desk.publish(draft, comment)

        hub.rules.expires_after = None
        desk.session = desk.connect()
        ends = [desk.publish(*draft).operation for draft in drafts]

        assert all(one.is_written for one in ends)
        first, second = (desk.people.issue(SHOP, number) for number in (1, 2))
        assert desk.tests == CHANGED.files[0][1]
        assert not is_draft(desk)
        assert [len(first.comments), len(second.comments)] == [1, 1]
        assert first.labels == second.labels == ["coverage-missions"]
        assert second.pull is not None
        assert [one.login for one in second.pull.reviewers] == ["ada"]
        again = [desk.publish(*draft).operation for draft in drafts]
        assert again == [Operation.UNCHANGED] * 2
        hub.check()
