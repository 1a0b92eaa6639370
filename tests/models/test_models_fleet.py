"""Several servers as one model: side by side, bounded, and without one that fails."""

from __future__ import annotations

import threading
from threading import Barrier, Event
from typing import TYPE_CHECKING

import pytest
from fakes.chat_double import Said, silent, words
from fakes.console import FakeConsole
from fakes.loopback import SECONDS, serving
from fakes.ollama_double import OllamaDouble, Weights
from fakes.openai_double import OpenAIDouble
from fakes.served_model import (
    Served,
    fleet_of,
    ollama_endpoint,
    openai_endpoint,
    served_model,
)

from bot.adapters.models.fleet import OVER, QUEUE_MAX, Fleet
from bot.ports.model import Completion, CompletionEnd, Prompt

if TYPE_CHECKING:
    from contextlib import ExitStack


def prompt(user: object) -> Prompt:
    return Prompt("gap@1", "s", str(user))


@pytest.fixture
def two(stack: ExitStack) -> Served:
    return served_model("fleet", stack)


def test_two_servers_answer_at_the_same_time(two: Served) -> None:
    both = Barrier(2, timeout=SECONDS)

    def answer(user: str) -> Said:
        both.wait()
        return words(user)

    two.says(answer)
    two.model.begin(prompt("a"))

    assert two.model.ask(prompt("b")).text == "b "
    assert two.model.ask(prompt("a")).text == "a "
    assert [len(double.asked) for double in two.doubles] == [1, 1]


def test_a_server_has_one_question_at_a_time(stack: ExitStack) -> None:
    served = served_model("ollama", stack)
    under_way: list[int] = []
    now = []

    def answer(user: str) -> Said:
        now.append(user)
        under_way.append(len(now))
        now.remove(user)
        return words(user)

    served.says(answer)
    for at in range(5):
        served.model.begin(prompt(at))

    assert [served.model.ask(prompt(at)).text for at in range(5)] == [f"{at} " for at in range(5)]
    assert set(under_way) == {1}


def test_what_is_begun_is_answered_before_anybody_asks(two: Served) -> None:
    asked = Event()

    def answer(user: str) -> Said:
        asked.set()
        return words(user)

    two.says(answer)
    two.model.begin(prompt("soon"))

    assert asked.wait(SECONDS)
    assert two.model.ask(prompt("soon")).text == "soon "


def test_what_is_asked_goes_before_what_is_begun(stack: ExitStack) -> None:
    served = served_model("ollama", stack)
    first, go = Event(), Event()

    def answer(user: str) -> Said:
        first.set()
        go.wait()
        return words(user)

    served.says(answer)
    served.model.begin(prompt("first"))
    assert first.wait(SECONDS)
    served.model.begin(prompt("second"))
    served.model.begin(prompt("third"))
    go.set()

    served.model.ask(prompt("third"))
    served.model.ask(prompt("second"))

    order = [one["messages"][-1]["content"] for one in served.doubles[0].asked]
    assert order == ["first", "third", "second"]


def test_of_many_that_are_begun_the_oldest_gives_way(stack: ExitStack) -> None:
    served = served_model("ollama", stack)
    first, go = Event(), Event()

    def answer(user: str) -> Said:
        first.set()
        go.wait()
        return words(user)

    served.says(answer)
    served.model.begin(prompt("first"))
    assert first.wait(SECONDS)
    for at in range(QUEUE_MAX + 2):
        served.model.begin(prompt(at))
    go.set()

    assert served.model.ask(prompt(QUEUE_MAX + 1)).text == f"{QUEUE_MAX + 1} "
    for at in range(3, QUEUE_MAX + 1):
        served.model.ask(prompt(at))
    asked = {one["messages"][-1]["content"] for one in served.doubles[0].asked}
    assert not {"0", "1"} & asked


