"""What doubles of model servers share: what they say to a prompt, and what they were asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from threading import Event
from typing import TYPE_CHECKING, Any

from fakes.loopback import Reply

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Said:
    """One answer: pieces as the model makes them, why it ends, and the server's counts.

    `raw` replaces all of it by a reply that no server should give.
    """

    pieces: Iterable[str] = ()
    reason: str = "stop"
    tokens_in: int = 20
    tokens_out: int = 5
    tools: bool = False
    breaks_off: bool = False
    raw: Reply | None = None


def words(text: str) -> Said:
    """Answer so, word by word."""
    return Said([f"{word} " for word in text.split(" ")])


def endless(piece: str = "and ") -> Said:
    """Answer without an end."""
    return Said(repeat(piece))


def silent(until: Event) -> Said:
    """Say nothing before something happens."""

    def chunks() -> Iterator[bytes]:
        until.wait()
        yield b"\n"

    return Said(raw=Reply(chunks=chunks()))


@dataclass
class ChatDouble:
    """A server with a model; `answer` decides by the user's message what is said."""

    answer: Callable[[str], Said] = field(default=lambda _: words("yes"))
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    hung_up: Event = field(default_factory=Event)

    def reply(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self.paths.append(f"{method} {path}")
        self.headers.append(headers)
        return self.route(f"{method} {path}", json.loads(body) if body else {})

    def route(self, asked: str, body: dict[str, Any]) -> Reply:
        raise NotImplementedError

    def said_to(self, body: dict[str, Any]) -> Said:
        """Remember what a chat asked, and answer its last message."""
        self.asked.append(body)
        return self.answer(body["messages"][-1]["content"])


def document(value: object, status: int = 200) -> Reply:
    """Reply one JSON document."""
    return Reply(status, [json.dumps(value).encode()], {"Content-Type": "application/json"})
