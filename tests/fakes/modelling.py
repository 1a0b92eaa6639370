"""A model that answers from a table, and prompts as they are shipped."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.adapters.prompt_texts import JinjaPrompts
from bot.domain.coverage import SegmentKind
from bot.engines.model.engine import ModelEngine
from bot.languages.python.craft.properties import property_test
from bot.ports.model import Completion, CompletionEnd, ModelCard, Prompt

if TYPE_CHECKING:
    from fakes.search_driver import Bench

    from bot.ports.engine import Material

CARD = ModelCard("scripted", "sha256:0123456789abcdef0123", 4096, "a table")
HOUR_S = 3600.0


@dataclass
class ScriptedModel:
    """Implements ports.Model: the first key that a prompt's text holds decides the answer."""

    answers: dict[str, str | Completion] = field(default_factory=dict)
    card: ModelCard | None = CARD
    note: str = ""
    asked: list[Prompt] = field(default_factory=list)
    begun: list[Prompt] = field(default_factory=list)
    forgotten: list[Prompt] = field(default_factory=list)
    closed: int = 0

    def begin(self, prompt: Prompt) -> None:
        self.begun.append(prompt)

    def forget(self, prompt: Prompt) -> None:
        self.forgotten.append(prompt)

    def ask(self, prompt: Prompt) -> Completion:
        self.asked.append(prompt)
        found = (answer for key, answer in self.answers.items() if key in prompt.user)
        answer = next(found, "")
        if isinstance(answer, Completion):
            return answer
        return Completion(answer, CompletionEnd.STOPPED, 100, 40, 2.0)

    def close(self) -> None:
        self.closed += 1


def situations(*calls: str, **more: object) -> str:
    """Return an answer with these calls; `more` goes into each situation."""
    return json.dumps(
        {"situations": [{"needs": "", "setup": [], "call": call, **more} for call in calls]}
    )


def material_of(bench: Bench) -> Material:
    """Return a subject's material with its methods named as the workshop names them."""
    material = bench.material()
    segments = [
        replace(one, kind=SegmentKind.METHOD)
        if "." in one.name and one.kind is SegmentKind.FUNCTION
        else one
        for one in material.segments
    ]
    facts = material.facts
    return replace(
        material,
        segments=tuple(segments),
        can_be_tried=lambda rule: property_test(rule, facts) is not None,
    )


def engine_of(bench: Bench, model: ScriptedModel, *, seconds_left: float = HOUR_S) -> ModelEngine:
    return ModelEngine(material_of(bench), model, JinjaPrompts(), lambda: seconds_left)