def test_a_question_of_a_server_that_fails_goes_to_another(two: Served) -> None:
    broken, whole = two.doubles
    for double in (broken, whole):
        assert isinstance(double, OllamaDouble)
    broken.models.clear()  # type: ignore[attr-defined]  # it is Ollama's
    together = Barrier(2, timeout=SECONDS)
    whole.answer = lambda user: (together.wait(), words(user))[1]
    two.model.begin(prompt("a"))
    two.model.begin(prompt("b"))
    together.wait()
    together.wait()

    texts = [two.model.ask(prompt(user)).text for user in "ab"]

    assert texts == ["a ", "b "]
    assert two.model.note == ""
    ((level, line),) = two.console.told
    assert level == "warning"
    assert line.startswith("a server of the model is left out why=http://127.0.0.1:")
    assert "HTTP 404" in line


@pytest.mark.usefixtures("no_pauses")
def test_a_server_that_is_gone_is_left_out(stack: ExitStack) -> None:
    with serving(OllamaDouble()) as url:
        endpoint = ollama_endpoint(url)
    model = fleet_of(endpoint, console=FakeConsole())
    stack.callback(model.close)

    completion = model.ask(prompt("a"))
    later = model.ask(prompt("b"))

    assert completion.end is later.end is CompletionEnd.FAILED
    assert model.card is None
    assert "no connection" in model.note


def test_prompts_have_to_fit_the_shortest_context(stack: ExitStack) -> None:
    contexts = (2048, 4096)
    urls = [
        stack.enter_context(serving(OllamaDouble(models={"phi3:mini": Weights(context=one)})))
        for one in contexts
    ]

    model = fleet_of(*map(ollama_endpoint, urls), console=FakeConsole())

    assert model.card is not None
    assert model.card.context_tokens == 2048


def test_nothing_is_sent_when_the_missions_time_is_over(stack: ExitStack) -> None:
    double = OllamaDouble()
    endpoint = ollama_endpoint(stack.enter_context(serving(double)))
    model = Fleet([endpoint], console=FakeConsole(), seconds_left=lambda: 0.0)
    stack.callback(model.close)

    completions = [model.ask(prompt(at)) for at in range(4)]

    assert {(one.end, one.note) for one in completions} == {(CompletionEnd.TIMED_OUT, OVER)}
    assert double.asked == []
    assert model.note == ""


def test_an_answer_takes_no_longer_than_the_mission_has(stack: ExitStack) -> None:
    ever = Event()
    stack.callback(ever.set)
    double = OllamaDouble(answer=lambda _: silent(ever))
    endpoint = ollama_endpoint(stack.enter_context(serving(double)))
    model = Fleet([endpoint], console=FakeConsole(), seconds_left=lambda: 0.2)
    stack.callback(model.close)

    completion = model.ask(prompt("a"))

    assert (completion.end, completion.note) == (CompletionEnd.TIMED_OUT, "after 0.2 s")


def test_a_bug_of_ours_reaches_whoever_asks(stack: ExitStack) -> None:
    class Broken:
        facts = ollama_endpoint(stack.enter_context(serving(OllamaDouble()))).facts

        def answer(self, *_: object) -> Completion:
            raise ZeroDivisionError

    seen: list[object] = []
    stack.callback(setattr, threading, "excepthook", threading.excepthook)
    threading.excepthook = seen.append
    model = fleet_of(Broken(), console=FakeConsole())

    with pytest.raises(ZeroDivisionError):
        model.ask(prompt("a"))

    model.close()
    assert len(seen) == 1


def test_a_key_is_sent_to_servers_of_its_kind_alone(stack: ExitStack) -> None:
    ollama, openai = OllamaDouble(), OpenAIDouble()
    endpoints = [
        ollama_endpoint(stack.enter_context(serving(ollama))),
        openai_endpoint(stack.enter_context(serving(openai))),
    ]
    both = Barrier(2, timeout=SECONDS)
    ollama.answer = openai.answer = lambda user: (both.wait(), words(user))[1]
    model = Fleet(
        endpoints, console=FakeConsole(), seconds_left=lambda: SECONDS, key="sk-only-for-one"
    )
    stack.callback(model.close)
    model.begin(prompt("a"))

    model.ask(prompt("b"))
    model.ask(prompt("a"))

    assert "sk-only-for-one" in str(openai.headers[-1])
    assert "sk-only-for-one" not in str(ollama.headers)
