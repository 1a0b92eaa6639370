"""Try which factories of classes work, once for all missions on the same files.

Whether a value can be made hangs on the files and the interpreter alone, so what one
mission learned another one is told: the memory saves trials, and decides nothing. What
other values left behind, or a slow minute, must therefore not be learned.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bot.domain.trial import Look, ObservedEnd
from bot.ports.engine import Engine, Maker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.trial import Situation
    from bot.mission.recorded import Trials
    from bot.ports.worker import Worker

ROUNDS_MAX = 8
"""Rounds of one engine."""

KEY_LENGTH = 40


@dataclass(frozen=True)
class Made:
    """Whether a situation made its value."""

    format: Literal[1] = field(default=1, kw_only=True)
    is_made: bool


def check_factories(engines: Sequence[Engine], worker: Worker, memory: Trials) -> None:
    """Tell engines which of their factories work; run those that no mission has run yet."""
    for engine in engines:
        for _ in range(ROUNDS_MAX if isinstance(engine, Maker) else 0):
            assert isinstance(engine, Maker)
            asked = engine.to_make()
            if not asked:
                break
            for situation, made in zip(asked, _made(asked, worker, memory), strict=True):
                engine.take_made(situation, is_made=made.is_made)


def _made(asked: Sequence[Situation], worker: Worker, memory: Trials) -> list[Made]:
    known = {one.source: memory.recall(Made, _key(one)) for one in asked}
    new = [one for one in asked if known[one.source] is None]
    for one, end in zip(new, _ends(new, worker), strict=True):
        known[one.source] = Made(is_made=end is ObservedEnd.RETURNED)
        # How long something takes is this hour's affair.
        if end is not ObservedEnd.TIMED_OUT:
            memory.remember(_key(one), known[one.source])
    return [made for one in asked if (made := known[one.source]) is not None]


def _ends(asked: Sequence[Situation], worker: Worker) -> list[ObservedEnd]:
    """Tell how each ends; one that fails beside others is tried alone: they may have spoiled it."""
    ends = [seen.end for seen in worker.observe(asked, look=Look.GLANCE)] if asked else []
    failed = [at for at, end in enumerate(ends) if end is not ObservedEnd.RETURNED]
    for at, alone in zip(failed, worker.observe([asked[at] for at in failed]), strict=True):
        ends[at] = alone.end
    return ends


def _key(one: Situation) -> str:
    return f"make-{hashlib.sha256(one.source.encode()).hexdigest()[:KEY_LENGTH]}"
