"""What the fleet knows of a server, whatever it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot.ports.model import ModelCard

if TYPE_CHECKING:
    from bot.adapters.models.call import Call
    from bot.ports.model import Completion, Prompt


class Speech(StrEnum):
    """What a server speaks."""

    OLLAMA = "Ollama"
    OPENAI = "OpenAI"


@dataclass(frozen=True)
class ServerFacts:
    """One server that has the model: where, what it speaks, and what it says of the model.

    `thinks` tells that the model would think aloud unless it is told not to, `drops_system`
    that what a system says would be left out of what the model reads.
    """

    url: str
    speech: Speech
    card: ModelCard
    thinks: bool = False
    drops_system: bool = False


class Endpoint(Protocol):
    """Answers one question at a time."""

    @property
    def facts(self) -> ServerFacts:
        """Tell who it is."""
        ...

    def answer(self, prompt: Prompt, call: Call) -> Completion:
        """Answer within the call's bounds.

        Raises:
            ModelError: the server is of no use any more.
        """
        ...
