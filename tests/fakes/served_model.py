"""Models to hold to their contract: both adapters, two servers as a fleet, one that remembers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.chat_double import ChatDouble, Said
from fakes.clock import FakeClock
from fakes.console import FakeConsole
from fakes.loopback import SECONDS, serving
from fakes.ollama_double import OllamaDouble
from fakes.openai_double import OpenAIDouble
from fakes.store import MemoryStore

from bot.adapters.models.fleet import Fleet
from bot.adapters.models.ollama_model import OllamaServer, ollama_facts
from bot.adapters.models.openai_model import OpenAIServer, openai_facts
from bot.mission.completed import RecordedModel
from bot.mission.recorded import Trials
from bot.ports.model import Model

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from bot.adapters.models.endpoint import Endpoint

CONTEXT = 8192
NAME = "phi3:mini"


@dataclass
class Served:
    """A model, and the servers behind it."""

    model: Model
    doubles: list[ChatDouble]
    console: FakeConsole

    def says(self, answer: Callable[[str], Said]) -> None:
        """Have every server answer so."""
        for double in self.doubles:
            double.answer = answer

    @property
    def questions(self) -> int:
        """Count the questions that came to a server."""
        return sum(len(double.asked) for double in self.doubles)


def ollama_endpoint(url: str) -> Endpoint:
    facts = ollama_facts(url, NAME, version="0.12.6", context_max=CONTEXT)
    assert facts is not None
    return OllamaServer(facts, FakeClock())


def openai_endpoint(url: str) -> Endpoint:
    facts = openai_facts(f"{url}/v1", NAME, key="", context_max=CONTEXT)
    return OpenAIServer(facts, FakeClock())


def fleet_of(*endpoints: Endpoint, console: FakeConsole, seconds: float = SECONDS) -> Fleet:
    return Fleet(endpoints, console=console, seconds_left=lambda: seconds, seconds_max=seconds)


KINDS = ("ollama", "openai", "fleet", "recorded")


def served_model(kind: str, stack: ExitStack, *, seconds: float = SECONDS) -> Served:
    """Return a model of a kind, over doubles that answer at once until the stack ends."""
    is_openai = kind == "openai"
    doubles: list[ChatDouble] = [
        OpenAIDouble() if is_openai else OllamaDouble() for _ in range(2 if kind == "fleet" else 1)
    ]
    urls = [stack.enter_context(serving(double)) for double in doubles]
    console = FakeConsole()
    endpoint = openai_endpoint if is_openai else ollama_endpoint
    model: Model = fleet_of(*map(endpoint, urls), console=console, seconds=seconds)
    if kind == "recorded":
        model = RecordedModel(model, Trials(MemoryStore(), "t.jsonl"), NAME, lambda: SECONDS)
    stack.callback(model.close)
    return Served(model, doubles, console)
