"""What hangs on a pull request is done once, tried again where refused, and left to people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.forge import Operation, PullSeen, PullState
from bot.stages.chores import TRIES_MAX, Chore, Chores, chores, is_waiting, remembered
from bot.stages.metadata import Metadata, metadata_of, with_metadata

FACTS = Metadata("m-1", "sha256:0", ("tests",), "title", "text", "tree", head="c1")
DRAFT = replace(FACTS, is_draft=True)
READY = {Chore.READY}


def pull(facts: Metadata = FACTS, labels: tuple[str, ...] = (), *, draft: bool = False) -> PullSeen:
    body = with_metadata("text", facts)
    state, names = PullState.OPEN, frozenset(labels)
    return PullSeen(7, "", state, "t", body, names, is_draft=draft, head="b", head_id="c1")


def wanted(
    seen: PullSeen,
    operation: Operation = Operation.UPDATED,
    *,
    finished: bool = True,
    draft: bool = True,
) -> Chores:
    labels = ("tests", "bot", "bot")
    return chores(labels, seen, operation=operation, is_finished=finished, is_draft=draft)


def test_a_label_that_a_person_removed_stays_removed() -> None:
    assert wanted(pull()).labels == ("bot",)
    assert wanted(pull(), Operation.UNCHANGED) == Chores()


def test_where_a_run_did_not_come_to_its_end_all_is_done() -> None:
    assert wanted(pull(), finished=False) == Chores(("tests", "bot"), asks_reviewers=True)
    assert wanted(pull(labels=("bot",)), finished=False).labels == ("tests",)


@pytest.mark.parametrize("operation", [Operation.UPDATED, Operation.UNCHANGED])
def test_what_was_refused_is_tried_again_so_often_and_no_more(operation: Operation) -> None:
    owing = replace(FACTS, owed=("labels", "reviewers"), tries=1)

    again = wanted(pull(owing, ("bot",)), operation)
    spent = wanted(pull(replace(owing, tries=TRIES_MAX), ("bot",)), operation)

    assert again == Chores(("tests",), asks_reviewers=True)
    assert spent == Chores()


def test_what_is_owed_is_remembered_until_it_is_done() -> None:
    def after(
        facts: Metadata, tried: set[Chore], failed: set[Chore]
    ) -> tuple[tuple[str, ...], int]:
        kept = remembered(FACTS, pull(facts), tried, failed)
        return kept.owed, kept.tries

    both = {Chore.LABELS, Chore.REVIEWERS}
    once = replace(FACTS, owed=("labels", "reviewers"), tries=1)
    assert after(FACTS, both, both) == (("labels", "reviewers"), 1)
    assert after(once, both, {Chore.LABELS}) == (("labels",), 2)
    assert after(once, both, set()) == ((), 0)
    assert after(replace(once, tries=TRIES_MAX), set(), set()) == (once.owed, TRIES_MAX)


def test_a_draft_of_the_bots_is_marked_ready_when_its_target_is_reached() -> None:
    seen = pull(DRAFT, draft=True)

    assert wanted(seen, draft=False).marks_ready
    assert not wanted(seen, draft=True).marks_ready
    assert not remembered(DRAFT, seen, READY, set()).is_draft
    assert remembered(DRAFT, seen, READY, READY).is_draft


def test_a_person_who_made_it_ready_or_a_draft_again_has_decided() -> None:
    readied, again = pull(DRAFT, draft=False), pull(FACTS, draft=True)
    bare = replace(pull(DRAFT, draft=True), body="by hand")

    assert not any(is_waiting(one) for one in (readied, again, bare))
    assert not remembered(DRAFT, readied, set(), set()).is_draft
    assert not remembered(DRAFT, again, set(), set()).is_draft
    assert not remembered(DRAFT, bare, set(), set()).is_draft


def test_a_draft_that_cannot_be_made_ready_is_given_up() -> None:
    owing = replace(DRAFT, owed=("ready",), tries=TRIES_MAX)

    assert not is_waiting(pull(owing, draft=True))
    assert is_waiting(pull(replace(owing, tries=1), draft=True))
    assert metadata_of(pull(owing).body) == owing
