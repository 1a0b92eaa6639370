"""Show a test in one line of code for people: what is done, and what comes of it. Text only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.languages.python.craft.body import act_and_assert, names_used, primary
from bot.languages.python.craft.oracle import result_name

if TYPE_CHECKING:
    from bot.domain.trial import Candidate, Situation

EXAMPLE_CHARS_MAX = 100
"""Longer ones are not shown: they would be no example but a test."""

_MADE = re.compile(r"([A-Za-z_]\w*) = (.+)")


def example(candidate: Candidate) -> str:
    """Return `parse("1 EUR") == 100` or `parse("") raises ValueError`; "" where no line says it.

    Shape: the act on what the set-up made, then the first outcome that tells more than a type.
    """
    situation = candidate.situation
    if candidate.drawn is not None:
        # What it calls holds names that stand for any input.
        return ""
    told = [_outcome(situation, one.raises, one.statements) for one in candidate.assertions]
    telling = [text for text in told if text and not text.startswith("isinstance(")] or told
    text = _with_setup(telling[0], situation.setup) if telling and telling[0] else ""
    return text if len(text) <= EXAMPLE_CHARS_MAX and text.isprintable() else ""


def _outcome(situation: Situation, raises: str, statements: tuple[str, ...]) -> str:
    """Say one outcome with the act in it; "" where that takes more than a line."""
    call = situation.call.strip()
    if not call or situation.fixtures:
        return ""
    if raises:
        return f"{call} raises {raises}"
    lines = act_and_assert(call, result_name(situation), statements)
    return lines[0].removeprefix("assert ") if len(lines) == 1 else ""


def _with_setup(text: str, setup: tuple[str, ...]) -> str:
    """Put what the set-up made where it is used; "" where the set-up does more than that."""
    for statement in reversed(setup):
        made = _MADE.fullmatch(statement)
        name = made[1] if made else ""
        uses = re.findall(rf"\b{name}\b", text)
        if made is None or name not in names_used(text) or len(uses) > 1:
            return ""
        text = re.sub(rf"\b{name}\b", _escaped(primary(made[2], is_side=False)), text)
    return text


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\")
