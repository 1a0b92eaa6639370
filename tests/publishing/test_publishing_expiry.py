"""Which branches and pull requests of the bot's are of no use any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.coverage import Tally
from bot.domain.forge import PullSeen, PullState
from bot.domain.mission import Campaign, SkipKind, SkippedFile
from bot.stages.expiry import ANSWERED, DAY_S, expired, obsolete
from bot.stages.manners import STOP_LABEL
from bot.stages.metadata import Metadata, metadata_of, text_digest, with_metadata

MISSION, BRANCH = "m-00112233", "coverage-missions/main/src-shop-00112233"
KNOWN = Metadata(MISSION, "sha256:1", (), text_digest("Cover"), text_digest("why"), "t", "c1")
PULL = PullSeen(
    number=3,
    url="u",
    state=PullState.MERGED,
    title="Cover",
    body=with_metadata("why", KNOWN),
    labels=frozenset(),
    is_draft=False,
    head=BRANCH,
    head_id="c1",
    ended_s=0.0,
)
OPEN = replace(PULL, state=PullState.OPEN, ended_s=None)
GONE = SkippedFile(MISSION, "", SkipKind.OBSOLETE, "its file is gone", Tally(0, 0))


def left(*pulls: PullSeen, tip: str = "c1", days: int = 30, now_s: float = 30 * DAY_S) -> bool:
    """Tell whether the branch stays."""
    return not expired({BRANCH: tip}, pulls, base="main", days=days, now_s=now_s)


def test_a_branch_goes_when_its_pull_request_ended_long_ago() -> None:
    assert not left(PULL)
    assert not left(replace(PULL, state=PullState.CLOSED))
    assert left(PULL, now_s=30 * DAY_S - 1)


def test_a_branch_stays_where_it_is_of_use_or_a_persons() -> None:
    assert left(PULL, days=0)
    assert left(PULL, tip="c2")
    assert left(replace(PULL, head_id="c2"))
    assert left(replace(PULL, body="mine"))
    assert left(replace(PULL, labels=frozenset({STOP_LABEL})))
    assert left(OPEN, PULL)
    assert left()


def campaign(*skipped: SkippedFile) -> Campaign:
    return Campaign(85, Tally(1, 2), (), skipped=skipped)


def test_an_open_pull_request_that_nothing_is_left_for_is_closed_with_a_sentence() -> None:
    (closing,) = obsolete(campaign(GONE), [OPEN], base="main")

    assert closing.sentence == "Closed, because nothing is left to do for it: its file is gone."
    known = metadata_of(closing.body)
    assert known == replace(KNOWN, source=ANSWERED)


@pytest.mark.parametrize(
    "pull",
    [
        PULL,
        replace(OPEN, title="Mine"),
        replace(OPEN, head_id="c2"),
        replace(OPEN, body=with_metadata("my words", KNOWN)),
        replace(OPEN, labels=frozenset({STOP_LABEL})),
        replace(OPEN, head="coverage-missions/main/src-shop-00112234"),
    ],
)
def test_what_people_touched_or_stopped_is_left_open(pull: PullSeen) -> None:
    assert obsolete(campaign(GONE), [pull], base="main") == ()


def test_other_reasons_to_skip_close_nothing() -> None:
    closed = replace(GONE, kind=SkipKind.CLOSED)

    assert obsolete(campaign(closed), [OPEN], base="main") == ()
