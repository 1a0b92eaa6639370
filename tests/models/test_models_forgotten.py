"""Questions that were begun and are not wanted any more: no server goes on with them."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Barrier, Event
from time import monotonic
from typing import TYPE_CHECKING

from fakes.chat_double import Said, endless, words
from fakes.console import FakeConsole
from fakes.loopback import SECONDS
from fakes.served_model import CONTEXT, served_model

from bot.adapters.models.endpoint import ServerFacts, Speech
from bot.adapters.models.fleet import Fleet
from bot.errors import ModelError
from bot.ports.model import Completion, CompletionEnd, ModelCard, Prompt

if TYPE_CHECKING:
    from contextlib import ExitStack

    from bot.adapters.models.call import Call

CARD = ModelCard("phi3:mini", "", CONTEXT, "a fake")


def prompt(user: object) -> Prompt:
    return Prompt("gap@1", "s", str(user))


def test_what_is_forgotten_frees_its_server(stack: ExitStack) -> None:
    served = served_model("ollama", stack)
    (double,) = served.doubles
    first = Event()

    def answer(user: str) -> Said:
        first.set()
        return endless() if user == "long" else words(user)

    served.says(answer)
    served.model.begin(prompt("long"))
    assert first.wait(SECONDS)
    served.model.begin(prompt("waiting"))

    served.model.forget(prompt("long"))
    served.model.forget(prompt("waiting"))

    assert double.hung_up.wait(SECONDS)
    assert served.model.ask(prompt("next")).text == "next "
    assert [one["messages"][-1]["content"] for one in double.asked] == ["long", "next"]


@dataclass
class Told:
    """An endpoint beside another one: whoever is asked what is unwanted fails at it."""

    facts: ServerFacts
    asked: list[str]
    both: Barrier
    fail: Event

    def answer(self, prompt: Prompt, call: Call) -> Completion:
        assert call.bounds.seconds > 0
        is_new = prompt.user not in self.asked
        self.asked.append(prompt.user)
        if is_new and prompt.user in {"first", "unwanted"}:
            self.both.wait()
        if is_new and prompt.user == "unwanted":
            self.fail.wait(SECONDS)
            raise ModelError("it is gone")
        return Completion(prompt.user, CompletionEnd.STOPPED)


def test_what_is_forgotten_while_its_server_fails_goes_to_no_other(stack: ExitStack) -> None:
    asked, both, fail, console = list[str](), Barrier(3, timeout=SECONDS), Event(), FakeConsole()
    endpoints = [
        Told(ServerFacts(f"http://127.0.0.1:{at}", Speech.OLLAMA, CARD), asked, both, fail)
        for at in (1, 2)
    ]
    model = Fleet(endpoints, console=console, seconds_left=lambda: float(SECONDS))
    stack.callback(model.close)
    model.begin(prompt("first"))
    model.begin(prompt("unwanted"))
    both.wait()

    model.forget(prompt("unwanted"))
    fail.set()

    until_s = monotonic() + SECONDS
    while not said(console) and monotonic() < until_s:
        model.ask(prompt("whether it failed yet"))
    for at in range(9):
        model.ask(prompt(at))
    assert "it is gone" in said(console)
    assert asked.count("unwanted") == 1


def said(console: FakeConsole) -> str:
    return "\n".join(line for _, line in console.told)
