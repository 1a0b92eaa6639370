"""Try which factories of classes work, once for all missions on the same files.

Whether a value can be made hangs on the files and the interpreter alone, so what one
mission learned another one is told: the memory saves trials, and decides nothing.
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
    from bot.ports.language import Worker

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
    for one, seen in zip(new, worker.observe(new, look=Look.GLANCE) if new else [], strict=True):
        found = Made(is_made=seen.end is ObservedEnd.RETURNED)
        memory.remember(_key(one), found)
        known[one.source] = found
    return [made for one in asked if (made := known[one.source]) is not None]


def _key(one: Situation) -> str:
    return f"make-{hashlib.sha256(one.source.encode()).hexdigest()[:KEY_LENGTH]}"
