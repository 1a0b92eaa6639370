"""Say where an Ollama server answers, one line for each address that was asked.

No engine of this version asks a model, so nothing here stops anybody.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.ollama_version import PROBE_SECONDS_MAX, ask_version
from bot.commands.surroundings import Check
from bot.stages.markdown import one_line
from bot.stages.ollama_places import End, advice, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.doors import World
    from bot.stages.ollama_places import Answer, Place

ROUTES = Path("/proc/net/route")
ROUTES_CHARS_MAX = 100_000
GIVEN_CHARS_MAX = 100
NAME = "ollama"


def check_ollama(
    world: World, ask: Callable[[str], Answer] = ask_version, routes: Path = ROUTES
) -> Iterator[Check]:
    """Ask one address after the other, until one answers."""
    given = world.environ.get("OLLAMA_HOST", "")
    try:
        asked = places(given, _text(routes))
    except ValueError:
        shown = one_line(given)[:GIVEN_CHARS_MAX]
        told = f"OLLAMA_HOST is {shown!r}, which is no address: host:port, or http://host:port"
        yield Check(NAME, is_fine=False, told=told, is_fatal=False)
        asked = places("", _text(routes))
    for place in asked:
        answer = ask(place.url)
        is_fine = answer.end is End.ANSWERED
        yield Check(NAME, is_fine=is_fine, told=_told(place, answer), is_fatal=False)
        if is_fine:
            return


def _told(place: Place, answer: Answer) -> str:
    asked = f"{place.url} ({place.origin})"
    said = one_line(answer.said)
    match answer.end:
        case End.ANSWERED:
            return f"{asked} answered: version {said}; no engine of this version asks it"
        case End.TIMED_OUT:
            came = f"timed out after {PROBE_SECONDS_MAX:g} s"
        case _:
            came = f"{answer.end} ({said})" if said else str(answer.end)
    todo = advice(place, answer.end)
    return f"{asked}: {came}; {todo}" if todo else f"{asked}: {came}"


def _text(path: Path) -> str:
    """Read the routes; "" where the system has no such file."""
    try:
        with path.open(encoding="ascii", errors="replace") as stream:
            return stream.read(ROUTES_CHARS_MAX)
    except OSError:
        return ""
