"""The order of a mission's steps: dependencies first, else as the file has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.mission import Mission, Step


def steps_in_order(mission: Mission) -> tuple[Step, ...]:
    """Return the steps so that each comes after what it depends on.

    Of the steps that are ready, the first in the file is next. Dependencies on
    steps that do not exist are ignored here; validate.check_mission reports them.

    Raises:
        ConfigError: the dependencies run in a circle, which the message names.
    """
    links = dependencies(mission.steps)
    left = list(mission.steps)
    done: set[str] = set()
    ordered = []
    while left:
        ready = next((step for step in left if links[step.id] <= done), None)
        if ready is None:
            raise ConfigError(f"steps depend on each other: {' -> '.join(cycle(links))}")
        left.remove(ready)
        done.add(ready.id)
        ordered.append(ready)
    return tuple(ordered)


def dependencies(steps: Sequence[Step]) -> dict[str, set[str]]:
    """Return what each step waits for, by id; only steps that exist."""
    ids = {step.id for step in steps}
    return {step.id: set(step.depends_on) & ids for step in steps}


def cycle(links: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return one circle of dependencies, closed: ("a", "b", "a"); () where there is none."""
    left = {step: set(waits) for step, waits in links.items()}
    while True:
        free = [step for step, waits in left.items() if not waits & left.keys()]
        if not free:
            break
        for step in free:
            del left[step]
    if not left:
        return ()
    # Every step left waits for another one left, so walking on must meet itself.
    walk = [next(iter(left))]
    while walk[-1] not in walk[:-1]:
        walk.append(min(left[walk[-1]] & left.keys()))
    return tuple(walk[walk.index(walk[-1]) :])


def ancestors(step_id: str, links: Mapping[str, set[str]]) -> set[str]:
    """Return all steps that have ended when this one starts, because it waits for them."""
    found: set[str] = set()
    waiting = list(links.get(step_id, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += links.get(one, ())
    return found
