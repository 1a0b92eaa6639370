"""What answers in words: a prompt goes in, the text that came back comes out, with its counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Sampling:
    """How an answer is drawn; equal prompts with equal sampling are one question.

    `tokens_max` is the most that an answer may have.
    """

    temperature: float = 0.0
    seed: int = 0
    tokens_max: int = 400

    def __post_init__(self) -> None:
        if not 0 <= self.temperature <= 2:  # noqa: PLR2004 - what servers take
            raise ValueError(f"temperature must be 0 to 2, got {self.temperature}")
        if self.tokens_max < 1:
            raise ValueError(f"tokens_max must be at least 1, got {self.tokens_max}")


@dataclass(frozen=True)
class Prompt:
    """One question, sent without any history.

    `system` and the beginning of `user` are the same for many questions of a mission, so
    that a server's cache of prefixes helps. `schema` is the JSON Schema, as JSON text,
    that the answer has to follow, "" for free text. `version` names the template it was
    made from, and its digest: "gap@3f9a1c22".
    """

    version: str
    system: str
    user: str
    schema: str = ""
    sampling: Sampling = Sampling()


class CompletionEnd(StrEnum):
    """Why an answer ended."""

    STOPPED = "stopped"
    LENGTH = "too long"
    REPEATED = "repeated itself"
    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"
    REFUSED = "prompt too long"
    FAILED = "failed"


@dataclass(frozen=True)
class Completion:
    """What came of a prompt: text of a stranger, "" where nothing came.

    Tokens are the server's own counts, 0 where it told none; `seconds` are of the clock
    and stay what they were when an answer is remembered. `note` says in a few words why
    there is not more, "" for no reason.
    """

    text: str
    end: CompletionEnd
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    note: str = ""


@dataclass(frozen=True)
class ModelCard:
    """Who answers: as the server tells it, for records, prompts' lengths and people.

    `digest` is "sha256:…" of the weights, "" where the server tells none;
    `context_tokens` is how long prompt and answer may be together.
    """

    name: str
    digest: str
    context_tokens: int
    server: str


class Model(Protocol):
    """Answers one prompt after the other."""

    @property
    def card(self) -> ModelCard | None:
        """Tell who answers; None where there is no model."""
        ...

    @property
    def note(self) -> str:
        """Say in one line why there is no model, or none any more; "" where there is one."""
        ...

    def begin(self, prompt: Prompt) -> None:
        """Start to answer a prompt in the background: it is likely to be asked soon."""
        ...

    def forget(self, prompt: Prompt) -> None:
        """End what was begun of a prompt: it is not going to be asked."""
        ...

    def ask(self, prompt: Prompt) -> Completion:
        """Return the answer, begun before or now. Never raises for what a server does."""
        ...

    def close(self) -> None:
        """End what was begun. Idempotent."""
        ...
