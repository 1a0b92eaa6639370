"""Hand what people answered from the plan to the missions, and write it into their records.

An open pull request's answers are not final: a record that held them would change its
branch with each remark. They are recorded once it is merged or closed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.codec import to_json
from bot.domain.answers import Answers
from bot.domain.forge import PullState
from bot.domain.outcome import MissionRecord
from bot.mission.saved import saved

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.answers import MissionAnswer, PullAnswer
    from bot.ports.world import Store

HANDED = "missions/coverage/answers.json"
"""Beside the mission files, so that it comes wherever they go."""

REGISTRY = "missions/registry"


def hand_over(store: Store, answers: Answers, missions: Collection[str]) -> None:
    """Leave the final answers of the planned missions where their runs look; else nothing."""
    told = [_final(one) for one in answers.missions if one.mission in missions]
    told = [one for one in told if one.pulls]
    if told:
        store.write(HANDED, to_json(Answers(missions=tuple(told)), indent=2) + "\n")
    else:
        store.delete(HANDED)


def _final(answer: MissionAnswer) -> MissionAnswer:
    kept = tuple(one for one in answer.pulls if one.state is not PullState.OPEN)
    return replace(answer, boxes=(), pulls=kept)


def handed(store: Store, mission: str) -> tuple[PullAnswer, ...]:
    """Return the final answers about a mission, newest first; none where they cannot be read."""
    try:
        found = saved(Answers, store, HANDED)
    except ValueError:
        return ()
    return found.of(mission).pulls if found else ()


def record(store: Store, answers: Answers) -> int:
    """Write the final answers into the records that the repository holds; count those changed."""
    changed = 0
    for name in store.names(REGISTRY):
        path = f"{REGISTRY}/{name}"
        try:
            known = saved(MissionRecord, store, path)
        except ValueError:
            # Another version's, or a person's: not ours to write anew.
            continue
        told = _final(answers.of(known.mission_id)).pulls if known else ()
        if known is not None and told and told != known.answers:
            store.write(path, to_json(replace(known, answers=told), indent=2) + "\n")
            changed += 1
    return changed
