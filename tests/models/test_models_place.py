"""Finding servers that have the model, once a campaign, and what a mission gets of them."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import pytest
from fakes.chat_double import silent
from fakes.clock import FakeClock
from fakes.console import FakeConsole
from fakes.loopback import SECONDS, serving
from fakes.ollama_double import OllamaDouble, Weights
from fakes.openai_double import OpenAIDouble
from fakes.store import MemoryStore

from bot.adapters.templates import JinjaTemplates
from bot.domain.mission import EngineName
from bot.doors import Doors, World
from bot.engines.model.pace import PROOF_S
from bot.errors import ModelError
from bot.mission.recorded import Trials
from bot.model_place import KEY_NAME, ModelPlace, find_model, mission_model
from bot.ports.model import CompletionEnd, Prompt
from bot.settings import Command, Settings
from bot.stages.ollama_places import Answer, End

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

PROMPT = Prompt("gap@1", "s", "u")


class Machine:
    """A console, an environment, and settings that name servers."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.console = FakeConsole()
        world = World(environ, folder)
        self.doors = Doors(self.console, self.console, FakeClock(), JinjaTemplates(), world)
        self.settings = Settings(Command.RUN, folder, folder / "out")

    def find(self, *urls: str, pull: bool = False, openai: str = "") -> ModelPlace:
        settings = replace(
            self.settings,
            ollama_url=urls,
            openai_url=(f"{openai}/v1",) if openai else (),
            model_pull=pull,
        )
        return find_model(settings, self.doors, lambda _: Answer(End.ANSWERED, "0.12.6"))

    @property
    def lines(self) -> list[str]:
        return [line for _, line in self.console.told]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_servers_are_found_and_told_one_line_each(machine: Machine, stack: ExitStack) -> None:
    urls = [stack.enter_context(serving(OllamaDouble())) for _ in range(2)]

    place = machine.find(*urls)

    assert [one.url for one in place.servers] == urls
    assert place.why_not == ""
    assert [line.split(" answered")[0] for line in machine.lines[:2]] == [
        f"model server asked={url} (--ollama-url)" for url in urls
    ]
    assert machine.lines[2].startswith("model name=phi3:mini digest=sha256:")
    assert len(machine.lines) == 3


def test_a_place_goes_to_the_processes_of_missions(machine: Machine, stack: ExitStack) -> None:
    place = machine.find(stack.enter_context(serving(OllamaDouble())))

    assert pickle.loads(pickle.dumps(place)) == place


def test_servers_with_other_weights_are_left_out(machine: Machine, stack: ExitStack) -> None:
    one = stack.enter_context(serving(OllamaDouble()))
    other = stack.enter_context(
        serving(OllamaDouble(models={"phi3:mini": Weights(digest="0" * 64)}))
    )

    place = machine.find(one, other)

    assert [server.url for server in place.servers] == [one]
    assert f"servers with other weights are left out servers={other}" in machine.lines


def test_the_campaign_goes_on_without_a_model_and_says_why(
    machine: Machine, stack: ExitStack
) -> None:
    url = stack.enter_context(serving(OllamaDouble(models={})))

    place = machine.find(url)

    assert place.servers == ()
    assert "it has no model phi3:mini: run `OLLAMA_HOST=" in place.why_not
    assert machine.console.told[-1] == (
        "warning",
        f"the model is left out why={place.why_not}",
    )


def test_a_model_that_alone_was_asked_for_must_be_there(machine: Machine) -> None:
    machine.settings = replace(machine.settings, engines=(EngineName.MODEL,))

    with pytest.raises(ModelError, match=r"no model answers, .* OLLAMA_HOST is 'ftp://gpu'"):
        find_model(machine.settings, replace_environ(machine.doors, OLLAMA_HOST="ftp://gpu"))


def replace_environ(doors: Doors, **environ: str) -> Doors:
    return replace(doors, world=World(environ, doors.world.here))


def test_the_model_is_fetched_where_that_is_asked_for(machine: Machine, stack: ExitStack) -> None:
    double = OllamaDouble(models={}, library={"phi3:mini": Weights()})
    url = stack.enter_context(serving(double))

    place = machine.find(url, pull=True)

    assert [one.url for one in place.servers] == [url]
    assert "POST /api/pull" in double.paths


def test_nothing_is_fetched_unasked(machine: Machine, stack: ExitStack) -> None:
    double = OllamaDouble(models={}, library={"phi3:mini": Weights()})

    machine.find(stack.enter_context(serving(double)))

    assert "POST /api/pull" not in double.paths


def test_what_cannot_be_fetched_says_why(machine: Machine, stack: ExitStack) -> None:
    url = stack.enter_context(serving(OllamaDouble(models={})))

    place = machine.find(url, pull=True)

    assert place.servers == ()
    assert "file does not exist" in place.why_not


def test_a_mission_asks_the_servers_and_remembers(machine: Machine, stack: ExitStack) -> None:
    double = OllamaDouble()
    place = machine.find(stack.enter_context(serving(double)))
    store = MemoryStore()

    answers = []
    for _ in range(2):
        trials = Trials(store, "trials.jsonl")
        model = mission_model(place, machine.doors, trials, lambda: SECONDS)
        stack.callback(model.close)
        answers.append(model.ask(PROMPT))

    assert answers[0] == answers[1]
    assert answers[0].end is CompletionEnd.STOPPED
    assert len(double.asked) == 1


def test_no_answer_takes_the_time_that_its_proof_needs(machine: Machine, stack: ExitStack) -> None:
    ever = Event()
    double = OllamaDouble(answer=lambda _: silent(ever))
    place = machine.find(stack.enter_context(serving(double)))
    stack.callback(ever.set)
    trials = Trials(MemoryStore(), "trials.jsonl")
    model = mission_model(place, machine.doors, trials, lambda: PROOF_S + 0.5)
    stack.callback(model.close)

    completion = model.ask(PROMPT)

    assert (completion.end, completion.note) == (CompletionEnd.TIMED_OUT, "after 0.5 s")


def test_a_mission_without_a_model_gets_the_reason(machine: Machine) -> None:
    trials = Trials(MemoryStore(), "trials.jsonl")

    model = mission_model(ModelPlace(), machine.doors, trials, lambda: SECONDS)

    assert model.card is None
    assert model.note == "the model is missing: it was not asked for"


def test_a_key_comes_from_the_environment_and_is_never_shown(
    tmp_path: Path, stack: ExitStack
) -> None:
    machine = Machine(tmp_path, **{KEY_NAME: "sk-secret"})
    double = OpenAIDouble(key="sk-secret")
    place = machine.find(openai=stack.enter_context(serving(double)))
    store = MemoryStore()
    model = mission_model(place, machine.doors, Trials(store, "trials.jsonl"), lambda: SECONDS)
    stack.callback(model.close)

    completion = model.ask(PROMPT)

    assert completion.end is CompletionEnd.STOPPED
    shown = io.StringIO()
    print(place, machine.lines, store.files, completion, model.card, file=shown)
    assert "sk-secret" not in shown.getvalue()
