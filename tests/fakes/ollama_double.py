"""A double of Ollama on loopback, each request and reply held to the types of its own client.

Source: Ollama's API: version, tags, show, chat and pull; package `ollama`, its types.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from fakes.chat_double import ChatDouble, Said, document
from fakes.loopback import Reply
from ollama._types import (
    ChatRequest,
    ChatResponse,
    ListResponse,
    Options,
    ProgressResponse,
    PullRequest,
    ShowRequest,
    ShowResponse,
)
from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

M = TypeVar("M", bound=BaseModel)
DIGEST = "4f2222927938" + "0" * 52
WHEN = "2026-01-31T12:00:00.123456Z"


@dataclass(frozen=True)
class Weights:
    """A model that the server has, or could fetch."""

    digest: str = DIGEST
    context: int = 131_072
    capabilities: tuple[str, ...] = ("completion",)
    template: str = "{{ if .System }}<|system|>\n{{ .System }}<|end|>\n{{ end }}{{ .Prompt }}"
    modelfile: str = "FROM …"


@dataclass
class OllamaDouble(ChatDouble):
    """Ollama with some models on its disk, `library` beyond its network."""

    models: dict[str, Weights] = field(default_factory=lambda: {"phi3:mini": Weights()})
    library: dict[str, Weights] = field(default_factory=dict)
    pull_ends: str = "success"

    def route(self, asked: str, body: dict[str, Any]) -> Reply:
        routes: dict[str, Callable[[], Reply]] = {
            "GET /api/version": lambda: document({"version": "0.12.6"}),
            "GET /api/tags": self._tags,
            "POST /api/show": lambda: self._show(body),
            "POST /api/chat": lambda: self._chat(body),
            "POST /api/pull": lambda: self._pull(body),
        }
        return routes[asked]()

    def _weights(self, name: str) -> Weights | None:
        return self.models.get(name) or self.models.get(f"{name}:latest")

    def _tags(self) -> Reply:
        models = [
            {
                "name": name,
                "model": name,
                "modified_at": WHEN,
                "size": 2_176_178_913,
                "digest": one.digest,
                "details": {"format": "gguf", "family": "phi3", "quantization_level": "Q4_0"},
            }
            for name, one in self.models.items()
        ]
        return document(_valid(ListResponse, {"models": models}))

    def _show(self, body: dict[str, Any]) -> Reply:
        asked = _request(ShowRequest, body)
        weights = self._weights(asked.model)
        if weights is None:
            return document({"error": f"model '{asked.model}' not found"}, 404)
        shape = {
            "modelfile": weights.modelfile,
            "template": weights.template,
            "details": {"format": "gguf", "family": "phi3"},
            "model_info": {
                "general.architecture": "phi3",
                "phi3.context_length": weights.context,
                "phi3.rope.scaling.original_context_length": 4096,
            },
            "capabilities": list(weights.capabilities),
            "modified_at": WHEN,
        }
        return document(_valid(ShowResponse, shape))

    def _chat(self, body: dict[str, Any]) -> Reply:
        asked = _request(ChatRequest, body)
        Options.model_validate(body["options"])
        assert set(body["options"]) <= set(Options.model_fields)
        if self._weights(asked.model) is None:
            return document({"error": f"model '{asked.model}' not found"}, 404)
        said = self.said_to(body)
        if said.raw is not None:
            return said.raw
        assert asked.stream
        lines = _lines(asked.model, said)
        return Reply(chunks=lines, headers=_NDJSON, breaks_off=said.breaks_off)

    def _pull(self, body: dict[str, Any]) -> Reply:
        name = _request(PullRequest, body).model
        steps: list[dict[str, Any]] = [{"status": "pulling manifest"}]
        if name in self.library:
            total = 2_176_178_913
            steps += [
                {"status": "pulling 4f22", "digest": DIGEST, "total": total, "completed": done}
                for done in (0, total // 2, total)
            ]
            steps += [{"status": self.pull_ends}]
            self.models[name] = self.library[name]
        else:
            steps += [{"error": "pull model manifest: file does not exist"}]
        kept = [step if "error" in step else _valid(ProgressResponse, step) for step in steps]
        return Reply(chunks=[_line(step) for step in kept], headers=_NDJSON)


_NDJSON = {"Content-Type": "application/x-ndjson"}


def _lines(model: str, said: Said) -> Iterator[bytes]:
    for piece in said.pieces:
        yield _line(_valid(ChatResponse, _part(model, piece)))
    if said.breaks_off:
        return
    last = _part(model, "") | {"done": True, "done_reason": said.reason}
    if said.tools:
        call = {"function": {"name": "shell", "arguments": {"command": "rm -rf /"}}}
        last["message"]["tool_calls"] = [call]
    counts = {"prompt_eval_count": said.tokens_in, "eval_count": said.tokens_out}
    yield _line(_valid(ChatResponse, {**last, **counts, "total_duration": 4_648_158_584}))


def _part(model: str, content: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {"model": model, "created_at": WHEN, "message": message, "done": False}


def _line(shape: object) -> bytes:
    # As Go writes it: characters as they are, but for these two.
    text = json.dumps(shape, ensure_ascii=False).replace("\u2028", "\\u2028")
    return text.replace("\u2029", "\\u2029").encode() + b"\n"


def _request(cls: type[M], body: dict[str, Any]) -> M:
    """Read a request strictly: a key that Ollama's own client does not know is a mistake."""
    known = {spec.alias or name for name, spec in cls.model_fields.items()}
    assert set(body) <= known, f"{cls.__name__} has no {set(body) - known}"
    return cls.model_validate(body)


def _valid(cls: type[BaseModel], shape: dict[str, Any]) -> dict[str, Any]:
    """Return a reply that Ollama's client reads without loss."""
    cls.model_validate(shape)
    return shape
