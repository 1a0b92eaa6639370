"""How long answers take: whether another one, and the proof of it, still fits in the time left."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ports.model import Completion

FIRST_S = 25.0
"""Seconds that an answer is taken to need before any was measured."""

PROOF_S = 5.0
"""Seconds that it takes to prove what an answer proposes."""

TOKENS_READ_PER_WRITTEN = 12
"""Tokens of a prompt that a server reads while it writes one, about, on a processor."""


class Pace:
    """Measures answers. Seconds only stop the work; what is asked next hangs on counts."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._work = 0.0

    def take(self, completion: Completion, *, tokens_in: int, tokens_out: int) -> None:
        """Count an answer that a server wrote.

        `tokens_in` and `tokens_out` are our own counts, for one that tells none: not all servers
        do, and none whose answer was cut off. Without them the slowest were never measured.
        """
        work = cost(completion.tokens_in or tokens_in, completion.tokens_out or tokens_out)
        if completion.seconds > 0 and work > 0:
            self._seconds += completion.seconds
            self._work += work

    def expected_s(self, tokens_in: int, tokens_out: int) -> float:
        """Return how long such an answer takes, by those measured so far."""
        if not self._work:
            return FIRST_S
        return self._seconds / self._work * cost(tokens_in, tokens_out)

    def fits(self, seconds_left: float, *, tokens_in: int, tokens_out: int) -> bool:
        """Tell whether a test that came of such an answer could still be proven."""
        return self.expected_s(tokens_in, tokens_out) + PROOF_S <= seconds_left


def cost(tokens_in: int, tokens_out: int) -> float:
    """Return what a question costs, in tokens written: an order that no clock has a part in."""
    return tokens_in / TOKENS_READ_PER_WRITTEN + tokens_out
