"""A double of an OpenAI-compatible server on loopback: vLLM, or llama.cpp's where it has props.

Source: OpenAI's API, "Create chat completion" and "List models"; llama.cpp's server, README.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fakes.chat_double import ChatDouble, Said, document
from fakes.loopback import Reply

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYS = {
    "model",
    "messages",
    "stream",
    "stream_options",
    "temperature",
    "seed",
    "max_tokens",
    "response_format",
}


@dataclass
class OpenAIDouble(ChatDouble):
    """A server with models; `props` makes it llama.cpp's, `key` is wanted where it is set."""

    models: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"id": "phi3:mini", "object": "model", "owned_by": "vllm", "max_model_len": 4096}
        ]
    )
    props: dict[str, Any] | None = None
    key: str = ""

    def route(self, asked: str, body: dict[str, Any]) -> Reply:
        sent = {name.lower(): value for name, value in self.headers[-1].items()}
        if self.key and sent.get("authorization") != f"Bearer {self.key}":
            return document({"error": {"message": "Incorrect API key provided"}}, 401)
        if asked == "GET /v1/models":
            return document({"object": "list", "data": self.models})
        if asked == "GET /props" and self.props is not None:
            return document(self.props)
        if asked == "POST /v1/chat/completions":
            return self._chat(body)
        return document({"detail": "Not Found"}, 404)

    def _chat(self, body: dict[str, Any]) -> Reply:
        assert set(body) <= _KEYS
        assert body["stream"]
        if body["model"] not in {one["id"] for one in self.models}:
            return document({"error": {"message": "The model does not exist."}}, 404)
        said = self.said_to(body)
        if said.raw is not None:
            return said.raw
        headers = {"Content-Type": "text/event-stream"}
        return Reply(chunks=_events(said), headers=headers, breaks_off=said.breaks_off)


def _events(said: Said) -> Iterator[bytes]:
    yield b": ready\n\n"
    yield _event({"role": "assistant", "content": ""})
    for piece in said.pieces:
        yield _event({"content": piece})
    if said.breaks_off:
        return
    calls = [{"index": 0, "function": {"name": "shell", "arguments": "{}"}}]
    yield _event({"tool_calls": calls} if said.tools else {}, said.reason)
    usage = {
        "prompt_tokens": said.tokens_in,
        "completion_tokens": said.tokens_out,
        "total_tokens": said.tokens_in + said.tokens_out,
    }
    yield _data({"object": "chat.completion.chunk", "choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def _event(delta: dict[str, Any], reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return _data({"object": "chat.completion.chunk", "choices": [choice]})


def _data(shape: object) -> bytes:
    return b"data: " + json.dumps(shape, ensure_ascii=False).encode() + b"\n\n"
