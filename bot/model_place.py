"""Which servers have the model, found once a campaign, and what a mission gets of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.models.endpoint import ServerFacts, Speech
from bot.adapters.models.fleet import ANSWER_SECONDS_MAX, Fleet
from bot.adapters.models.ollama_model import OllamaServer, ollama_facts
from bot.adapters.models.ollama_pull import pull
from bot.adapters.models.openai_model import OpenAIServer, openai_facts
from bot.adapters.ollama_version import PROBE_SECONDS_MAX, ask_version
from bot.domain.mission import EngineName
from bot.engines.model.pace import PROOF_S
from bot.errors import ModelError
from bot.mission.completed import MissingModel, RecordedModel
from bot.stages.markdown import one_line
from bot.stages.ollama_places import Answer, End, Origin, Place, came, places, pull_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.doors import Doors
    from bot.mission.recorded import Trials
    from bot.ports.model import Model
    from bot.settings import Settings

KEY_NAME = "COVERAGE_MISSIONS_MODEL_KEY"
"""The environment's variable with the key of an OpenAI-compatible server."""

ROUTES = Path("/proc/net/route")
CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))
"""Left by Docker and by Podman in each container."""

ROUTES_CHARS_MAX = 100_000
GIVEN_CHARS_MAX = 100


@dataclass(frozen=True)
class ModelPlace:
    """Servers that have the model, none where it is missing; `why_not` says why."""

    name: str = ""
    servers: tuple[ServerFacts, ...] = ()
    why_not: str = "it was not asked for"
    seconds_max: int = ANSWER_SECONDS_MAX


@dataclass(frozen=True)
class Probe:
    """What came of asking one address, in one line; `server` is None where the model is not.

    `lacks` is the address that answers and lacks the model, None for all others.
    """

    told: str
    server: ServerFacts | None = None
    lacks: Place | None = field(default=None, kw_only=True)


def find_model(
    settings: Settings,
    doors: Doors,
    ask: Callable[[str], Answer] = ask_version,
    routes: Path | None = None,
) -> ModelPlace:
    """Find servers that have the model, one line for each that is asked; it can be done without.

    Raises:
        ModelError: there is none, and no engine but the model was asked for.
    """
    console = doors.introductions
    found: list[ServerFacts] = []
    why_not = "no server was found"
    for probe in probes(settings, doors.world.environ, ask, routes):
        console.info("model server", asked=probe.told)
        why_not = probe.told
        server = probe.server
        if probe.lacks is not None and settings.model_pull:
            server, why_not = _pulled(settings, doors, probe.lacks)
        if server is not None:
            found.append(server)
    if not found:
        if settings.engines == (EngineName.MODEL,):
            raise ModelError(f"no model answers, and no other engine was asked for: {why_not}")
        console.warning("the model is left out", why=why_not)
        return ModelPlace(settings.model, why_not=why_not)
    card = found[0].card
    same = tuple(
        one for one in found if (one.card.name, one.card.digest) == (card.name, card.digest)
    )
    if len(same) < len(found):
        others = ", ".join(one.url for one in found if one not in same)
        console.warning("servers with other weights are left out", servers=others)
    console.info("model", name=card.name, digest=card.digest or "untold", servers=len(same))
    return ModelPlace(settings.model, same, "", settings.model_seconds)


def _pulled(settings: Settings, doors: Doors, place: Place) -> tuple[ServerFacts | None, str]:
    """Have a server fetch the model; return what it says of it, or None and why."""
    try:
        pull(place.url, settings.model, doors.introductions)
        server = _facts(settings, place, Answer(End.ANSWERED))
    except ModelError as error:
        return None, str(error)
    return server, "" if server else f"{place.url} fetched {settings.model} and has it not"


def probes(
    settings: Settings,
    environ: Mapping[str, str],
    ask: Callable[[str], Answer] = ask_version,
    routes: Path | None = None,
) -> Iterator[Probe]:
    """Ask each address that people named, or where Ollama may be until one answers.

    `routes` is the file of the gateway's address inside a container, None for none.
    """
    if settings.openai_url:
        key = environ.get(KEY_NAME, "")
        yield from (_openai(settings, url, key) for url in settings.openai_url)
        return
    if settings.ollama_url:
        asked = tuple(Place(url, Origin.ASKED) for url in settings.ollama_url)
    else:
        given = environ.get("OLLAMA_HOST", "")
        try:
            asked = places(given, _text(routes) if routes else "")
        except ValueError:
            shown = one_line(given)[:GIVEN_CHARS_MAX]
            hint = "which is no address: host:port, or http://host:port"
            yield Probe(f"OLLAMA_HOST is {shown!r}, {hint}")
            return
    for place in asked:
        answer = ask(place.url)
        yield _ollama(settings, place, answer)
        if answer.end is End.ANSWERED and place.origin is not Origin.ASKED:
            return


def _openai(settings: Settings, url: str, key: str) -> Probe:
    try:
        server = openai_facts(url, settings.model, key=key, context_max=settings.model_context)
    except ModelError as error:
        return Probe(str(error))
    card = server.card
    return Probe(f"{url} answered: {card.server}; {_has(server)}", server)


def _ollama(settings: Settings, place: Place, answer: Answer) -> Probe:
    told = came(place, answer, seconds=PROBE_SECONDS_MAX)
    if answer.end is not End.ANSWERED:
        return Probe(told)
    try:
        server = _facts(settings, place, answer)
    except ModelError as error:
        return Probe(f"{told}; {error}")
    if server is None:
        todo = f"run `{pull_command(place, settings.model)}`, or ask for --model-pull"
        return Probe(f"{told}; it has no model {settings.model}: {todo}", lacks=place)
    return Probe(f"{told}; {_has(server)}", server)


def _facts(settings: Settings, place: Place, answer: Answer) -> ServerFacts | None:
    version, most = one_line(answer.said), settings.model_context
    return ollama_facts(place.url, settings.model, version=version, context_max=most)


def _has(server: ServerFacts) -> str:
    return f"it has {one_line(server.card.name)}, {server.card.context_tokens} tokens of context"


def container_routes() -> Path | None:
    """Return the file that names the gateway, which is our host where we are in a container."""
    return ROUTES if any(mark.exists() for mark in CONTAINER_MARKS) else None


def _text(path: Path) -> str:
    """Read the routes; "" where the system has no such file."""
    try:
        with path.open(encoding="ascii", errors="replace") as stream:
            return stream.read(ROUTES_CHARS_MAX)
    except OSError:
        return ""


def mission_model(
    place: ModelPlace, doors: Doors, trials: Trials, seconds_left: Callable[[], float]
) -> Model:
    """Return the model of one mission; nothing is asked before its first question."""
    inner: Model = MissingModel(place.why_not)
    if place.servers:
        servers = [
            OllamaServer(one, doors.clock)
            if one.speech is Speech.OLLAMA
            else OpenAIServer(one, doors.clock)
            for one in place.servers
        ]
        inner = Fleet(
            servers,
            console=doors.console,
            # What is answered later could not be proven any more.
            seconds_left=lambda: seconds_left() - PROOF_S,
            seconds_max=place.seconds_max,
            key=doors.world.environ.get(KEY_NAME, ""),
        )
    return RecordedModel(inner, trials, place.name, seconds_left) if place.name else inner
