"""Whatever a server replies ends in a completion: no exception, no effect, no long wait."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from itertools import chain, repeat
from threading import Event
from typing import TYPE_CHECKING

import pytest
from fakes.chat_double import ChatDouble, Said, document
from fakes.loopback import Reply, serving
from fakes.served_model import Served, served_model

from bot.adapters.models.call import LINE_BYTES_MAX
from bot.ports.model import Completion, CompletionEnd, Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

PROMPT = Prompt("gap@1", "s", "u", sampling=Sampling(tokens_max=50))
LINES = {
    "ollama": b'{"message": {"role": "assistant", "content": "%s"}}\n',
    "openai": b'data: {"choices": [{"delta": {"content": "%s"}}]}\n\n',
}
ENDS = {
    "ollama": b'{"message": {"role": "assistant"}, "done": true, "done_reason": "stop"}\n',
    "openai": b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n',
}


@pytest.fixture(params=["ollama", "openai"])
def kind(request: pytest.FixtureRequest) -> str:
    """Name each kind of server."""
    return str(request.param)


def asked(served: Served, reply: Reply) -> Completion:
    served.says(lambda _: Said(raw=reply))
    return served.model.ask(PROMPT)


def reply_of(kind: str, *contents: bytes) -> Reply:
    return Reply(chunks=[*(LINES[kind] % one for one in contents), ENDS[kind]])


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a\xff\xfeb", "a\ufffd\ufffdb"),
        (b"a\\ud800b", "a\ufffdb"),
        (b"\\u0000\\u001b[31m", "\ufffd\ufffd[31m"),
        ("a\x85b\u2028c\u2029".encode(), "a\ufffdb\u2028c\u2029"),
        (b"::set-output name=a::b", "::set-output name=a::b"),
    ],
    ids=["no UTF-8", "half a pair", "escapes", "ends of lines that are none", "a command"],
)
def test_strange_text_is_text(kind: str, stack: ExitStack, content: bytes, text: str) -> None:
    completion = asked(served_model(kind, stack), reply_of(kind, content))

    assert (completion.text, completion.end) == (text, CompletionEnd.STOPPED)
    assert completion.text.encode()


NESTED = b"[" * 60_000
BAD = {
    "no JSON": [b"data: <html>\n", b"<html>\n"],
    "a list": [b"data: []\n", b"[]\n"],
    "null": [b"null\n", b"data: null\n"],
    "nested": [b"data: " + NESTED + b"\n", NESTED],
    "a line of 100 kB": [b"data: " + b"x" * 100_000],
    "no end of a line": repeat(b"x" * 1000),
    "an error amid": [b'{"error": "out of memory"}\n', b'data: {"error": {"message": "no"}}\n'],
    "an error of no text": [b'{"error": {"a": 1}}\n', b'data: {"error": ["a"]}\n'],
    "a huge number": [b'{"done": true, "eval_count": ' + b"9" * 5000 + b"}\n"],
    "nothing": [],
}


@pytest.mark.parametrize("chunks", BAD.values(), ids=BAD)
def test_what_is_no_answer_fails_with_a_note(
    kind: str, stack: ExitStack, chunks: list[bytes]
) -> None:
    completion = asked(served_model(kind, stack), Reply(chunks=chunks))

    assert completion.end is CompletionEnd.FAILED
    assert completion.note
    assert completion.note.isprintable()
    assert len(completion.note) <= 200


@pytest.mark.parametrize(
    "parts",
    [[b"x" * 100_000], [b"x" * 60_000, b"x" * 40_000 + b"\n"]],
    ids=["without an end", "whole at once"],
)
def test_a_line_ends_at_its_limit(kind: str, stack: ExitStack, parts: list[bytes]) -> None:
    completion = asked(served_model(kind, stack), Reply(chunks=[LINES[kind] % b"", *parts]))

    assert completion.note == (
        f"a reply that cannot be read: TooMuch: a line is longer than {LINE_BYTES_MAX} bytes"
    )


def test_pieces_without_text_do_not_go_on_for_ever(kind: str, stack: ExitStack) -> None:
    completion = asked(served_model(kind, stack), Reply(chunks=repeat(LINES[kind] % b"")))

    assert completion.end is CompletionEnd.FAILED
    assert "longer than" in completion.note


def test_wrong_types_are_no_text_and_no_counts(stack: ExitStack) -> None:
    usage = {"prompt_tokens": "many", "completion_tokens": -3}
    shape = {"choices": [{"delta": {"content": ["a"], "tool_calls": 5}}], "usage": usage}
    reply = Reply(chunks=[b"data: " + json.dumps(shape).encode() + b"\n", ENDS["openai"]])

    completion = asked(served_model("openai", stack), reply)

    assert (completion.text, completion.end) == ("", CompletionEnd.STOPPED)
    assert (completion.tokens_in, completion.tokens_out) == (0, 0)


def test_a_message_that_was_not_streamed_is_read(stack: ExitStack) -> None:
    shape = {"choices": [{"message": {"content": "whole"}, "finish_reason": "stop"}]}

    completion = asked(served_model("openai", stack), document(shape))

    assert (completion.text, completion.end) == ("whole", CompletionEnd.STOPPED)


def test_a_compressed_reply_is_not_unpacked(kind: str, stack: ExitStack) -> None:
    bomb = gzip.compress(LINES[kind] % (b"0" * LINE_BYTES_MAX))

    completion = asked(
        served_model(kind, stack), Reply(chunks=[bomb], headers={"Content-Encoding": "gzip"})
    )

    assert completion.end is CompletionEnd.FAILED
    assert "compressed" in completion.note


@pytest.mark.parametrize("charset", ["utf-7", "rot13", "zlib", "no-such"])
def test_a_server_does_not_choose_how_its_text_is_decoded(
    kind: str, stack: ExitStack, charset: str
) -> None:
    headers = {"Content-Type": f"text/plain; charset={charset}"}
    reply = replace(reply_of(kind, b"+ADw-"), headers=headers)

    assert asked(served_model(kind, stack), reply).text == "+ADw-"


def test_a_redirect_is_not_followed(kind: str, stack: ExitStack) -> None:
    elsewhere = ChatDouble()
    url = stack.enter_context(serving(elsewhere))
    served = served_model(kind, stack)

    completion = asked(served, Reply(307, headers={"Location": f"{url}/api/chat"}))

    assert completion.end is CompletionEnd.FAILED
    assert elsewhere.paths == []


def test_no_key_of_the_environment_is_sent(
    kind: str, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "secret")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("NETRC", "/nowhere")
    served = served_model(kind, stack)

    completion = asked(served, reply_of(kind, b"a"))

    assert completion.text == "a"
    assert "secret" not in str([double.headers for double in served.doubles])


def test_a_server_that_falls_silent_is_waited_for_no_longer_than_said(
    kind: str, stack: ExitStack
) -> None:
    ever = Event()
    stack.callback(ever.set)

    def chunks() -> Iterator[bytes]:
        yield LINES[kind] % b"first"
        ever.wait()

    completion = asked(served_model(kind, stack, seconds=0.5), Reply(chunks=chunks()))

    assert completion.end is CompletionEnd.TIMED_OUT
    assert completion.text in ("first", "")
    assert completion.note == "after 0.5 s"


def test_bytes_that_come_slowly_do_not_prolong_an_answer(kind: str, stack: ExitStack) -> None:
    ever = Event()
    stack.callback(ever.set)

    def chunks() -> Iterator[bytes]:
        for byte in chain(LINES[kind] % b"a", repeat(32)):
            yield bytes([byte])
            ever.wait(0.01)

    completion = asked(served_model(kind, stack, seconds=0.5), Reply(chunks=chunks()))

    assert completion.end is CompletionEnd.TIMED_OUT


@pytest.mark.parametrize("status", [307, 401, 403, 404])
def test_a_server_that_is_of_no_use_is_left_out_with_one_line(
    kind: str, stack: ExitStack, status: int
) -> None:
    served = served_model(kind, stack)

    completion = asked(served, document({"error": {"message": "no\nno"}}, status))

    assert completion.end is CompletionEnd.FAILED
    assert served.model.card is None
    assert served.model.note.startswith("no server of the model is left: HTTP")
    ((level, line),) = served.console.told
    assert level == "warning"
    assert "\n" not in line


@pytest.mark.parametrize("status", [400, 500, 507])
def test_a_server_that_one_prompt_breaks_is_asked_the_next(
    kind: str, stack: ExitStack, status: int
) -> None:
    served = served_model(kind, stack)
    asked(served, document({"error": {"message": "the model's runner ended"}}, status))
    served.says(lambda _: Said(["yes"]))

    assert served.model.ask(replace(PROMPT, user="next")).text == "yes"
    assert served.console.told == []


def test_three_bad_answers_in_a_row_are_enough(kind: str, stack: ExitStack) -> None:
    served = served_model(kind, stack)
    served.says(lambda _: Said(raw=Reply(chunks=[b"<html>\n", b"data: <\n"])))

    ends = [served.model.ask(replace(PROMPT, user=str(at))).end for at in range(5)]

    assert ends == [CompletionEnd.FAILED] * 5
    assert served.questions == 3
    assert "3 bad answers in a row" in served.model.note


@pytest.mark.usefixtures("no_pauses")
def test_a_server_that_loads_its_model_is_asked_again(kind: str, stack: ExitStack) -> None:
    served = served_model(kind, stack)
    replies = iter([document({"error": {"message": "Loading model"}}, 503)] * 3)

    served.says(lambda _: Said(["yes"], raw=next(replies, None)))

    assert served.model.ask(PROMPT).text == "yes"
    assert served.questions == 4


@pytest.mark.usefixtures("no_pauses")
def test_a_server_that_stays_busy_is_left_out(kind: str, stack: ExitStack) -> None:
    served = served_model(kind, stack)

    completion = asked(served, document({"error": {"message": "Loading model"}}, 503))

    assert completion.end is CompletionEnd.FAILED
    assert served.questions == 8


def test_an_answer_that_began_is_never_asked_for_again(kind: str, stack: ExitStack) -> None:
    served = served_model(kind, stack)
    served.says(lambda _: Said(["half"], breaks_off=True))

    completion = served.model.ask(PROMPT)

    assert (completion.text, completion.end) == ("half", CompletionEnd.FAILED)
    assert served.questions == 1
