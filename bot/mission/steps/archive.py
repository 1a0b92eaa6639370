"""archive: lay out the patch; only a mission that reached its target moves to done/."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.codec import to_json
from bot.domain.outcome import Status
from bot.mission.state import TIMING

if TYPE_CHECKING:
    from bot.mission.context import Context
    from bot.mission.state import State

OPEN, DONE, FAILED = "missions/coverage", "missions/done", "missions/failed"
LEARNED_FOLDER = "missions/learned"
LEARNED = "learned.json"
"""In the result directory, where the next run finds it before anything is merged."""


def archive(state: State, context: Context) -> State:
    """Write patch/ with the tests and the mission file where it belongs now."""
    store, file = context.store, context.mission_file
    # A former run's record would be published with our patch if we were killed in between.
    store.delete(TIMING)
    store.delete("patch")
    store.delete("deleted.txt")
    if state.tests_source:
        store.write(f"patch/{state.tests_path}", state.tests_source)
    if state.learned is not None and state.learned.rounds:
        text = to_json(state.learned, indent=2) + "\n"
        store.write(LEARNED, text)
        store.write(f"patch/{LEARNED_FOLDER}/{context.mission.record_name}", text)
    folder = folder_for(state.status)
    archived = f"{folder}/{file.rsplit('/', 1)[-1]}"
    if folder != OPEN and archived != file:
        store.write(f"patch/{archived}", context.mission_text)
        store.write("deleted.txt", f"{file}\n")
    return state


def folder_for(status: Status | None) -> str:
    """Say where the mission file of a mission that ended so belongs."""
    match status:
        case Status.REACHED:
            return DONE
        case Status.EXHAUSTED:
            return FAILED
        case Status.IMPROVED | Status.BLOCKED | None:
            return OPEN
        case _:
            assert_never(status)
