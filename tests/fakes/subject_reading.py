"""Subjects that are read as a whole, and an engine whose mission is long enough for it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fakes.modelling import HOUR_S, material_of

from bot.adapters.prompt_texts import JinjaPrompts
from bot.domain.mission import Limits
from bot.engines.model.analysis import MISSION_SECONDS_MIN
from bot.engines.model.engine import ModelEngine

if TYPE_CHECKING:
    from fakes.modelling import ScriptedModel
    from fakes.search_driver import Bench

    from bot.ports.model import Prompt

SUBJECT = '''
def small(a):
    if a == 1:
        return 1
    return 2


def middle(a):
    if a == 1:
        return 1
    return 2


class Till:
    def pay(self, cents):
        """Take money."""
        if cents < 5:
            raise ValueError("too little")
        if cents > 900:
            raise OverflowError(
                "too much"
            )
        return cents

    def close(self, code):
        if code == 7:
            raise KeyError(code)
        if code == 9:
            raise KeyError(-code)
        raise LookupError("closed")
'''
RULED = """
def tidy(text: str) -> str:
    return text.strip()


def area(width: int, depth: int) -> int:
    if width < 0:
        raise ValueError(width)
    return width * depth
"""
READS = "The functions of the module"


def engine_for(
    subject: Bench, model: ScriptedModel, *, mission_seconds: int = MISSION_SECONDS_MIN
) -> ModelEngine:
    limits = Limits(mission_seconds=mission_seconds)
    material = replace(material_of(subject), limits=limits)
    return ModelEngine(material, model, JinjaPrompts(), lambda: HOUR_S)


def schema_of(prompt: Prompt) -> dict[str, Any]:
    """Return the fields that an answer is held to."""
    fields: dict[str, Any] = json.loads(prompt.schema)["properties"]
    return fields
