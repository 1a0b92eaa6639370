"""The order of decisions about a pull request, and what a person's hand in it means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.forge import CommitSeen, Identity, Operation, PullSeen, PullState
from bot.stages.manners import (
    API_EMAIL,
    STOP_LABEL,
    Seen,
    Wish,
    decide,
    is_edited,
    is_retitled,
    is_rewritten,
)
from bot.stages.metadata import BOXES, Metadata, text_digest, with_metadata

BOT = "bot@example.invalid"
BODY = f"Covers it.\n\n{BOXES}\n- [ ] <!-- missions:retry --> again"
TITLE = "Cover a.py"
FACTS = Metadata(
    "m-1", "sha256:0", ("tests",), text_digest(TITLE), text_digest(BODY), "tree-1", head="c1"
)
WISH = Wish(FACTS, BODY, is_draft=False, open_max=5)
WHO = Identity("missions", frozenset({BOT}))
OURS = CommitSeen("c1", BOT, API_EMAIL, "Cover a.py\n\nMission-Id: m-1\nSeed: 0")
NOTHING = Seen((), "", (), 0)


def pull(state: PullState = PullState.OPEN, *, body: str = BODY, number: int = 7) -> PullSeen:
    return PullSeen(
        number,
        f"https://forge.invalid/{number}",
        state,
        TITLE,
        with_metadata(body, FACTS),
        frozenset({"tests"}),
        is_draft=False,
        head="coverage-missions/main/a",
        head_id="c1",
    )


def found(seen: Seen, wish: Wish = WISH) -> Operation:
    return decide(wish, seen, WHO).operation


OLDER = pull(PullState.CLOSED, number=6)
OPEN = Seen((pull(),), "c1", (OURS,), 0)
CLOSED = replace(OPEN, pulls=(pull(PullState.CLOSED),))
TICKED = BODY.replace("[ ]", "[x]")
PERSON = replace(OURS, id="c2", author_email="ann@example.invalid")
FORMER = replace(PERSON, id="c0")
"""Was on the base before that was rewritten."""
NEWER = replace(WISH, metadata=replace(FACTS, source="sha256:1"))


@pytest.mark.parametrize(
    ("seen", "wish", "expected"),
    [
        (NOTHING, WISH, Operation.CREATED),
        (replace(NOTHING, tip="c1", commits=(OURS,)), WISH, Operation.CREATED),
        (OPEN, WISH, Operation.UNCHANGED),
        (OPEN, replace(WISH, metadata=replace(FACTS, tree="tree-2")), Operation.UPDATED),
        (OPEN, replace(WISH, metadata=replace(FACTS, text="other")), Operation.UPDATED),
        (OPEN, replace(WISH, metadata=replace(FACTS, title="other")), Operation.UPDATED),
        (OPEN, NEWER, Operation.UPDATED),
        (CLOSED, WISH, Operation.SKIPPED_CLOSED),
        (CLOSED, NEWER, Operation.CREATED),
        (CLOSED, replace(WISH, retries=frozenset({"m-1"})), Operation.CREATED),
        (CLOSED, replace(WISH, retries=frozenset({"m-2"})), Operation.SKIPPED_CLOSED),
        (Seen((pull(PullState.CLOSED, body=TICKED),), "", (), 0), WISH, Operation.CREATED),
        (Seen((pull(PullState.MERGED),), "", (), 0), WISH, Operation.SKIPPED_MERGED),
        (Seen((pull(PullState.MERGED),), "", (), 0), NEWER, Operation.CREATED),
        (
            replace(OPEN, pulls=(pull(), pull(PullState.CLOSED, number=6))),
            WISH,
            Operation.UNCHANGED,
        ),
        (replace(OPEN, tip="c2", commits=(OURS, PERSON)), WISH, Operation.SKIPPED_EDITED),
        (replace(OPEN, commits=(FORMER, OURS)), WISH, Operation.UNCHANGED),
        (replace(CLOSED, commits=(FORMER, OURS)), NEWER, Operation.CREATED),
        (replace(NOTHING, tip="c2", commits=(PERSON,)), WISH, Operation.SKIPPED_EDITED),
        (Seen((pull(body=TICKED),), "c2", (PERSON,), 0), WISH, Operation.UPDATED),
        (replace(NOTHING, open_others=5), WISH, Operation.LIMIT_REACHED),
        (replace(NOTHING, open_others=4), WISH, Operation.CREATED),
        (replace(OPEN, open_others=9), WISH, Operation.UNCHANGED),
    ],
)
def test_each_state_of_the_forge_has_its_answer(
    seen: Seen, wish: Wish, expected: Operation
) -> None:
    assert found(seen, wish) is expected


@pytest.mark.parametrize("state", [PullState.OPEN, PullState.CLOSED])
def test_a_stop_comes_before_everything(state: PullState) -> None:
    stopped = replace(pull(state), labels=frozenset({STOP_LABEL}))

    assert found(Seen((stopped,), "c2", (PERSON,), 0), NEWER) is Operation.SKIPPED_STOPPED


def test_a_closed_pull_request_without_metadata_is_a_no_all_the_same() -> None:
    bare = replace(pull(PullState.CLOSED), body="by hand")

    assert found(Seen((bare,), "", (), 0)) is Operation.SKIPPED_CLOSED


def test_a_no_to_an_older_source_is_heard_when_that_source_comes_back() -> None:
    newer = with_metadata(BODY, NEWER.metadata)
    pulls = (replace(pull(PullState.CLOSED), body=newer), pull(PullState.CLOSED, number=6))

    assert found(Seen(pulls, "", (), 0)) is Operation.SKIPPED_CLOSED


def test_a_tick_that_was_answered_by_a_newer_one_is_read_no_more() -> None:
    ticked = pull(PullState.CLOSED, body=TICKED, number=6)

    assert found(Seen((pull(PullState.CLOSED), ticked), "", (), 0)) is Operation.SKIPPED_CLOSED
    assert found(Seen((pull(), ticked), "c2", (PERSON,), 0)) is Operation.SKIPPED_EDITED
    assert decide(WISH, Seen((ticked,), "", (), 0), WHO).answered == ticked


def test_an_amended_commit_of_the_bot_is_a_persons() -> None:
    amended = replace(OURS, id="c9")

    assert found(replace(OPEN, tip="c9", commits=(amended,))) is Operation.SKIPPED_EDITED


def test_only_texts_differ_where_the_tree_is_the_same() -> None:
    decision = decide(replace(WISH, metadata=replace(FACTS, title="other")), OPEN, WHO)

    assert (decision.operation, decision.is_same_tree) == (Operation.UPDATED, True)
    assert decision.pull == pull()


@pytest.mark.parametrize(
    ("commits", "expected"),
    [
        ((OURS,), False),
        ((replace(OURS, committer_email=BOT),), False),
        ((), False),
        ((PERSON,), True),
        ((replace(OURS, committer_email="ann@example.invalid"),), True),
        ((OURS, replace(PERSON, committer_email=API_EMAIL)), True),
        ((replace(OURS, author_email="1+missions[bot]@x", login="missions"),), False),
        ((replace(OURS, author_email="1+ann@x", login="ann"),), True),
        ((replace(OURS, message="Update by hand"),), True),
        ((replace(OURS, message="Mission-Id: m-11"),), True),
    ],
)
def test_a_hand_of_a_person_is_seen(commits: tuple[CommitSeen, ...], *, expected: bool) -> None:
    assert is_edited(Seen((), "c", commits, 0), None, WHO, "m-1") is expected


def test_a_merged_one_is_outdone_only_by_other_tests_that_run_more() -> None:
    merged = replace(pull(PullState.MERGED), body=with_metadata(BODY, replace(FACTS, covered=20)))
    seen = Seen((merged, pull(PullState.CLOSED, number=6)), "", (), 0)

    def of(covered: int, tree: str = "tree-2") -> Operation:
        return found(seen, replace(WISH, metadata=replace(FACTS, covered=covered, tree=tree)))

    assert of(21) is Operation.CREATED
    assert of(20) is Operation.SKIPPED_MERGED
    assert of(21, "tree-1") is Operation.SKIPPED_MERGED
    assert found(CLOSED, replace(WISH, metadata=replace(FACTS, covered=99, tree="tree-2"))) is (
        Operation.SKIPPED_CLOSED
    )


def test_a_merged_one_that_does_not_say_how_much_it_ran_is_not_outdone() -> None:
    better = replace(WISH, metadata=replace(FACTS, covered=21, tree="tree-2"))

    assert found(Seen((pull(PullState.MERGED),), "", (), 0), better) is Operation.SKIPPED_MERGED


def test_a_draft_whose_target_is_reached_is_brought_up_to_date_though_nothing_else_changed() -> (
    None
):
    waiting = replace(
        pull(), body=with_metadata(BODY, replace(FACTS, is_draft=True)), is_draft=True
    )

    assert found(replace(OPEN, pulls=(waiting,))) is Operation.UPDATED
    assert found(replace(OPEN, pulls=(waiting,)), replace(WISH, is_draft=True)) is (
        Operation.UNCHANGED
    )


def test_the_commit_that_was_announced_is_the_bots_too() -> None:
    coming = replace(pull(), body=with_metadata(BODY, replace(FACTS, coming="c2")), head_id="c2")
    mine = replace(OURS, id="c2")

    assert found(Seen((coming,), "c2", (mine,), 0)) is Operation.UPDATED
    assert found(Seen((coming,), "c3", (PERSON, mine), 0)) is Operation.SKIPPED_EDITED
    assert found(Seen((coming,), "c1", (OURS,), 0), NEWER) is Operation.UPDATED


def test_a_bot_that_was_stopped_before_it_opened_the_next_one_goes_on() -> None:
    mine = replace(OURS, id="c2")

    stopped = replace(CLOSED, tip="c2")
    assert found(replace(stopped, commits=(mine,)), NEWER) is Operation.CREATED
    assert found(replace(stopped, commits=(PERSON,)), NEWER) is Operation.SKIPPED_EDITED


def test_a_text_that_a_person_rewrote_is_known_by_its_digest() -> None:
    rewritten = replace(pull(), body=pull().body.replace("Covers it.", "Covers nearly all."))

    assert is_rewritten(rewritten)
    assert is_rewritten(replace(pull(), body="by hand"))
    assert not is_rewritten(pull())
    assert not is_rewritten(replace(pull(), body=" "))


def test_a_title_that_a_person_chose_is_known_by_its_digest() -> None:
    assert is_retitled(replace(pull(), title="Mine"))
    assert not is_retitled(pull())
