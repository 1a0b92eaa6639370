"""What was heard of people has limits, which the records hold themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.answers import MISSION, OPEN

from bot.domain.answers import (
    MISSIONS_MAX,
    PULLS_A_MISSION_MAX,
    REMARK_CHARS_MAX,
    REMARKS_MAX,
    Answers,
    MissionAnswer,
    PullAnswer,
    Remark,
    RemarkKind,
    Talk,
)

KIND = next(iter(RemarkKind))


def pull(*remarks: Remark) -> PullAnswer:
    return replace(OPEN, talk=Talk(remarks=remarks))


@pytest.mark.parametrize("text", ["a" * (REMARK_CHARS_MAX + 1), "one\ntwo"])
def test_a_remark_is_one_short_line(text: str) -> None:
    with pytest.raises(ValueError, match="a remark is one line"):
        Remark(KIND, text)


def test_a_pull_request_keeps_few_remarks() -> None:
    remarks = [Remark(KIND, "good")] * REMARKS_MAX
    assert len(pull(*remarks).talk.remarks) == REMARKS_MAX

    with pytest.raises(ValueError, match="remarks of a pull request"):
        pull(*remarks, Remark(KIND, "good"))


def test_a_mission_keeps_few_pull_requests() -> None:
    pulls = (pull(),) * PULLS_A_MISSION_MAX
    assert MissionAnswer(MISSION, (), pulls).current is not None

    with pytest.raises(ValueError, match="pull requests of a mission"):
        MissionAnswer(MISSION, (), (*pulls, pull()))


def test_an_answer_is_about_a_mission() -> None:
    with pytest.raises(ValueError, match="must be m- and 8 hex digits"):
        MissionAnswer("mission", (), ())


def test_answers_are_about_few_missions() -> None:
    one = MissionAnswer(MISSION, (), ())

    with pytest.raises(ValueError, match="answers are about at most"):
        Answers(missions=(one,) * (MISSIONS_MAX + 1))
