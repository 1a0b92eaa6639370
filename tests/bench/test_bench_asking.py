"""What servers send is read as they mean it; a broken answer is called broken."""

from __future__ import annotations

import json

import jsonschema
import pytest
from model_facts import held
from servers.asking import OllamaWire, OpenAIWire, Question, Reply, Wire
from servers.schemas import RULES, Rule

OLLAMA = (
    b'{"message": {"content": "ye"}, "done": false}',
    (
        b'{"message": {"content": "s"}, "done": true, "done_reason": "stop", "eval_count": 2,'
        b' "prompt_eval_count": 30, "prompt_eval_duration": 1500000000, "eval_duration": 500000000}'
    ),
)
OPENAI = (
    b'data: {"choices": [{"delta": {"role": "assistant", "content": null}}]}',
    b'data: {"choices": [{"delta": {"content": "yes"}}]}',
    b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}',
    (
        b'data: {"choices": [], "usage": {"prompt_tokens": 30, "completion_tokens": 2}, "timings":'
        b' {"cache_n": 20, "prompt_ms": 1500, "predicted_ms": 500}}'
    ),
    b"data: [DONE]",
)


@pytest.mark.parametrize(
    ("wire", "stream", "kept"), [(OllamaWire, OLLAMA, 0), (OpenAIWire, OPENAI, 20)]
)
def test_a_stream_becomes_one_reply(
    wire: type[OllamaWire | OpenAIWire], stream: tuple[bytes, ...], kept: int
) -> None:
    reply = Reply()
    asked: Wire = wire("http://127.0.0.1:9", "tiny")

    for line in stream:
        asked.hear(line, reply)

    assert (reply.text, reply.end) == ("yes", "stop")
    assert (reply.tokens_in, reply.tokens_out, reply.tokens_kept) == (30, 2, kept)
    assert (reply.in_s, reply.out_s) == (1.5, 0.5)


@pytest.mark.parametrize("wire", [OllamaWire, OpenAIWire])
def test_what_only_one_server_knows_is_added_as_it_is(
    wire: type[OllamaWire | OpenAIWire],
) -> None:
    question = Question("hello", more={"truncate": False, "model": "other"})

    body = wire("http://127.0.0.1:9", "tiny").body(question)

    assert (body["truncate"], body["model"]) == (False, "other")


def test_a_refusal_in_the_stream_is_an_error() -> None:
    replies = (Reply(), Reply())

    OllamaWire("http://h", "m").hear(b'{"error": "no"}', replies[0])
    OpenAIWire("http://h", "m").hear(b'data: {"error": {"code": 500}}', replies[1])

    assert [reply.error for reply in replies] == ["no", '{"code": 500}']


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.keyword)
def test_each_rule_is_a_schema_that_a_wrong_answer_breaks(rule: Rule) -> None:
    jsonschema.Draft202012Validator.check_schema(rule.schema)

    said = held(rule, Reply(status=200, text=json.dumps({"other": 1}), end="stop"))

    assert said.startswith("BROKEN, ")


def test_an_answer_that_was_cut_is_neither_kept_nor_broken() -> None:
    said = held(RULES[0], Reply(status=200, text='{"answer": [1', end="length", tokens_out=9))

    assert said == 'no JSON (length, 9 tokens): "{\\"answer\\": [1"'
