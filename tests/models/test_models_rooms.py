"""What is decided about prompts and answers without asking anybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.servers import base_of, servers_of
from bot.ports.model import CompletionEnd, Prompt, Sampling
from bot.stages.model_text import CHARS_A_TOKEN_MAX, AnswerText, cleaned, repeated_from
from bot.stages.model_tokens import context_for, tokens_needed, tokens_of

LOOP = "    assert clamp(1, 2, 3) == 2\n"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x = [" + "0, " * 60, "x = [0, "),
        ('{"call": "f()"' + " " * 200, '{"call": "f()" '),
        ("def test():\n" + LOOP * 6, "def test():\n" + LOOP[:-1]),
        ("ab" * 100, "ab"),
    ],
    ids=["zeros", "white space", "an assertion", "from the start"],
)
def test_a_text_that_repeats_its_end_is_cut_after_the_first_turn(text: str, kept: str) -> None:
    at = repeated_from(text)

    assert at is not None
    assert text[:at] == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-" * 80,
        LOOP * 3,
        "".join(f"    assert clamp({at}, 2, 3) == 2\n" for at in range(20)),
        "x = [" + "0, " * 60 + "1]",
    ],
    ids=["nothing", "a line", "three times", "with differences", "it went on"],
)
def test_what_does_not_repeat_its_end_is_left_alone(text: str) -> None:
    assert repeated_from(text) is None


@given(st.text(max_size=30), st.text(min_size=1, max_size=40), st.integers(4, 200))
def test_what_is_cut_is_nothing_but_repetition(start: str, unit: str, times: int) -> None:
    text = start + unit * times
    at = repeated_from(text)

    if len(unit) * times >= 160:
        assert at is not None
    if at is not None:
        rest = text[at:]
        periods = (p for p in range(1, 401) if text[at - p : len(text) - p] == rest)
        assert next(periods, 0) > 0


@given(st.lists(st.text(max_size=20), max_size=30))
def test_pieces_make_up_the_text(pieces: list[str]) -> None:
    answer = AnswerText(1000)

    wanted = [answer.add(piece) for piece in pieces]

    if answer.end is None:
        assert all(wanted)
        assert answer.text == cleaned("".join(pieces))
    answer.text.encode()


@given(st.lists(st.text(max_size=40), max_size=8), st.integers(1, 5))
def test_an_answer_keeps_its_cap(pieces: list[str], tokens_max: int) -> None:
    answer = AnswerText(tokens_max)

    for piece in pieces:
        answer.add(piece)

    assert len(answer.text) <= tokens_max * CHARS_A_TOKEN_MAX
    assert answer.end in (None, CompletionEnd.LENGTH, CompletionEnd.REPEATED)


def test_after_its_end_an_answer_takes_nothing() -> None:
    answer = AnswerText(1)
    answer.add("a")

    assert not answer.add("b")
    assert not answer.add("c")
    assert answer.text == "ab"


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_longer_prompt_never_needs_fewer_tokens(one: str, other: str) -> None:
    both = Prompt("v", one, other)

    assert tokens_needed(both) >= tokens_needed(Prompt("v", one, ""))
    assert tokens_of(one) <= len(one.encode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("a b", 2),
        ("ValueError", 4),
        ("12345", 5),
        ("\n        return x", 6),
        ("é", 2),
        ("漢字", 6),
    ],
)
def test_tokens_are_guessed_high(text: str, tokens: int) -> None:
    assert tokens_of(text) == tokens


def test_an_answers_room_is_part_of_what_a_prompt_needs() -> None:
    short = Prompt("v", "", "", sampling=Sampling(tokens_max=100))

    assert tokens_needed(short) == 164
    assert tokens_needed(Prompt("v", "", "a" * 300, sampling=Sampling(tokens_max=100))) == 264
    twice = Prompt("v", "", "a" * 300, sampling=Sampling(tokens_max=100))
    assert tokens_needed(twice, scale=2.0) == 364


@pytest.mark.parametrize(
    ("needed", "most", "context"),
    [(1, 8192, 4096), (4097, 8192, 6144), (8000, 8192, 8192), (1, 2048, 2048)],
)
def test_contexts_come_in_few_lengths(needed: int, most: int, context: int) -> None:
    assert context_for(needed, most=most) == context


@pytest.mark.parametrize(
    ("given_url", "base"),
    [
        ("gpu", "http://gpu/v1"),
        ("http://gpu:8000", "http://gpu:8000/v1"),
        ("http://gpu:8000/", "http://gpu:8000/v1"),
        ("https://gpu/api/v1/", "https://gpu/api/v1"),
        ("http://0.0.0.0:8080", "http://127.0.0.1:8080/v1"),
        ("http://[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_a_servers_base_is_completed(given_url: str, base: str) -> None:
    assert base_of(given_url) == base


def test_lists_of_servers_are_split_and_each_is_named_once() -> None:
    assert servers_of(" a, b\n c,a ") == ("a", "b", "c")


@pytest.mark.parametrize("given_url", ["http://me:secret@gpu", "http://gpu?key=1", "gpu#a"])
def test_an_address_with_a_secret_or_a_tail_is_refused(given_url: str) -> None:
    with pytest.raises(ValueError, match=r"password|ends before"):
        servers_of(given_url)


def test_a_list_of_servers_is_bounded() -> None:
    with pytest.raises(ValueError, match="at most 32"):
        servers_of(",".join(f"gpu{at}" for at in range(33)))
