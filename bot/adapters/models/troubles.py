"""What a server's failure means: for the question, and for whether it is asked again."""

from __future__ import annotations

from enum import StrEnum

import httpx

from bot.stages.markdown import one_line
from bot.stages.model_text import cleaned

NOTE_CHARS_MAX = 200
REDIRECTED, ASKED_WRONGLY, TOO_MANY, BUSY = 300, 400, 429, 503
LOST_STATUSES = frozenset({401, 402, 403, 404, 405, 410})

# What clients let through of httpx, of pydantic and of json, for whatever a server replies.
TROUBLES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    RecursionError,
)


class Kind(StrEnum):
    """What a failure of a server means for the question."""

    REFUSED = "no connection"
    BUSY = "busy"
    LOST = "of no use"
    LONG = "prompt too long"
    BAD = "a bad reply"


class Trouble(Exception):
    """A server did not answer as it should; `kind` says what that means."""

    def __init__(self, kind: Kind, note: str) -> None:
        super().__init__(note)
        self.kind = kind
        self.note = note_of(note)


def trouble_of(error: BaseException) -> Trouble:
    """Say what one of TROUBLES means."""
    if isinstance(error, (httpx.ConnectError, ConnectionRefusedError)):
        return Trouble(Kind.REFUSED, f"no connection: {error}")
    if isinstance(error, (httpx.ConnectTimeout, httpx.InvalidURL, ConnectionError)):
        return Trouble(Kind.LOST, f"no connection: {error}")
    return Trouble(Kind.BAD, f"a reply that cannot be read: {type(error).__name__}: {error}")


def refusal(status: int, said: str) -> Trouble:
    """Say what a status of HTTP means, -1 for an error amid a reply; `said` is the server's."""
    note = f"HTTP {status}: {said}" if status > 0 else f"the server said: {said}"
    if status in (BUSY, TOO_MANY):
        return Trouble(Kind.BUSY, note)
    # One prompt may break a server that answers the next one, so a broken one is merely bad.
    if REDIRECTED <= status < ASKED_WRONGLY or status in LOST_STATUSES:
        return Trouble(Kind.LOST, note)
    return Trouble(Kind.BAD, note)


def note_of(text: str) -> str:
    """Return a server's words as one line that shows whatever it holds, cut short."""
    return one_line(cleaned(text[: 2 * NOTE_CHARS_MAX]))[:NOTE_CHARS_MAX]
