"""What a mission keeps of its model: answers over a kill, a reason where there is none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from fakes.store import MemoryStore

from bot.adapters.result_dir import ResultDir
from bot.mission.completed import MissingModel, RecordedModel
from bot.mission.recorded import Trials
from bot.ports.model import Completion, CompletionEnd, ModelCard, Prompt, Sampling

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.model import Model
    from bot.ports.world import Store

CARD = ModelCard("phi3:mini", "sha256:4f22", 8192, "Ollama 0.12.6")
PROMPT = Prompt("gap@3f9a1c22", "system", "user")
YES = Completion("yes", CompletionEnd.STOPPED, 20, 5, 1.5)


@dataclass
class Answering:
    """ports.Model that answers each prompt alike."""

    completion: Completion = YES
    card: ModelCard | None = CARD
    note: str = ""
    asked: list[Prompt] = field(default_factory=list)
    begun: list[Prompt] = field(default_factory=list)
    forgotten: list[Prompt] = field(default_factory=list)
    closed: int = 0

    def begin(self, prompt: Prompt) -> None:
        self.begun.append(prompt)

    def forget(self, prompt: Prompt) -> None:
        self.forgotten.append(prompt)

    def ask(self, prompt: Prompt) -> Completion:
        self.asked.append(prompt)
        return self.completion

    def close(self) -> None:
        self.closed += 1


def recorded(store: Store, model: Model, *, seconds: float = 60) -> RecordedModel:
    return RecordedModel(model, Trials(store, "trials.jsonl"), "phi3:mini", lambda: seconds)


@pytest.mark.parametrize("text", ["yes", "a\u2028b\x85c\n\td\ufffd", '{"a": 1}'])
def test_a_resumed_mission_asks_nothing_twice(text: str) -> None:
    store, again = MemoryStore(), Answering()
    first = recorded(store, Answering(replace(YES, text=text))).ask(PROMPT)

    resumed = recorded(store, again)
    resumed.begin(PROMPT)

    assert resumed.ask(PROMPT) == first
    assert first.seconds == 1.5
    assert again.asked == again.begun == []


def test_what_was_begun_is_forgotten_where_it_was_begun() -> None:
    inner = Answering()
    model = recorded(MemoryStore(), inner)
    model.begin(PROMPT)

    model.forget(PROMPT)

    assert inner.forgotten == inner.begun == [PROMPT]


@pytest.mark.parametrize(
    "other",
    [
        replace(PROMPT, user="other"),
        replace(PROMPT, system="other"),
        replace(PROMPT, schema="{}"),
        replace(PROMPT, sampling=Sampling(seed=1)),
        replace(PROMPT, sampling=Sampling(temperature=0.1)),
    ],
    ids=["user", "system", "schema", "seed", "temperature"],
)
def test_another_question_is_asked(other: Prompt) -> None:
    model = Answering()
    remembering = recorded(MemoryStore(), model)

    remembering.ask(PROMPT)
    remembering.ask(other)

    assert model.asked == [PROMPT, other]


def test_the_same_question_from_another_template_is_known() -> None:
    model = Answering()
    remembering = recorded(MemoryStore(), model)

    remembering.ask(PROMPT)
    remembering.ask(replace(PROMPT, version="gap@00000000"))

    assert model.asked == [PROMPT]


def test_other_weights_of_the_same_name_are_asked() -> None:
    store = MemoryStore()
    recorded(store, Answering()).ask(PROMPT)
    other = Answering(card=replace(CARD, digest="sha256:0000"))

    remembering = recorded(store, other)
    remembering.ask(PROMPT)

    assert other.asked == [PROMPT]
    assert remembering.card == other.card


@pytest.mark.parametrize(
    "end", [CompletionEnd.TIMED_OUT, CompletionEnd.FAILED, CompletionEnd.CANCELLED]
)
def test_what_a_clock_or_a_server_ended_is_asked_again(end: CompletionEnd) -> None:
    store, again = MemoryStore(), Answering()
    recorded(store, Answering(Completion("", end))).ask(PROMPT)

    assert recorded(store, again).ask(PROMPT) == YES
    assert again.asked == [PROMPT]


def test_nothing_is_begun_or_asked_where_the_time_is_over() -> None:
    model = Answering()
    late = recorded(MemoryStore(), model, seconds=0)

    late.begin(PROMPT)
    completion = late.ask(PROMPT)

    assert (completion.end, completion.note) == (
        CompletionEnd.TIMED_OUT,
        "the mission's time was over",
    )
    assert model.asked == model.begun == []


def test_what_is_known_is_answered_where_the_server_is_gone() -> None:
    store = MemoryStore()
    recorded(store, Answering()).ask(PROMPT)

    gone = recorded(store, MissingModel("refused"))

    assert gone.card == CARD
    assert gone.note == "the model is missing: refused"
    assert gone.ask(PROMPT) == YES
    assert gone.ask(replace(PROMPT, user="new")).end is CompletionEnd.FAILED


def test_answers_of_another_name_are_not_taken_for_this_ones() -> None:
    store = MemoryStore()
    recorded(store, Answering()).ask(PROMPT)

    other = RecordedModel(MissingModel("no"), Trials(store, "trials.jsonl"), "qwen", lambda: 60)

    assert other.card is None
    assert other.ask(PROMPT).end is CompletionEnd.FAILED


def test_answers_recorded_in_a_folder_need_no_server(tmp_path: Path) -> None:
    recorded(ResultDir(tmp_path / "answers"), Answering()).ask(PROMPT)

    replayed = recorded(ResultDir(tmp_path / "answers"), MissingModel("recorded answers only"))

    assert replayed.ask(PROMPT) == YES


def test_a_missing_model_answers_nothing_and_says_why() -> None:
    model = MissingModel("no server was found")

    model.begin(PROMPT)
    completion = model.ask(PROMPT)
    model.close()

    assert (completion.text, completion.end) == ("", CompletionEnd.FAILED)
    assert completion.note == model.note == "the model is missing: no server was found"
    assert model.card is None


def test_closing_closes_what_was_asked() -> None:
    model = Answering()

    recorded(MemoryStore(), model).close()

    assert model.closed == 1
