"""Pull requests on GitHub, as its double lets them be: what people do to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_client import Client
from fakehub.fakehub_ground import REPO, SHOP
from fakes.shop_desk import BRANCH, CHANGED, DRAFT, REPORT, Desk

from bot.adapters.git import Git
from bot.domain.forge import Operation
from bot.domain.outcome import CommentDraft
from bot.errors import PatchRefused
from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_persons_commit_is_never_overwritten(desk: Desk) -> None:
    desk.publish()
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")

    published = desk.publish(CHANGED)

    assert published.operation is Operation.SKIPPED_EDITED
    assert desk.tests == b"mine = 1\n"


def test_a_ticked_box_lets_the_bot_start_again(desk: Desk) -> None:
    desk.publish()
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")
    desk.people.tick(SHOP, 1, "missions:retry")

    published = desk.publish(CHANGED)

    assert published.operation is Operation.UPDATED
    assert desk.tests == CHANGED.files[0][1]


def test_a_closed_pull_request_means_no_until_its_subject_changes(desk: Desk) -> None:
    desk.publish()
    desk.people.close(SHOP, 1)

    assert desk.publish(CHANGED).operation is Operation.SKIPPED_CLOSED
    newer = replace(CHANGED, source="sha256:1")
    assert desk.publish(newer).operation is Operation.CREATED
    assert desk.people.pull(SHOP, 2).head == BRANCH


def test_a_stop_is_a_stop(desk: Desk) -> None:
    desk.publish()
    ada = Client(desk.hub.api_url, desk.people.personal_token("ada"))
    ada.ask("POST", f"{REPO}/issues/1/labels", {"labels": [STOP_LABEL]})

    assert desk.publish(CHANGED).operation is Operation.SKIPPED_STOPPED


def test_a_label_that_a_person_removed_stays_removed(desk: Desk) -> None:
    desk.publish()
    desk.people.issue(SHOP, 1).labels.clear()

    desk.publish(CHANGED)

    assert desk.people.issue(SHOP, 1).labels == []


def test_a_text_that_a_person_rewrote_stays(desk: Desk) -> None:
    desk.publish()
    issue = desk.people.issue(SHOP, 1)
    issue.body = (issue.body or "").replace("Covers it.", "Covers nearly all of it.")

    desk.publish(CHANGED)

    assert "Covers nearly all of it." in (issue.body or "")
    assert desk.publish(CHANGED).operation is Operation.UNCHANGED


class Overtaken(Git):
    """A checkout whose first push comes a moment after somebody else's."""

    def __init__(self, root: Path, before: list[Callable[[], object]]) -> None:
        super().__init__(root)
        self._before = before

    def push(self, url: str, commit: str, *, branch: str, expected: str, token: str) -> None:
        if self._before:
            self._before.pop()()
        super().push(url, commit, branch=branch, expected=expected, token=token)


def test_a_lost_lease_is_decided_anew(desk: Desk) -> None:
    desk.publish()
    mine = {"tests/test_shop_missions.py": "mine = 1\n"}
    desk.git = Overtaken(desk.git.root, [lambda: desk.people.push(SHOP, BRANCH, mine, by="ada")])

    published = desk.publish(CHANGED)

    assert published.operation is Operation.SKIPPED_EDITED
    assert desk.tests == b"mine = 1\n"


def test_ticks_on_an_answered_pull_request_are_taken_away(desk: Desk) -> None:
    desk.publish()
    desk.people.close(SHOP, 1)
    desk.people.tick(SHOP, 1, "missions:retry")

    assert desk.publish().operation is Operation.CREATED
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")

    assert "[x]" not in (desk.people.issue(SHOP, 1).body or "")
    assert desk.publish(CHANGED).operation is Operation.SKIPPED_EDITED


def test_a_tick_is_answered_even_where_the_tests_are_the_same(desk: Desk) -> None:
    desk.publish()
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")
    desk.people.tick(SHOP, 1, "missions:retry")

    assert desk.publish().operation is Operation.UPDATED
    assert desk.tests == DRAFT.files[0][1]
    assert "[x]" not in (desk.people.issue(SHOP, 1).body or "")


def test_a_person_who_has_the_bots_name_does_not_own_its_comment(desk: Desk) -> None:
    desk.publish()
    bots = desk.people.issue(SHOP, 1).comments
    desk.people.comment(SHOP, 1, REPORT.body, by="github-actions")
    bots[:] = [bots[1], bots[0]]
    news = CommentDraft(REPORT.body.replace("88", "90"))

    desk.publish(comment=news)

    assert sorted(desk.comments) == sorted([REPORT.body, news.body])


def test_an_unknown_reviewer_spoils_nothing_else(desk: Desk) -> None:
    desk.reviewers = ("nobody-of-that-name",)

    published = desk.publish()

    assert published.operation is Operation.CREATED
    assert "cannot request reviews" in published.place
    assert desk.comments == [REPORT.body]


def test_a_person_who_chose_another_title_keeps_it(desk: Desk) -> None:
    desk.publish()
    desk.people.issue(SHOP, 1).title = "Mine"

    desk.publish(CHANGED)

    assert desk.people.issue(SHOP, 1).title == "Mine"


def test_tests_that_a_person_wrote_are_not_replaced(desk: Desk) -> None:
    theirs = replace(DRAFT, files=(("README.md", b"# mine\n"),))

    with pytest.raises(PatchRefused, match="no mission wrote it"):
        desk.publish(theirs)
