"""Let an engine propose, and write down what it asked a model for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.codec import from_json
from bot.domain.trajectory import Asked
from bot.mission.ledger import COMPLETIONS
from bot.ports.engine import Analyst, Asker

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage
    from bot.domain.trial import Situation
    from bot.mission.ledger import Ledger
    from bot.ports.engine import Engine
    from bot.ports.world import Store


def proposed(engine: Engine, ledger: Ledger, file: FileCoverage, count: int) -> list[Situation]:
    """Return what an engine proposes for what a file misses."""
    batch = engine.propose(file, count)
    for one in engine.told() if isinstance(engine, Asker) else ():
        ledger.note_asked(one)
    if isinstance(engine, Analyst) and engine.reading is not None:
        ledger.reading = engine.reading
    return batch


def model_seconds(store: Store) -> float:
    """Return how long a mission's answers took, as they were written down."""
    lines = (store.read(COMPLETIONS) or "").splitlines()
    return round(sum(from_json(Asked, line).seconds for line in lines), 1)
