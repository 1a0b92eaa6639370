"""What people may have answered, for tests of planning, records and the dashboard."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answers import Answers, Box, MissionAnswer, PullAnswer, Remark, RemarkKind, Talk
from bot.domain.forge import PullState

SOURCE = "sha256:" + "9b1c" * 16
REMARK = Remark(RemarkKind.LINE, "why 179?", "tests/test_cart_missions.py", 12)
OPEN = PullAnswer(
    number=7,
    state=PullState.OPEN,
    source=SOURCE,
    is_draft=False,
    has_commits=False,
    is_rewritten=False,
    is_stopped=False,
    labels_added=(),
    labels_removed=(),
    talk=Talk(comments=0, threads=1, remarks=(REMARK,)),
)
CLOSED = replace(OPEN, number=5, state=PullState.CLOSED)
MERGED = replace(OPEN, number=6, state=PullState.MERGED)
MISSION = "m-3f9a1c22"
ANSWERS = Answers(missions=(MissionAnswer(MISSION, (Box.RETRY,), (OPEN, CLOSED)),))


def answers(*pulls: PullAnswer, boxes: tuple[Box, ...] = (), mission: str = MISSION) -> Answers:
    """Answer about one mission."""
    return Answers(missions=(MissionAnswer(mission, boxes, pulls),))
