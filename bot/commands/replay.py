"""replay: judge the recorded attempts of a mission again; no model and no engine is asked."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.codec import to_plain
from bot.commands.named import lines_in, named_results
from bot.commands.planning import baseline_of
from bot.commands.run import refuse_token
from bot.commands.scratch import own_scratch
from bot.domain.coverage import Tally
from bot.domain.mission import EngineName
from bot.domain.trajectory import Asked, Attempt
from bot.doors import open_doors
from bot.mission.context import SCRATCH_PREFIX
from bot.mission.ledger import COMPLETIONS, TRAJECTORY
from bot.mission.replay import Replay, misread
from bot.mission.state import State
from bot.mission.steps.analyze import analyze
from bot.mission.steps.generate import prover_of
from bot.stages.retold import Replayed, retold
from bot.stages.standard import Identity, PlanSettings, standard_mission
from bot.wiring import open_mission, open_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.adapters.result_dir import ResultDir
    from bot.domain.mission import Mission
    from bot.domain.outcome import MissionRecord
    from bot.domain.trajectory import Rejudged
    from bot.doors import World
    from bot.mission.context import Context
    from bot.settings import Settings
    from bot.wiring import Baseline, Site

JSON_FORMAT = 1


def replay(settings: Settings, world: World) -> int:
    """Judge the attempts of missions again; return 1 where anything comes to another end.

    Raises:
        InputError: no mission was named, one has no result yet, or a job's token is set.
        StaleMission: the subject is not the file that the mission was about.
    """
    refuse_token(world)
    doors = open_doors(settings, world)
    # Engines propose nothing here, so that none needs its solver or its model found.
    settings = replace(settings, engines=(EngineName.SEARCH,))
    named = list(named_results(settings, doors.console))
    with open_site(settings, doors) as site, own_scratch(site):
        baseline = baseline_of(site)
        told = [_replayed(site, baseline, store, one.record) for store, one in named]
    for one in told:
        doors.console.show(retold(one))
    if settings.json:
        sys.stdout.write(json.dumps(_summary(told)) + "\n")
        sys.stdout.flush()
    return 0 if all(one.is_alike for one in told) else 1


def _replayed(site: Site, baseline: Baseline, store: ResultDir, record: MissionRecord) -> Replayed:
    console = site.doors.console
    attempts = list(lines_in(Attempt, store, TRAJECTORY, console))
    asked = list(lines_in(Asked, store, COMPLETIONS, console))
    mission, seed = _mission(record), record.evidence.seed if record.evidence else 0
    # Results of its own: nothing that the mission remembers may answer, or be thrown away.
    with tempfile.TemporaryDirectory(prefix=SCRATCH_PREFIX) as out:
        alone = replace(site, settings=replace(site.settings, out=Path(out), seed=seed))
        with open_mission(alone, baseline, mission=mission, file="", text="") as context:
            judged = _judged(context, attempts)
    return Replayed(
        record.subject,
        tuple(judged),
        left=len(attempts) - len(judged),
        read=len(asked),
        misread=tuple(misread(asked)),
    )


def _judged(context: Context, attempts: Sequence[Attempt]) -> list[Rejudged]:
    state = analyze(State(inputs=""), context)
    before, imported = state.before, state.imported
    assert before is not None
    assert imported is not None
    gain = (before.missing - imported.missing, before.missing_arcs - imported.missing_arcs)
    judge = Replay(prover_of(context, imported), gain)
    judged = []
    for one in judge.judge(attempts, is_over=lambda: context.is_late):
        judged.append(one)
        context.console.progress(
            f"{context.mission.subject}: replay", done=len(judged), total=len(attempts)
        )
    return judged


def _mission(record: MissionRecord) -> Mission:
    """Return a mission as it was planned, as far as judging needs it: its file may be archived."""
    lines = record.evidence.before.lines if record.evidence else Tally(0, 0)
    identity = Identity(record.mission_id, 0)
    return standard_mission(
        identity, record.subject, record.subject_digest, lines, PlanSettings(record.target_pct)
    )


def _summary(told: Sequence[Replayed]) -> dict[str, object]:
    """Build the object that `--json` prints."""
    return {
        "format": JSON_FORMAT,
        "missions": [
            {
                "subject": one.subject,
                "attempts": len(one.judged) + one.left,
                "judged": len(one.judged) - len(one.unknown),
                "differing": [
                    {
                        "number": found.attempt.number,
                        "then": found.attempt.verdict.value,
                        "now": to_plain(found.verdict),
                        "note": found.note,
                    }
                    for found in one.differing
                ],
                "answers": one.read,
                "misread": [asked.prompt for asked, _ in one.misread],
            }
            for one in told
        ],
    }
