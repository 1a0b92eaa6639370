"""Any OpenAI-compatible server, such as vLLM or llama.cpp's: one answer at a time.

Source: OpenAI's API, "Create chat completion", streaming by server-sent events; llama.cpp's
server, README, "GET /props"; vLLM, "OpenAI-Compatible Server", `max_model_len`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

import httpx

from bot.adapters.models.call import Call, document_bounds
from bot.adapters.models.endpoint import ServerFacts, Speech
from bot.adapters.models.listening import Piece, listen
from bot.adapters.models.ollama_model import messages_of
from bot.adapters.models.troubles import TROUBLES, Kind, Trouble, note_of, refusal, trouble_of
from bot.errors import ModelError
from bot.ports.model import Completion, CompletionEnd, ModelCard
from bot.stages.model_tokens import tokens_needed

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.ports.model import Prompt
    from bot.ports.world import Clock

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

FACTS_SECONDS_MAX = 20.0
CONTEXT_UNTOLD = 4096
NAMES_SHOWN_MAX = 5
OK, ASKED_WRONGLY, NOT_FOUND, TOO_LARGE = 200, 400, 404, 413
_DATA, _DONE = "data:", "[DONE]"
_LONG_WORDS = ("context", "too long", "maximum")
_ENDS = {
    "stop": CompletionEnd.STOPPED,
    "length": CompletionEnd.LENGTH,
    "tool_calls": CompletionEnd.STOPPED,
    "function_call": CompletionEnd.STOPPED,
}


def open_client(url: str, call: Call) -> httpx.Client:
    """Return an HTTP client for one call: no proxy, no redirect, no key but the call's."""
    return httpx.Client(
        transport=call.transport(url),
        timeout=call.timeout(),
        trust_env=False,
        follow_redirects=False,
    )


def openai_facts(url: str, name: str, *, key: str, context_max: int) -> ServerFacts:
    """Ask a server, at "http://host:port/v1", about a model.

    A server that has a single model answers by it under whatever name.

    Raises:
        ModelError: it gives no sensible answer, or has several and none of this name.
    """
    call = Call(document_bounds(FACTS_SECONDS_MAX), key=key)
    try:
        with call, open_client(url, call) as client:
            models = _models(_read(client, f"{url}/models"))
            props = _props(client, url.removesuffix("/v1"))
    except TROUBLES as error:
        trouble = trouble_of(error)
        why = f"no answer in {FACTS_SECONDS_MAX:g} s" if call.cut_as else trouble.note
        raise ModelError(f"{url} tells nothing of its models: {why}") from error
    except Trouble as trouble:
        raise ModelError(f"{url} tells nothing of its models: {trouble.note}") from trouble
    chosen = models[0] if len(models) == 1 else _named(models, name)
    if chosen is None:
        has = ", ".join(note_of(str(one["id"])) for one in models[:NAMES_SHOWN_MAX]) or "no model"
        raise ModelError(f"{url} has no model {name}, it has {has}: name one with --model")
    context = min(_context(chosen, props) or CONTEXT_UNTOLD, context_max)
    card = ModelCard(str(chosen["id"]), "", context, _server(chosen, props))
    return ServerFacts(url, Speech.OPENAI, card)


def _read(client: httpx.Client, url: str) -> Json:
    """Read one document.

    Raises:
        Trouble: the server refused.
    """
    reply = client.get(url)
    if reply.status_code != OK:
        raise refusal(reply.status_code, reply.text)
    read: Json = reply.json()
    return read


def _props(client: httpx.Client, top: str) -> dict[str, Json]:
    """Return what llama.cpp's server tells of itself, nothing where it is another one's."""
    try:
        return _object(_read(client, f"{top}/props"))
    except (Trouble, ValueError):
        return {}


def _models(told: Json) -> list[dict[str, Json]]:
    """Return the models a server lists: {"data": [{"id": "name", ...}]}."""
    listed = _object(told).get("data")
    if not isinstance(listed, list):
        raise TypeError("no list of models")
    return [one for one in map(_object, listed) if isinstance(one.get("id"), str)]


def _named(models: list[dict[str, Json]], name: str) -> dict[str, Json] | None:
    return next((one for one in models if one["id"] == name), None)


