"""A model that remembers: no question is asked twice, not even after a kill."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.codec import to_json
from bot.ports.model import Completion, CompletionEnd, ModelCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.mission.recorded import Trials
    from bot.ports.model import Model, Prompt

KEY_LENGTH = 40
REMEMBERED = frozenset({CompletionEnd.STOPPED, CompletionEnd.LENGTH, CompletionEnd.REPEATED})
"""How an answer ends by itself or by a count; what a clock or a server ended is asked again."""


class MissingModel:
    """Implements ports.Model where there is none: it answers nothing, and says why."""

    def __init__(self, why_not: str) -> None:
        self._note = f"the model is missing: {why_not}"

    @property
    def card(self) -> ModelCard | None:
        """Tell that nobody answers."""
        return None

    @property
    def note(self) -> str:
        """Say why."""
        return self._note

    def begin(self, prompt: Prompt) -> None:
        """Do nothing: nobody is there to begin."""

    def forget(self, prompt: Prompt) -> None:
        """Do nothing: nothing was begun."""

    def ask(self, prompt: Prompt) -> Completion:  # noqa: ARG002 - whatever is asked
        """Return no answer, and why."""
        return Completion("", CompletionEnd.FAILED, note=self._note)

    def close(self) -> None:
        """Do nothing: nothing was started."""


class RecordedModel:
    """Implements ports.Model over another one, which is asked only what is new.

    `name` is what people call the model: answers under its name are found again even where
    its server is gone. `seconds_left` is how long the mission may still propose.
    """

    def __init__(
        self, inner: Model, memory: Trials, name: str, seconds_left: Callable[[], float]
    ) -> None:
        self._inner = inner
        self._memory = memory
        self._seconds_left = seconds_left
        key = f"model-{_digest(name)}"
        known = memory.recall(ModelCard, key)
        now = inner.card
        if now is not None and now != known:
            memory.remember(key, now)
        self._card = now or known

    @property
    def card(self) -> ModelCard | None:
        """Tell who answers, or answered what is remembered."""
        return self._card

    @property
    def note(self) -> str:
        """Say why there is no model, or none any more: then only what is known is answered."""
        return self._inner.note

    def begin(self, prompt: Prompt) -> None:
        """Start to answer what is not remembered, while the mission has time."""
        if self._recall(prompt) is None and self._seconds_left() > 0:
            self._inner.begin(prompt)

    def forget(self, prompt: Prompt) -> None:
        """End what was begun of a prompt."""
        self._inner.forget(prompt)

    def ask(self, prompt: Prompt) -> Completion:
        """Return what is remembered of a question, or ask it now; late ones are not asked."""
        known = self._recall(prompt)
        if known is not None:
            return known
        if self._seconds_left() <= 0:
            return Completion("", CompletionEnd.TIMED_OUT, note="the mission's time was over")
        completion = self._inner.ask(prompt)
        if completion.end in REMEMBERED:
            self._memory.remember(self._key(prompt), completion)
        return completion

    def close(self) -> None:
        """End what was begun. Idempotent."""
        self._inner.close()

    def _recall(self, prompt: Prompt) -> Completion | None:
        return self._memory.recall(Completion, self._key(prompt))

    def _key(self, prompt: Prompt) -> str:
        """Digest who is asked and what; where a template comes from changes no answer."""
        card = self._card
        who = (card.name, card.digest) if card else ("", "")
        return f"ask-{_digest(to_json([*who, to_json(replace(prompt, version=''))]))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]
