"""What Ollama is asked and told: lengths of context, thinking, names, fetching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.chat_double import Said, document
from fakes.clock import FakeClock
from fakes.console import FakeConsole
from fakes.loopback import SECONDS, Reply, serving
from fakes.ollama_double import DIGEST, OllamaDouble, Weights

from bot.adapters.models.call import Call, answer_bounds
from bot.adapters.models.ollama_model import KEEP_ALIVE, OllamaServer, full_name, ollama_facts
from bot.adapters.models.ollama_pull import pull
from bot.errors import ModelError
from bot.ports.model import Completion, CompletionEnd, ModelCard, Prompt, Sampling

if TYPE_CHECKING:
    from contextlib import ExitStack

    from bot.adapters.models.endpoint import ServerFacts


def facts_of(url: str, name: str = "phi3:mini", most: int = 8192) -> ServerFacts:
    facts = ollama_facts(url, name, version="0.12.6", context_max=most)
    assert facts is not None
    return facts


class Server:
    """One adapter and its double."""

    def __init__(self, stack: ExitStack, double: OllamaDouble, most: int = 8192) -> None:
        self.double = double
        facts = facts_of(stack.enter_context(serving(double)), most=most)
        self.adapter = OllamaServer(facts, FakeClock())

    def ask(self, user: str, tokens_max: int = 100, system: str = "") -> Completion:
        prompt = Prompt("gap@1", system, user, sampling=Sampling(tokens_max=tokens_max))
        with Call(answer_bounds(tokens_max, SECONDS)) as call:
            return self.adapter.answer(prompt, call)

    @property
    def contexts(self) -> list[int]:
        return [one["options"]["num_ctx"] for one in self.double.asked]


def test_the_card_is_what_tags_and_show_say(stack: ExitStack) -> None:
    url = stack.enter_context(serving(OllamaDouble()))

    card = facts_of(url, most=1_000_000).card

    assert card == ModelCard("phi3:mini", f"sha256:{DIGEST}", 131_072, "Ollama 0.12.6")


def test_a_model_that_is_not_pulled_is_not_there(stack: ExitStack) -> None:
    url = stack.enter_context(serving(OllamaDouble()))

    assert ollama_facts(url, "qwen:7b", version="1", context_max=8192) is None


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("phi3:mini", "phi3:mini"),
        ("Qwen", "qwen:latest"),
        ("hub:80/me/qwen", "hub:80/me/qwen:latest"),
        ("hub:80/me/qwen:q4", "hub:80/me/qwen:q4"),
    ],
)
def test_names_are_compared_as_ollama_does(name: str, full: str) -> None:
    assert full_name(name) == full


def test_a_name_without_its_tag_is_found(stack: ExitStack) -> None:
    url = stack.enter_context(serving(OllamaDouble(models={"qwen:latest": Weights()})))

    assert facts_of(url, "qwen").card.name == "qwen"


def test_the_length_of_context_only_grows(stack: ExitStack) -> None:
    server = Server(stack, OllamaDouble())

    for user in ("short", "word " * 2500, "short"):
        server.ask(user)

    assert server.contexts == [4096, 6144, 6144]


def test_the_server_keeps_the_model_and_gets_the_cap(stack: ExitStack) -> None:
    server = Server(stack, OllamaDouble())

    server.ask("short", tokens_max=77)

    (sent,) = server.double.asked
    assert sent["keep_alive"] == KEEP_ALIVE
    assert sent["options"]["num_predict"] == 77
    assert "think" not in sent


def test_a_model_that_thinks_is_told_not_to(stack: ExitStack) -> None:
    weights = Weights(capabilities=("completion", "thinking"))
    server = Server(stack, OllamaDouble(models={"phi3:mini": weights}))

    server.ask("short")

    assert server.double.asked[0]["think"] is False


@pytest.mark.parametrize(
    ("weights", "roles"),
    [
        (Weights(), ["system", "user"]),
        (Weights(template="{{ range .Messages }}{{ .Content }}{{ end }}"), ["system", "user"]),
        (Weights(template="{{ .Prompt }}", modelfile="FROM …\nRENDERER qwen"), ["system", "user"]),
        (Weights(template="{{ .Prompt }}"), ["user"]),
    ],
)
def test_a_model_without_a_template_is_told_the_rules_by_the_user(
    stack: ExitStack, weights: Weights, roles: list[str]
) -> None:
    server = Server(stack, OllamaDouble(models={"phi3:mini": weights}))

    server.ask("short", system="the rules")

    messages = server.double.asked[0]["messages"]
    assert [one["role"] for one in messages] == roles
    assert all(text in str(messages) for text in ("the rules", "short"))


def test_a_guess_that_was_too_low_is_not_made_again(stack: ExitStack) -> None:
    server = Server(stack, OllamaDouble(answer=lambda _: Said(["a"], tokens_in=4000)))

    server.ask("word " * 500)
    server.double.answer = lambda _: Said(["a"])
    completion = server.ask("word " * 1100)

    assert completion.end is CompletionEnd.REFUSED
    assert len(server.double.asked) == 1


def test_a_full_context_is_told(stack: ExitStack) -> None:
    said = Said(["a"], tokens_in=4000, tokens_out=96)
    server = Server(stack, OllamaDouble(answer=lambda _: said))

    completion = server.ask("short")

    assert completion.end is CompletionEnd.LENGTH
    assert completion.note == "the context was full, the prompt may have been cut"
    assert completion.tokens_in == 4000


def test_a_prompt_with_half_a_character_is_sent_without_it(stack: ExitStack) -> None:
    server = Server(stack, OllamaDouble())

    server.ask("a\ud800b")

    assert server.double.asked[0]["messages"][-1]["content"] == "a\ufffdb"


@pytest.mark.parametrize(
    "reply",
    [Reply(404), Reply(chunks=[b"<html>"]), document([1]), document({"models": None})],
    ids=["404", "html", "a list", "no models"],
)
def test_what_is_no_list_of_models_is_an_error(stack: ExitStack, reply: Reply) -> None:
    double = OllamaDouble()
    double.route = lambda *_: reply  # type: ignore[method-assign]  # it says nothing else
    url = stack.enter_context(serving(double))

    with pytest.raises(ModelError, match=r"tells nothing of phi3:mini: "):
        facts_of(url)


def test_fetching_shows_how_far_it_is(stack: ExitStack) -> None:
    double = OllamaDouble(models={}, library={"phi3:mini": Weights()})
    url = stack.enter_context(serving(double))
    console = FakeConsole()

    pull(url, "phi3:mini", console)

    assert console.told == [
        ("info", f"the model is fetched model=phi3:mini server={url}"),
        ("progress", "fetch phi3:mini, MB 0/2176"),
        ("progress", "fetch phi3:mini, MB 1088/2176"),
        ("progress", "fetch phi3:mini, MB 2176/2176"),
    ]
    assert facts_of(url).card.digest


@pytest.mark.parametrize(
    ("double", "why"),
    [
        (OllamaDouble(), "the server said: pull model manifest: file does not exist"),
        (OllamaDouble(library={"qwen": Weights()}, pull_ends="verifying"), "it broke off"),
    ],
    ids=["no such model", "broken off"],
)
def test_fetching_that_fails_says_why(stack: ExitStack, double: OllamaDouble, why: str) -> None:
    url = stack.enter_context(serving(double))

    with pytest.raises(ModelError, match=why):
        pull(url, "qwen", FakeConsole())
