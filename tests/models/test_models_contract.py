"""ports.Model, held by both adapters, a fleet of two, and one that remembers."""

from __future__ import annotations

import json
from threading import Event, Thread

import pytest
from fakes.chat_double import Said, document, endless, silent, words
from fakes.loopback import SECONDS
from fakes.served_model import CONTEXT, NAME, Served

from bot.ports.model import CompletionEnd, Prompt, Sampling

SCHEMA = json.dumps({"type": "object", "properties": {"call": {"type": "string"}}})


def prompt(user: str = "say yes", *, schema: str = "", tokens_max: int = 40) -> Prompt:
    sampling = Sampling(temperature=0.5, seed=7, tokens_max=tokens_max)
    return Prompt("gap@3f9a1c22", "You write inputs.", user, schema, sampling)


def test_an_answer_comes_with_the_servers_counts(served: Served) -> None:
    completion = served.model.ask(prompt())

    assert (completion.text, completion.end) == ("yes ", CompletionEnd.STOPPED)
    assert (completion.tokens_in, completion.tokens_out) == (20, 5)
    assert completion.note == ""


def test_the_card_tells_who_answers_and_how_long_a_prompt_may_be(served: Served) -> None:
    card = served.model.card

    assert card is not None
    assert card.name == NAME
    assert 0 < card.context_tokens <= CONTEXT
    assert "127.0.0.1" not in card.server
    assert served.model.note == ""


def test_the_prompt_is_sent_without_history_and_with_its_sampling(served: Served) -> None:
    served.model.ask(prompt("first"))
    served.model.ask(prompt("second", schema=SCHEMA))

    sent = [one for double in served.doubles for one in double.asked]
    last = next(one for one in sent if one["messages"][-1]["content"] == "second")
    assert [one["role"] for one in last["messages"]] == ["system", "user"]
    assert all(len(one["messages"]) == 2 for one in sent)
    text = json.dumps(last)
    assert '"temperature": 0.5' in text
    assert '"seed": 7' in text
    assert json.loads(SCHEMA) in (last.get("format"), _strict(last))


def _strict(sent: dict[str, dict[str, dict[str, object]]]) -> object:
    return sent.get("response_format", {}).get("json_schema", {}).get("schema")


def test_each_question_has_its_own_answer(served: Served) -> None:
    served.says(lambda user: words(f"to {user}"))
    questions = [prompt(f"question {at}") for at in range(4)]

    for one in questions:
        served.model.begin(one)

    assert [served.model.ask(one).text.strip() for one in reversed(questions)] == [
        f"to {one.user}" for one in reversed(questions)
    ]
    assert served.questions == 4


def test_what_was_begun_is_asked_once(served: Served) -> None:
    served.model.begin(prompt())
    served.model.begin(prompt())

    served.model.ask(prompt())

    assert served.questions == 1


def test_what_is_forgotten_is_answered_anew_where_it_is_asked(served: Served) -> None:
    reached = Event()

    def answer(user: str) -> Said:
        reached.set()
        return words(user)

    served.says(answer)
    served.model.forget(prompt())
    served.model.begin(prompt())
    assert reached.wait(SECONDS)

    served.model.forget(prompt())

    assert served.model.ask(prompt()).end is CompletionEnd.STOPPED
    assert served.questions == 2


@pytest.mark.parametrize(
    ("said", "end"),
    [
        (Said(["a", "b"], reason="length"), CompletionEnd.LENGTH),
        (endless(), CompletionEnd.REPEATED),
        (Said(map(str, range(10_000_000))), CompletionEnd.LENGTH),
        (Said(["x" * 20_000]), CompletionEnd.LENGTH),
        (Said(["x" * 100_000]), CompletionEnd.FAILED),
        (Said(["half "], breaks_off=True), CompletionEnd.FAILED),
        (Said(["a"], reason="a bomb"), CompletionEnd.FAILED),
    ],
    ids=[
        "length",
        "endless",
        "too many",
        "one large piece",
        "one huge piece",
        "broken off",
        "strange reason",
    ],
)
def test_an_answer_ends_for_a_reason(served: Served, said: Said, end: CompletionEnd) -> None:
    served.says(lambda _: said)

    completion = served.model.ask(prompt(tokens_max=100))

    assert completion.end is end
    assert len(completion.text) <= 100 * 16


def test_a_server_notices_that_no_more_is_wanted(served: Served) -> None:
    served.says(lambda _: endless())

    served.model.ask(prompt(tokens_max=100))

    assert any(double.hung_up.wait(SECONDS) for double in served.doubles)


def test_a_prompt_that_may_be_too_long_is_not_sent(served: Served) -> None:
    completion = served.model.ask(prompt("wort " * CONTEXT))

    assert completion.end is CompletionEnd.REFUSED
    assert "tokens may be needed" in completion.note
    assert served.questions == 0


def test_tools_that_an_answer_asks_for_are_no_more_than_a_note(served: Served) -> None:
    served.says(lambda _: Said(["ok"], tools=True))

    completion = served.model.ask(prompt())

    assert completion.text == "ok"
    assert "asked for tools" in completion.note
    assert served.questions == 1


def test_text_holds_nothing_that_steers_a_terminal_or_breaks_a_file(served: Served) -> None:
    served.says(lambda _: Said(["a\x1b[2J", "\x00\x85\u2028", "\tb\n"]))

    text = served.model.ask(prompt()).text

    assert text == "a\ufffd[2J\ufffd\ufffd\u2028\tb\n"
    assert text.encode()


def test_closing_ends_a_question_that_is_under_way(served: Served) -> None:
    asked, ever = Event(), Event()

    def answer(_: str) -> Said:
        asked.set()
        return silent(ever)

    served.says(answer)
    ends: list[CompletionEnd] = []
    asking = Thread(target=lambda: ends.append(served.model.ask(prompt()).end))
    asking.start()
    assert asked.wait(SECONDS)

    served.model.close()

    asking.join(SECONDS)
    ever.set()
    assert ends == [CompletionEnd.CANCELLED]


def test_nothing_is_asked_after_the_end(served: Served) -> None:
    served.model.close()
    served.model.close()

    served.model.begin(prompt())
    completion = served.model.ask(prompt())

    assert completion.end is CompletionEnd.CANCELLED
    assert served.questions == 0


def test_a_servers_refusal_is_an_end_and_a_note(served: Served) -> None:
    served.says(lambda _: Said(raw=document({"no": "thanks"}, 400)))

    completion = served.model.ask(prompt())

    assert (completion.text, completion.end) == ("", CompletionEnd.FAILED)
    assert completion.note == 'HTTP 400: {"no": "thanks"}'
