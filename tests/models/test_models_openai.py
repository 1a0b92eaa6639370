"""What an OpenAI-compatible server is asked and told: names, keys, lengths of context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fakes.chat_double import Said, document
from fakes.clock import FakeClock
from fakes.loopback import SECONDS, Reply, serving
from fakes.openai_double import OpenAIDouble

from bot.adapters.models.call import Call, answer_bounds
from bot.adapters.models.openai_model import OpenAIServer, openai_facts
from bot.errors import ModelError
from bot.ports.model import CompletionEnd, ModelCard, Prompt

if TYPE_CHECKING:
    from contextlib import ExitStack

    from bot.adapters.models.endpoint import ServerFacts

ANY = "an OpenAI-compatible server"
LLAMA = {"id": "qwen.gguf", "object": "model", "owned_by": "llamacpp", "meta": {"n_ctx": 512}}


def facts_of(
    stack: ExitStack, double: OpenAIDouble, name: str = "phi3:mini", key: str = ""
) -> ServerFacts:
    url = stack.enter_context(serving(double))
    return openai_facts(f"{url}/v1", name, key=key, context_max=8192)


@pytest.mark.parametrize(
    ("model", "props", "card"),
    [
        (
            {"id": "phi3:mini", "owned_by": "vllm", "max_model_len": 4096},
            None,
            ModelCard("phi3:mini", "", 4096, "vLLM"),
        ),
        (
            LLAMA,
            {"default_generation_settings": {"n_ctx": 2048}, "build_info": "b9999"},
            ModelCard("qwen.gguf", "", 2048, "llama.cpp b9999"),
        ),
        (LLAMA, None, ModelCard("qwen.gguf", "", 512, ANY)),
        ({"id": "a"}, {}, ModelCard("a", "", 4096, ANY)),
        (
            {"id": "a", "max_model_len": 10**9},
            {},
            ModelCard("a", "", 8192, ANY),
        ),
    ],
    ids=["vLLM", "llama.cpp", "meta", "untold", "too long for us"],
)
def test_the_card_is_what_the_server_tells(
    stack: ExitStack, model: dict[str, Any], props: dict[str, Any] | None, card: ModelCard
) -> None:
    double = OpenAIDouble(models=[model], props=props)

    assert facts_of(stack, double).card == card


def test_of_several_models_the_one_of_the_name_is_asked(stack: ExitStack) -> None:
    models = [{"id": "a"}, {"id": "b"}]

    assert facts_of(stack, OpenAIDouble(models=models), "b").card.name == "b"


def test_a_server_that_has_several_others_is_told(stack: ExitStack) -> None:
    models = [{"id": f"m{at}\n"} for at in range(9)]

    with pytest.raises(ModelError, match=r"has no model b, it has m0, m1, m2, m3, m4: name one"):
        facts_of(stack, OpenAIDouble(models=models), "b")


def test_a_key_is_sent_where_it_is_wanted(stack: ExitStack) -> None:
    double = OpenAIDouble(key="sk-1")

    assert facts_of(stack, double, key="sk-1").card.name == "phi3:mini"
    with pytest.raises(ModelError, match="HTTP 401") as refused:
        facts_of(stack, double, key="sk-wrong")
    assert "sk-wrong" not in str(refused.value)


@pytest.mark.parametrize(
    "reply",
    [Reply(404), Reply(chunks=[b"<html>"]), document([1]), document({"data": 5})],
    ids=["404", "html", "a list", "no models"],
)
def test_what_is_no_list_of_models_is_an_error(stack: ExitStack, reply: Reply) -> None:
    double = OpenAIDouble()
    double.route = lambda *_: reply  # type: ignore[method-assign]  # it says nothing else

    with pytest.raises(ModelError, match=r"tells nothing of its models: "):
        facts_of(stack, double)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "This model's maximum context length is 4096 tokens."),
        (400, "the request exceeds the available context size, try increasing it"),
        (413, "no"),
    ],
)
def test_a_prompt_that_the_server_finds_too_long_is_refused(
    stack: ExitStack, status: int, message: str
) -> None:
    refusing = document({"error": {"message": message}}, status)
    facts = facts_of(stack, OpenAIDouble(answer=lambda _: Said(raw=refusing)))

    with Call(answer_bounds(100, SECONDS)) as call:
        completion = OpenAIServer(facts, FakeClock()).answer(Prompt("v", "s", "u"), call)

    assert completion.end is CompletionEnd.REFUSED
    assert f"HTTP {status}" in completion.note
