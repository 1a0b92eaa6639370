"""Missions that end at once, in whatever process they run."""

from __future__ import annotations

import os
import signal

from fakes.missions import mission

from bot.campaign import Errand, Finished
from bot.domain.outcome import MissionRecord, Status, Timing

TIMING = Timing("2026-01-31T12:00:00Z", 1.5, 3, 20.0)


def errand(subject: str) -> Errand:
    return Errand(f"missions/coverage/{subject}.yaml", mission(subject=subject))


def finished(subject: str, status: Status = Status.REACHED) -> Finished:
    record = MissionRecord(
        mission_id="m-00000001",
        subject=subject,
        subject_digest="sha256:" + "0" * 64,
        language="python",
        category="a",
        priority="high",
        target_pct=85,
        status=status,
        reason="because",
        evidence=None,
    )
    return Finished(record, TIMING)


def die_or_finish(one: Errand) -> Finished:
    """Finish, except die.py, which takes its process with it."""
    if one.mission.subject == "die.py":
        os.kill(os.getpid(), signal.SIGKILL)
    return finished(one.mission.subject)
