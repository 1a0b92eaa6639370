"""How many tokens a prompt may take, guessed on the safe side. Pure.

Only the server knows its model's tokens, and it tells them after the prompt was read. What
is too long is cut there in silence, so that a prompt has to be measured before it is sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ports.model import Prompt

TEMPLATE_TOKENS = 64
"""What a chat's template adds around two messages."""

CONTEXT_STEP = 2048
"""A server loads its model anew for each other length of context, so lengths come in steps."""

CONTEXT_LEAST = 4096
"""What Ollama takes by itself on a machine without a large card."""

LETTERS_A_TOKEN = 3
SPACES_A_TOKEN = 4
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+| +|[\x00-\x7f]|[^\x00-\x7f]+")


def tokens_of(text: str) -> int:
    """Return how many tokens a text has, rather too many than too few.

    Letters count three a token, spaces four and a single one before a word none, digits and
    signs one each, anything else one for each byte, as a tokenizer that knows nothing of it.
    """
    return sum(_tokens(found[0]) for found in _PIECE.finditer(text))


def _tokens(piece: str) -> int:
    if not piece.isascii():
        return len(piece.encode("utf-8", "replace"))
    if piece == " ":
        return 0
    if piece.isspace() and piece[0] == " ":
        return -(-len(piece) // SPACES_A_TOKEN)
    return -(-len(piece) // LETTERS_A_TOKEN)


def tokens_needed(prompt: Prompt, *, scale: float = 1.0) -> int:
    """Return the context that prompt and answer take together.

    `scale` is how far guesses were below a server's own counts so far, 1 where they were not.
    """
    asked = tokens_of(prompt.system) + tokens_of(prompt.user)
    return int(asked * scale) + TEMPLATE_TOKENS + prompt.sampling.tokens_max


def context_for(needed: int, *, most: int) -> int:
    """Return the length of context to ask a server for: few different ones, `most` at most."""
    stepped = -(-needed // CONTEXT_STEP) * CONTEXT_STEP
    return min(max(stepped, CONTEXT_LEAST), most)
