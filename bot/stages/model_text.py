"""A model's answer as it arrives: cleaned, cut at its limits, and where it repeats itself. Pure."""

from __future__ import annotations

import re

from bot.ports.model import CompletionEnd

CHARS_A_TOKEN_MAX = 16
"""A text with more characters than this for each token allowed comes from no tokens."""

REPEATS_MIN = 4
REPEATED_CHARS_MIN = 160
"""So often, and so long in all, is the same text written again before it is stopped."""

PERIOD_CHARS_MAX = 400
LOOK_EVERY_CHARS = 40

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_STRANGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def cleaned(text: str) -> str:
    """Replace control characters and what no UTF-8 can hold; tabs and ends of lines stay."""
    return _STRANGE.sub(REPLACEMENT, text)


def repeated_from(text: str) -> int | None:
    """Return where a text's end begins to repeat itself, after its first turn; None if it doesn't.

    The end repeats itself where it is one piece of at most 400 characters, written at least
    4 times and over at least 160 characters without anything between.
    """
    for period in range(1, min(PERIOD_CHARS_MAX, len(text) // REPEATS_MIN) + 1):
        if text[-period:] != text[-2 * period : -period]:
            continue
        times = max(REPEATS_MIN, -(-REPEATED_CHARS_MIN // period))
        if text.endswith(text[-period:] * times):
            return _start(text, period) + period
    return None


def _start(text: str, period: int) -> int:
    """Return where a text's end, of this period, begins."""
    at = len(text) - period
    while at > 0 and text[at - 1] == text[at - 1 + period]:
        at -= 1
    return at


class AnswerText:
    """The text so far of an answer that may have `tokens_max` tokens."""

    def __init__(self, tokens_max: int) -> None:
        self._tokens_max = tokens_max
        self._pieces: list[str] = []
        self._count = 0
        self._length = 0
        self._next_look = REPEATED_CHARS_MIN
        self._text: str | None = ""
        self.end: CompletionEnd | None = None

    @property
    def text(self) -> str:
        """Return what arrived, without what was only repeated."""
        if self._text is None:
            self._text = "".join(self._pieces)
            self._pieces = [self._text]
        return self._text

    def add(self, piece: str) -> bool:
        """Take the next piece, a token's as a rule; tell whether more is wanted.

        `end` says afterwards why not.
        """
        if not piece or self.end is not None:
            return self.end is None
        chars_max = self._tokens_max * CHARS_A_TOKEN_MAX
        kept = cleaned(piece[: chars_max - self._length])
        self._pieces.append(kept)
        self._text = None
        self._count += 1
        self._length += len(kept)
        # Servers send one token a piece, or more: a piece too many is a token too many.
        if self._count > self._tokens_max or len(kept) < len(piece):
            self.end = CompletionEnd.LENGTH
        elif self._length >= self._next_look:
            self._next_look = self._length + LOOK_EVERY_CHARS
            self._look()
        return self.end is None

    def _look(self) -> None:
        at = repeated_from(self.text)
        if at is not None:
            self._text = self.text[:at]
            self.end = CompletionEnd.REPEATED