def _context(model: dict[str, Json], props: dict[str, Json]) -> int | None:
    """Return how long prompt and answer may be together, None where nobody tells."""
    told = (
        _object(props.get("default_generation_settings")).get("n_ctx"),
        model.get("max_model_len"),
        _object(model.get("meta")).get("n_ctx"),
    )
    known = [value for value in told if isinstance(value, int) and value > 0]
    return known[0] if known else None


def _server(model: dict[str, Json], props: dict[str, Json]) -> str:
    """Name what kind of server it is; its address stays out of every text."""
    if props:
        return note_of(f"llama.cpp {props.get('build_info') or ''}".strip())
    return "vLLM" if model.get("owned_by") == "vllm" else "an OpenAI-compatible server"


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


class OpenAIServer:
    """Implements Endpoint: one question at a time to one server."""

    def __init__(self, facts: ServerFacts, clock: Clock) -> None:
        self._facts = facts
        self._clock = clock

    @property
    def facts(self) -> ServerFacts:
        """Tell who it is."""
        return self._facts

    def answer(self, prompt: Prompt, call: Call) -> Completion:
        """Answer within the call's bounds; a prompt that may be too long is not sent.

        Raises:
            ModelError: the server is of no use any more.
        """
        needed, most = tokens_needed(prompt), self._facts.card.context_tokens
        if needed > most:
            note = f"{needed} tokens may be needed, {most} are to be had"
            return Completion("", CompletionEnd.REFUSED, note=note)
        return listen(prompt, call, self._clock, lambda: self._pieces(prompt, call))

    def _pieces(self, prompt: Prompt, call: Call) -> Generator[Piece]:
        url = f"{self._facts.url}/chat/completions"
        body = _body(prompt, self._facts.card.name)
        try:
            with open_client(url, call) as client, client.stream("POST", url, json=body) as reply:
                if reply.status_code != OK:
                    raise _refused(reply.status_code, reply.read().decode(errors="replace"))
                for line in reply.iter_lines():
                    said = line.removeprefix(_DATA).strip()
                    if said == _DONE:
                        return
                    if line.startswith((_DATA, "{")):
                        yield _piece(_object(json.loads(said)))
        except TROUBLES as error:
            raise trouble_of(error) from error


def _body(prompt: Prompt, name: str) -> dict[str, object]:
    sampling = prompt.sampling
    body: dict[str, object] = {
        "model": name,
        "messages": messages_of(prompt),
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": sampling.temperature,
        "seed": sampling.seed,
        "max_tokens": sampling.tokens_max,
    }
    if prompt.schema:
        named = {"name": "answer", "strict": True, "schema": json.loads(prompt.schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": named}
    return body


def _refused(status: int, said: str) -> Trouble:
    is_long = status == TOO_LARGE or any(words in said.lower() for words in _LONG_WORDS)
    if status in (ASKED_WRONGLY, TOO_LARGE) and is_long:
        return Trouble(Kind.LONG, f"HTTP {status}: {said}")
    return refusal(status, said)


def _piece(told: dict[str, Json]) -> Piece:
    """Read one event: {"choices": [{"delta": {"content": "a"}, "finish_reason": null}]}."""
    error = told.get("error")
    if error:
        raise refusal(-1, str(_object(error).get("message", error)))
    choices, usage = told.get("choices"), _object(told.get("usage"))
    choice = _object(choices[0]) if isinstance(choices, list) and choices else {}
    # A server that streams nothing sends one whole message instead.
    said = _object(choice.get("delta") or choice.get("message"))
    content, reason = said.get("content"), choice.get("finish_reason")
    end = _ENDS.get(str(reason), CompletionEnd.FAILED) if reason else None
    note = "it asked for tools, which it has none of" if said.get("tool_calls") else ""
    if end is CompletionEnd.FAILED:
        note = f"the server ended it: {note_of(str(reason))}"
    return Piece(
        content if isinstance(content, str) else "",
        _count(usage.get("prompt_tokens")),
        _count(usage.get("completion_tokens")),
        end,
        note,
    )


def _count(value: Json) -> int:
    return value if isinstance(value, int) and value > 0 else 0
