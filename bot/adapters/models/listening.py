"""Hear one answer out: pieces of any server go in, one Completion comes out."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.adapters.models.troubles import Kind, Trouble, note_of
from bot.errors import ModelError
from bot.ports.model import Completion, CompletionEnd
from bot.stages.model_text import AnswerText

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from bot.adapters.models.call import Call
    from bot.ports.model import Prompt
    from bot.ports.world import Clock

BUSY_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0)
"""A server that loads its model says 503 for so long."""

REFUSED_RETRIES_MAX = 2
TOKENS_COUNTED_MAX = 10_000_000


@dataclass(frozen=True)
class Piece:
    """What one line of a reply says: text, and at its end counts and why it is the end."""

    text: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    end: CompletionEnd | None = None
    note: str = ""


@dataclass
class _Heard:
    """What was heard so far."""

    text: AnswerText
    last: Piece = field(default_factory=Piece)

    def take(self, piece: Piece) -> bool:
        """Take a piece; tell whether more is wanted."""
        kept = {
            "tokens_in": piece.tokens_in or self.last.tokens_in,
            "tokens_out": piece.tokens_out or self.last.tokens_out,
            "end": piece.end or self.last.end,
            "note": piece.note or self.last.note,
        }
        self.last = replace(self.last, **kept)  # type: ignore[arg-type]  # each has its field's type
        return self.text.add(piece.text)


def listen(
    prompt: Prompt, call: Call, clock: Clock, ask: Callable[[], Generator[Piece]]
) -> Completion:
    """Ask, again where that harms nobody, and return what came within the call's bounds.

    `ask` sends the prompt and yields the reply's pieces; it raises Trouble.

    Raises:
        ModelError: the server is of no use any more; the message says why.
    """
    started = clock.monotonic_s()
    heard = _Heard(AnswerText(prompt.sampling.tokens_max))
    trouble = _hear(heard, call, ask)
    cut = call.cut_as
    if trouble is not None and cut is None and trouble.kind is not Kind.BAD:
        if trouble.kind is not Kind.LONG:
            raise ModelError(trouble.note)
        return Completion("", CompletionEnd.REFUSED, note=trouble.note)
    end, note = _end(heard, call, trouble)
    return Completion(
        heard.text.text,
        end,
        tokens_in=min(heard.last.tokens_in, TOKENS_COUNTED_MAX),
        tokens_out=min(heard.last.tokens_out, TOKENS_COUNTED_MAX),
        seconds=clock.monotonic_s() - started,
        note=note_of(note),
    )


def _hear(heard: _Heard, call: Call, ask: Callable[[], Generator[Piece]]) -> Trouble | None:
    """Hear an answer out; return what stood in its way at last, None where nothing did."""
    if call.cut_as is not None:
        return None
    for attempt, pause in enumerate((*BUSY_PAUSES_S, 0.0)):
        try:
            # Closed at once, so that the server notices and stops to generate.
            with closing(ask()) as pieces:
                for piece in pieces:
                    if not heard.take(piece):
                        return None
        except Trouble as trouble:
            most = {Kind.BUSY: len(BUSY_PAUSES_S), Kind.REFUSED: REFUSED_RETRIES_MAX}
            # Whatever was heard of an answer was asked for: only what never began is repeated.
            if attempt >= most.get(trouble.kind, 0) or not call.wait(pause):
                return trouble
        else:
            return None
    raise AssertionError("the last turn returns")


def _end(heard: _Heard, call: Call, trouble: Trouble | None) -> tuple[CompletionEnd, str]:
    if call.cut_as is not None:
        is_late = call.cut_as is CompletionEnd.TIMED_OUT
        return call.cut_as, f"after {call.bounds.seconds:.3g} s" if is_late else ""
    if trouble is not None:
        return CompletionEnd.FAILED, trouble.note
    if heard.text.end is not None:
        return heard.text.end, heard.last.note
    if heard.last.end is not None:
        return heard.last.end, heard.last.note
    return CompletionEnd.FAILED, "the server broke off"
