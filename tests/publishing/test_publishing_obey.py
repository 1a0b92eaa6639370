"""What a plan leaves alone because people answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.answers import CLOSED, MERGED, MISSION, OPEN, SOURCE, answers

from bot.domain.answers import Answers, Box, PullAnswer
from bot.domain.mission import SkipKind
from bot.stages.obey import Orders, open_sources, skip_of

OTHER = "sha256:" + "0" * 64


def kind_of(heard: Answers, *, source: str = SOURCE, needs_approval: bool = False) -> str:
    skip = skip_of(Orders(heard, needs_approval), MISSION, source)
    return skip[0].value if skip else ""


@pytest.mark.parametrize(
    ("pulls", "kind"),
    [
        ((), ""),
        ((CLOSED,), "closed"),
        ((replace(CLOSED, source=OTHER),), ""),
        ((replace(CLOSED, source=""),), "closed"),
        ((MERGED,), ""),
        ((OPEN,), "proposed"),
        ((replace(OPEN, source=OTHER),), ""),
        ((replace(OPEN, is_draft=True),), ""),
        ((replace(OPEN, has_commits=True, source=OTHER),), "edited"),
        ((replace(OPEN, is_rewritten=True, source=OTHER),), ""),
        ((replace(OPEN, is_stopped=True),), "stopped"),
        ((MERGED, CLOSED), ""),
        ((CLOSED, replace(OPEN, source=OTHER)), ""),
    ],
)
def test_the_open_or_newest_pull_request_decides(pulls: tuple[PullAnswer, ...], kind: str) -> None:
    assert kind_of(answers(*pulls)) == kind


@pytest.mark.parametrize("pull", [CLOSED, OPEN, replace(OPEN, has_commits=True)])
def test_a_retry_overrides_a_no_and_an_edit(pull: PullAnswer) -> None:
    assert kind_of(answers(pull, boxes=(Box.RETRY,))) == ""


def test_a_retry_overrides_no_stop_and_no_ignore() -> None:
    boxes = (Box.RETRY, Box.IGNORE)

    assert kind_of(answers(boxes=boxes)) == "ignored"
    assert kind_of(answers(replace(OPEN, is_stopped=True), boxes=(Box.RETRY,))) == "stopped"
    assert kind_of(replace(answers(boxes=(Box.RETRY,)), is_stopped=True)) == "stopped"


def test_where_approval_is_asked_for_a_mission_waits_for_its_tick() -> None:
    assert kind_of(answers(), needs_approval=True) == "unapproved"
    assert kind_of(answers(boxes=(Box.APPROVE,)), needs_approval=True) == ""
    assert kind_of(answers(boxes=(Box.RETRY,)), needs_approval=True) == ""
    assert kind_of(answers(CLOSED), needs_approval=True) == "closed"


def test_what_is_open_was_approved_before() -> None:
    draft = replace(OPEN, is_draft=True)

    assert kind_of(answers(draft), needs_approval=True) == ""


def test_only_untouched_open_pull_requests_can_be_obsolete() -> None:
    def left(*pulls: PullAnswer) -> list[tuple[str, str]]:
        return list(open_sources(Orders(answers(*pulls)), but=()))

    assert left(OPEN) == [(MISSION, SOURCE)]
    assert left(CLOSED) == left(replace(OPEN, has_commits=True)) == []
    assert left(replace(OPEN, is_stopped=True)) == left(replace(OPEN, source="")) == []
    assert list(open_sources(Orders(answers(OPEN)), but={MISSION})) == []


def test_each_kind_says_why() -> None:
    skip = skip_of(Orders(answers(CLOSED)), MISSION, SOURCE)

    assert skip == (SkipKind.CLOSED, "#5 was closed for this very source")
