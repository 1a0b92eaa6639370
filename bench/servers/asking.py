"""Ask a server by its own words, with none of the bot's adapters in between."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

ASK_S_MAX = 1800
PIECES_MAX = 100_000
_OK = 200


@dataclass(frozen=True)
class Question:
    """One prompt; `more` is added to the body as it is, for what only one server knows."""

    user: str
    system: str = ""
    schema: Mapping[str, Any] | None = None
    tokens_max: int = 64
    temperature: float = 0.0
    seed: int = 1
    context: int = 4096
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def messages(self) -> list[dict[str, str]]:
        """Return the chat that is sent."""
        said = (("system", self.system), ("user", self.user))
        return [{"role": role, "content": content} for role, content in said if content]


@dataclass
class Reply:
    """What came: `error` is the body of a refusal, the seconds are the server's own where told."""

    status: int = 0
    text: str = ""
    error: str = ""
    end: str = ""
    tokens_in: int = 0
    tokens_kept: int = 0
    tokens_out: int = 0
    in_s: float = 0.0
    out_s: float = 0.0
    load_s: float = 0.0
    first_s: float = 0.0
    seconds: float = 0.0


class Wire(Protocol):
    """One server's protocol."""

    url: str
    model: str
    path: str

    def body(self, question: Question) -> dict[str, Any]:
        """Write the request."""
        ...

    def hear(self, line: bytes, reply: Reply) -> None:
        """Take one line of the stream into the reply."""
        ...


class OllamaWire:
    """Ollama's own API: one JSON object a line. Source: API, "Generate a chat completion"."""

    path = "/api/chat"

    def __init__(self, url: str, model: str) -> None:
        self.url, self.model = url, model

    def body(self, question: Question) -> dict[str, Any]:
        """Write the request."""
        options = {
            "num_ctx": question.context,
            "num_predict": question.tokens_max,
            "temperature": question.temperature,
            "seed": question.seed,
        }
        asked = {"model": self.model, "messages": question.messages, "options": options}
        schema = {} if question.schema is None else {"format": question.schema}
        return {**asked, **schema, **question.more}

    def hear(self, line: bytes, reply: Reply) -> None:
        """Take one object in; durations are nanoseconds."""
        piece = json.loads(line)
        reply.text += piece.get("message", {}).get("content", "")
        reply.error += str(piece.get("error", ""))
        if piece.get("done"):
            reply.end = piece.get("done_reason", "")
            reply.tokens_in = piece.get("prompt_eval_count", 0)
            reply.tokens_out = piece.get("eval_count", 0)
            reply.in_s = piece.get("prompt_eval_duration", 0) / 1e9
            reply.out_s = piece.get("eval_duration", 0) / 1e9
            reply.load_s = piece.get("load_duration", 0) / 1e9


class OpenAIWire:
    """What llama.cpp's server, vLLM and Ollama speak: server-sent events, one JSON object each."""

    path = "/v1/chat/completions"

    def __init__(self, url: str, model: str) -> None:
        self.url, self.model = url, model

    def body(self, question: Question) -> dict[str, Any]:
        """Write the request; the context's length is the server's affair."""
        form = {"name": "answer", "strict": True, "schema": question.schema}
        schema = {"response_format": {"type": "json_schema", "json_schema": form}}
        return {
            "model": self.model,
            "messages": question.messages,
            "max_tokens": question.tokens_max,
            "temperature": question.temperature,
            "seed": question.seed,
            "stream": True,
            "stream_options": {"include_usage": True},
            **({} if question.schema is None else schema),
            **question.more,
        }

    def hear(self, line: bytes, reply: Reply) -> None:
        """Take one event in; `timings` is llama.cpp's own addition, in milliseconds."""
        said = line.removeprefix(b"data:").strip()
        if not line.startswith(b"data:") or said == b"[DONE]":
            return
        piece = json.loads(said)
        reply.error += json.dumps(piece["error"]) if "error" in piece else ""
        for choice in piece.get("choices", ()):
            reply.text += choice.get("delta", {}).get("content") or ""
            reply.end = choice.get("finish_reason") or reply.end
        usage = piece.get("usage") or {}
        reply.tokens_in = usage.get("prompt_tokens", reply.tokens_in)
        reply.tokens_out = usage.get("completion_tokens", reply.tokens_out)
        timings = piece.get("timings") or {}
        reply.tokens_kept = timings.get("cache_n", reply.tokens_kept)
        reply.in_s = timings.get("prompt_ms", reply.in_s * 1000) / 1000
        reply.out_s = timings.get("predicted_ms", reply.out_s * 1000) / 1000


def ask(wire: Wire, question: Question, *, pieces_max: int = PIECES_MAX) -> Reply:
    """Ask and read to the end; after `pieces_max` lines hang up, as a client that was stopped."""
    reply = Reply()
    started = time.monotonic()
    connection, response = sent(wire.url, wire.path, wire.body(question))
    try:
        reply.status = response.status
        if response.status != _OK:
            reply.error = response.read().decode(errors="replace")
        for number, line in enumerate(lines(response), start=1):
            reply.first_s = reply.first_s or time.monotonic() - started
            wire.hear(line, reply)
            if number == pieces_max:
                break
    finally:
        connection.close()
    reply.seconds = time.monotonic() - started
    return reply


def sent(url: str, path: str, body: Mapping[str, Any]) -> tuple[HTTPConnection, HTTPResponse]:
    """Post a JSON object."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=ASK_S_MAX)
    headers = {"Content-Type": "application/json"}
    connection.request("POST", path, json.dumps(body), headers)
    return connection, connection.getresponse()


def lines(response: HTTPResponse) -> Iterator[bytes]:
    """Give the stream's lines that hold something."""
    for line in response:
        if line.strip():
            yield line
