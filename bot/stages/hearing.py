"""Read what people did off the bot's pull requests and its dashboard. Pure: texts in, facts out.

Everything read here may have been written by anybody; it is counted, cut and shown
visibly, and decides nothing but what its writer may decide.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.answers import (
    LABEL_CHARS_MAX,
    LABELS_MAX,
    MISSIONS_MAX,
    PULLS_A_MISSION_MAX,
    REMARK_CHARS_MAX,
    REMARKS_MAX,
    Answers,
    Box,
    MissionAnswer,
    PullAnswer,
    Remark,
    RemarkKind,
    Talk,
)
from bot.domain.forge import has_label
from bot.stages.drafts import branches_of
from bot.stages.manners import STOP_LABEL, is_retitled, is_rewritten
from bot.stages.markdown import one_line
from bot.stages.metadata import RETRY, Metadata, metadata_of, ticked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.domain.forge import PullSeen

_ENDS = re.compile(r"[^/]*-([0-9a-f]{8})\Z")


def mission_of(branch: str, base: str) -> str:
    """Name the mission whose branch this is, "" where it is none of this base's."""
    prefix = branches_of(base)
    found = _ENDS.fullmatch(branch.removeprefix(prefix)) if branch.startswith(prefix) else None
    return f"m-{found[1]}" if found else ""


def remark(
    kind: RemarkKind, text: str, *, path: str = "", line: int = 0, is_resolved: bool = False
) -> Remark:
    """Make a remark of what somebody wrote, cut to size."""
    return Remark(
        kind, _cut(text, REMARK_CHARS_MAX), _cut(path, REMARK_CHARS_MAX), line, is_resolved
    )


def _cut(text: str, most: int) -> str:
    line = one_line(text[: 4 * most])
    return line if len(line) <= most else line[: most - 1] + "…"


def told(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Keep the last few remarks of those that say something."""
    return tuple([one for one in remarks if one.text][-REMARKS_MAX:])


def pull_answer(pull: PullSeen, mission: str, talk: Talk) -> PullAnswer:
    """Say what people did with one pull request."""
    known = known_of(pull, mission)
    before = set(known.labels) if known else pull.labels
    return PullAnswer(
        number=pull.number,
        state=pull.state,
        source=known.source if known else "",
        is_draft=pull.is_draft,
        has_commits=known is not None and bool(known.head) and known.head != pull.head_id,
        is_rewritten=is_rewritten(pull) or is_retitled(pull),
        is_stopped=has_label(pull.labels, STOP_LABEL),
        labels_added=_labels(pull.labels, but=before),
        labels_removed=_labels(before, but=pull.labels),
        talk=talk,
    )


def known_of(pull: PullSeen, mission: str) -> Metadata | None:
    """Return what a pull request remembers of its mission; another mission's facts are none."""
    known = metadata_of(pull.body)
    return known if known is not None and known.mission == mission else None


def _labels(names: Iterable[str], *, but: Collection[str]) -> tuple[str, ...]:
    shown = sorted(name for name in names if not has_label(but, name))
    return tuple(_cut(name, LABEL_CHARS_MAX) for name in shown[:LABELS_MAX])


def answers_of(
    pulls: Iterable[PullSeen],
    talks: Mapping[int, Talk],
    boxes: Mapping[str, frozenset[Box]],
    *,
    base: str,
    is_stopped: bool,
) -> Answers:
    """Fold everything that was heard into one answer for each mission, by id.

    `pulls` are newest first, `talks` by their numbers; `boxes` are those that are ticked
    on the dashboard, by mission.
    """
    by_mission: dict[str, list[PullSeen]] = {mission: [] for mission in boxes}
    for pull in pulls:
        mission = mission_of(pull.head, base)
        if mission:
            by_mission.setdefault(mission, []).append(pull)
    found = [
        _mission_answer(mission, by_mission[mission], talks, boxes.get(mission, frozenset()))
        for mission in sorted(by_mission)
    ]
    return Answers(is_stopped=is_stopped, missions=tuple(found[:MISSIONS_MAX]))


def _mission_answer(
    mission: str, pulls: Sequence[PullSeen], talks: Mapping[int, Talk], boxes: frozenset[Box]
) -> MissionAnswer:
    kept = pulls[:PULLS_A_MISSION_MAX]
    heard = tuple(pull_answer(one, mission, talks.get(one.number, Talk())) for one in kept)
    answer = MissionAnswer(mission, (), heard)
    current = answer.current
    text = next((one.body for one in kept if current and one.number == current.number), "")
    wanted = boxes | ({Box.RETRY} if RETRY in ticked(text) else frozenset())
    return MissionAnswer(mission, tuple(box for box in Box if box in wanted), heard)
