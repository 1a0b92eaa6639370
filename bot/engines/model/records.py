"""What a mission is told of an answer: the question, what was said, and what it cost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.trajectory import ANSWER_CHARS_MAX, Asked
from bot.engines.model.variants import kind_of
from bot.ports.model import CompletionEnd

if TYPE_CHECKING:
    from bot.engines.model.questions import Question
    from bot.ports.model import Completion, ModelCard


def unanswered(completion: Completion) -> str:
    """Say why nobody answered, "" where somebody did, however badly."""
    match completion.end:
        case CompletionEnd.FAILED | CompletionEnd.CANCELLED:
            return completion.note or completion.end.value
        case CompletionEnd.TIMED_OUT if not completion.text:
            return f"no answer {completion.note or 'in time'}"
        case _:
            return ""


def asked_about(
    number: int, question: Question, completion: Completion, card: ModelCard, situations: int
) -> Asked:
    """Tell of a question about a gap; so many of the answer's situations could be read."""
    return replace(
        told_of(number, question.source.prompt, completion, card, situations),
        segment=question.source.segment,
        kind=kind_of(question.choice).value,
        goals=tuple(sorted({aim.line for aim in question.choice.aims})),
    )


def told_of(
    number: int, prompt: str, completion: Completion, card: ModelCard, situations: int
) -> Asked:
    """Tell of a question by its name: "analysis@3f9a1c22/0.2:0b1c2d3e4f5a"."""
    return Asked(
        number=number,
        model=card.name,
        model_digest=card.digest,
        prompt=prompt,
        segment="",
        goals=(),
        text=completion.text[:ANSWER_CHARS_MAX].encode("utf-8", "replace").decode("utf-8"),
        end=completion.end.value,
        situations=situations,
        tokens_in=completion.tokens_in,
        tokens_out=completion.tokens_out,
        seconds=round(completion.seconds, 3),
        note=completion.note,
    )
