"""Say which servers answer for the model, one line for each address that was asked.

There is always a way without a model, so nothing here stops anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.ollama_version import ask_version
from bot.commands.surroundings import Check
from bot.model_place import probes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.doors import World
    from bot.settings import Settings
    from bot.stages.ollama_places import Answer

NAME = "model"


def check_model(
    settings: Settings,
    world: World,
    ask: Callable[[str], Answer] = ask_version,
    routes: Path | None = None,
) -> Iterator[Check]:
    """Ask one address after the other: those that were named, or until one answers."""
    for probe in probes(settings, world.environ, ask, routes):
        is_fine = probe.server is not None
        yield Check(NAME, is_fine=is_fine, told=probe.told, is_fatal=False)
