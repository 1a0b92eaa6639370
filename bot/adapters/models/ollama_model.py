"""Ollama, by its own client: what it says of a model, and one answer at a time.

Source: Ollama's API, "Generate a chat completion", "List local models" and "Show model
information"; the types of the package `ollama`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import ollama

from bot.adapters.models.call import Call, document_bounds
from bot.adapters.models.endpoint import ServerFacts, Speech
from bot.adapters.models.listening import Piece, listen
from bot.adapters.models.troubles import TROUBLES, Trouble, note_of, refusal, trouble_of
from bot.errors import ModelError
from bot.ports.model import Completion, CompletionEnd, ModelCard
from bot.stages.model_text import cleaned
from bot.stages.model_tokens import TEMPLATE_TOKENS, context_for, tokens_needed

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from bot.ports.model import Prompt
    from bot.ports.world import Clock

FACTS_SECONDS_MAX = 20.0
KEEP_ALIVE = "15m"
"""How long the model stays in the server's memory after an answer; a mission thinks meanwhile."""

CONTEXT_UNTOLD = 4096
DIGEST_PREFIX = "sha256:"
OLLAMA_TROUBLES = (ollama.ResponseError, *TROUBLES)


def open_client(url: str, call: Call) -> ollama.Client:
    """Return Ollama's client for one call: no proxy, no redirect, no key of the environment."""
    return ollama.Client(
        url,
        follow_redirects=False,
        trust_env=False,
        transport=call.transport(url),
        timeout=call.timeout(),
    )


def ollama_facts(url: str, name: str, *, version: str, context_max: int) -> ServerFacts | None:
    """Ask a server about a model; None where it has none of this name.

    Raises:
        ModelError: it gives no sensible answer.
    """
    call = Call(document_bounds(FACTS_SECONDS_MAX))
    try:
        with call, open_client(url, call) as client:
            digest = _digest(client.list(), name)
            if digest is None:
                return None
            shown = client.show(name)
    except OLLAMA_TROUBLES as error:
        trouble = ollama_trouble(error)
        why = f"no answer in {FACTS_SECONDS_MAX:g} s" if call.cut_as else trouble.note
        raise ModelError(f"{url} tells nothing of {name}: {why}") from error
    context = min(_context(shown.modelinfo or {}), context_max)
    card = ModelCard(name, digest, context, f"Ollama {version}".strip())
    thinks = "thinking" in (shown.capabilities or ())
    return ServerFacts(url, Speech.OLLAMA, card, thinks, _drops_system(shown))


def _drops_system(shown: ollama.ShowResponse) -> bool:
    """Tell whether a model was made of weights without a template: only the user is heard then.

    `ollama create` writes `{{ .Prompt }}` where it does not recognise the file's own template.
    What has a renderer has no template of its own either, and hears everybody.
    """
    template, recipe = shown.template or "", shown.modelfile or ""
    is_bare = ".Prompt" in template and ".System" not in template and ".Messages" not in template
    return is_bare and "RENDERER " not in recipe


def _digest(listed: ollama.ListResponse, name: str) -> str | None:
    """Return the digest of the model of this name, "" where it has none, None where it is not."""
    wanted = full_name(name)
    for one in listed.models:
        if full_name(one.model or "") == wanted:
            digest = (one.digest or "").removeprefix(DIGEST_PREFIX)
            return f"{DIGEST_PREFIX}{digest}" if digest.isalnum() else ""
    return None


def full_name(name: str) -> str:
    """Return a model's name as Ollama compares it: a tag it has always, capitals count not."""
    last = name.rsplit("/", 1)[-1]
    return (name if ":" in last else f"{name}:latest").casefold()


def _context(told: Mapping[str, object]) -> int:
    """Return how long a model's context may be: its file tells "llama.context_length"."""
    found = [value for key, value in told.items() if key.endswith(".context_length")]
    known = [value for value in found if isinstance(value, int) and value > 0]
    return known[0] if known else CONTEXT_UNTOLD


class OllamaServer:
    """Implements Endpoint: one question at a time to one server."""

    def __init__(self, facts: ServerFacts, clock: Clock) -> None:
        self._facts = facts
        self._clock = clock
        self._scale = 1.0
        self._context = 0

    @property
    def facts(self) -> ServerFacts:
        """Tell who it is."""
        return self._facts

    def answer(self, prompt: Prompt, call: Call) -> Completion:
        """Answer within the call's bounds; a prompt that may be too long is not sent.

        Raises:
            ModelError: the server is of no use any more.
        """
        needed = tokens_needed(prompt, scale=self._scale)
        most = self._facts.card.context_tokens
        if needed > most:
            note = f"{needed} tokens may be needed, {most} are to be had"
            return Completion("", CompletionEnd.REFUSED, note=note)
        # Each other length makes the server load the model anew, so it only grows.
        self._context = max(self._context, context_for(needed, most=most))
        completion = listen(prompt, call, self._clock, lambda: self._pieces(prompt, call))
        return self._checked(prompt, completion)

    def _pieces(self, prompt: Prompt, call: Call) -> Generator[Piece]:
        sampling = prompt.sampling
        schema = json.loads(prompt.schema) if prompt.schema else None
        try:
            with open_client(self._facts.url, call) as client:
                for part in client.chat(
                    self._facts.card.name,
                    messages_of(prompt, is_one=self._facts.drops_system),
                    stream=True,
                    think=False if self._facts.thinks else None,
                    format=schema,
                    options={
                        "num_ctx": self._context,
                        "num_predict": sampling.tokens_max,
                        "temperature": sampling.temperature,
                        "seed": sampling.seed,
                    },
                    keep_alive=KEEP_ALIVE,
                ):
                    yield _piece(part)
        except OLLAMA_TROUBLES as error:
            raise ollama_trouble(error) from error

    def _checked(self, prompt: Prompt, completion: Completion) -> Completion:
        """Hold our guess of a prompt's length against the server's count."""
        guessed = tokens_needed(prompt) - prompt.sampling.tokens_max - TEMPLATE_TOKENS
        if completion.tokens_in > guessed * self._scale + TEMPLATE_TOKENS:
            self._scale = completion.tokens_in / max(1, guessed)
        if completion.tokens_in + completion.tokens_out < self._context:
            return completion
        note = "the context was full, the prompt may have been cut"
        return replace(completion, end=CompletionEnd.LENGTH, note=note)


def messages_of(prompt: Prompt, *, is_one: bool = False) -> list[dict[str, str]]:
    """Return a prompt as the messages of a chat, or as one message of the user's."""
    said = [("system", prompt.system), ("user", prompt.user)]
    if is_one:
        said = [("user", "\n\n".join(text for _, text in said if text))]
    return [{"role": role, "content": cleaned(content)} for role, content in said if content]


def _piece(part: ollama.ChatResponse) -> Piece:
    ends = {"stop": CompletionEnd.STOPPED, "length": CompletionEnd.LENGTH}
    end = ends.get(part.done_reason or "stop", CompletionEnd.FAILED) if part.done else None
    note = "it asked for tools, which it has none of" if part.message.tool_calls else ""
    if end is CompletionEnd.FAILED:
        note = f"the server ended it: {note_of(part.done_reason or '')}"
    return Piece(
        part.message.content or "",
        max(0, part.prompt_eval_count or 0),
        max(0, part.eval_count or 0),
        end,
        note,
    )


def ollama_trouble(error: BaseException) -> Trouble:
    """Say what an error of the client means."""
    if isinstance(error, ollama.ResponseError):
        return refusal(error.status_code, str(error.error))
    return trouble_of(error)
