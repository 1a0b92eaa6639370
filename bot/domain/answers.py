"""What people answered: with the bot's pull requests, and on its dashboard.

It is heard before a plan, obeyed by it, and kept in the missions' records. Texts are
people's and untrusted; who said something is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

from bot.domain.forge import PullState
from bot.domain.mission import MISSION_ID

MISSIONS_MAX = 2000
PULLS_A_MISSION_MAX = 5
REMARKS_MAX = 10
REMARK_CHARS_MAX = 300
LABELS_MAX = 20
LABEL_CHARS_MAX = 50


class Box(StrEnum):
    """What people can tick for a mission: do it again, do it at all, leave it alone."""

    RETRY = "retry"
    APPROVE = "approve"
    IGNORE = "ignore"


class RemarkKind(StrEnum):
    """Where a remark was made, and what its author wants."""

    COMMENT = "comment"
    LINE = "line"
    REVIEW = "review"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes requested"


@dataclass(frozen=True)
class Remark:
    """What a person said about a pull request, on one visible line of REMARK_CHARS_MAX at most.

    `path` and `line` (1-based) say where in the code, "" and 0 where that is not said;
    `is_resolved` tells that a remark on a line was answered.
    """

    kind: RemarkKind
    text: str
    path: str = ""
    line: int = 0
    is_resolved: bool = False

    def __post_init__(self) -> None:
        if len(self.text) > REMARK_CHARS_MAX or "\n" in self.text:
            raise ValueError(f"a remark is one line of at most {REMARK_CHARS_MAX} characters")


@dataclass(frozen=True)
class Talk:
    """What people said below one pull request: counts of the newest of each kind, some remarks.

    A *thread* is what follows a comment on a line.
    """

    comments: int = 0
    approvals: int = 0
    changes_requested: int = 0
    threads: int = 0
    threads_resolved: int = 0
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class PullAnswer:
    """What people did with one pull request of a mission.

    `source` digests the subject that it was for, "" where its text does not tell any
    more. `has_commits` tells of a person's commits, `is_rewritten` of a title or text that
    a person wrote. `labels_added` and `labels_removed` are people's doing.
    """

    number: int
    state: PullState
    source: str
    is_draft: bool
    has_commits: bool
    is_rewritten: bool
    is_stopped: bool
    labels_added: tuple[str, ...]
    labels_removed: tuple[str, ...]
    talk: Talk

    def __post_init__(self) -> None:
        if len(self.talk.remarks) > REMARKS_MAX:
            raise ValueError(f"at most {REMARKS_MAX} remarks of a pull request are kept")


@dataclass(frozen=True)
class MissionAnswer:
    """What people did about one mission: the boxes that are ticked, its pull requests newest first.

    A retry may be ticked on the dashboard or in the newest pull request's text.
    """

    mission: str
    boxes: tuple[Box, ...]
    pulls: tuple[PullAnswer, ...]

    def __post_init__(self) -> None:
        if not MISSION_ID.fullmatch(self.mission):
            raise ValueError(f"mission id {self.mission[:20]!r} must be m- and 8 hex digits")
        if len(self.pulls) > PULLS_A_MISSION_MAX:
            raise ValueError(f"at most {PULLS_A_MISSION_MAX} pull requests of a mission are kept")

    @property
    def current(self) -> PullAnswer | None:
        """Return the open pull request, else the newest; None where there is none."""
        opened = (one for one in self.pulls if one.state is PullState.OPEN)
        return next(opened, self.pulls[0] if self.pulls else None)


@dataclass(frozen=True)
class Answers:
    """All that was heard at once; `is_stopped` tells that the dashboard says to stop."""

    format: Literal[1] = field(default=1, kw_only=True)
    is_stopped: bool = False
    missions: tuple[MissionAnswer, ...] = ()

    def __post_init__(self) -> None:
        if len(self.missions) > MISSIONS_MAX:
            raise ValueError(f"answers are about at most {MISSIONS_MAX} missions")

    @cached_property
    def _by_mission(self) -> dict[str, MissionAnswer]:
        return {one.mission: one for one in self.missions}

    def of(self, mission: str) -> MissionAnswer:
        """Return what was heard of a mission, nothing at worst."""
        return self._by_mission.get(mission) or MissionAnswer(mission, (), ())
