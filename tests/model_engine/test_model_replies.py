"""What is read out of an answer, however it is written, and what never is."""

from __future__ import annotations

import json

import pytest
from fakes.modelling import situations
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.trajectory import ANSWER_CHARS_MAX
from bot.engines.model.asking import SITUATIONS_MAX
from bot.engines.model.replies import Reply, replies, whole_test


def answer(**fields: object) -> str:
    return json.dumps({"situations": [fields]})


def test_situations_are_read() -> None:
    text = answer(goal=1, setup=["x = [1]"], call="f(x)", raises="ValueError")

    assert replies(text) == (Reply(("x = [1]",), "f(x)", "ValueError"),)


def test_no_more_situations_are_read_than_were_asked_for() -> None:
    assert len(replies(situations(*(f"f({n})" for n in range(9))))) == SITUATIONS_MAX


def test_equal_situations_are_all_read() -> None:
    assert len(replies(situations("f(1)", "f(1)"))) == 2


@pytest.mark.parametrize(
    ("call", "read"),
    [
        ("x = f(1)", "f(1)"),
        ("assert f(1) == 2", "f(1)"),
        ("assert f(1)", "f(1)"),
        ("print(f(1))", "f(1)"),
        ("await f(1)", "f(1)"),
        ("return f(1)", "f(1)"),
        ("f(1) + ' and ' + f(2)", "f(1)"),
        ("f(1) + f(2)", "f(1) + f(2)"),
    ],
)
def test_a_call_is_found_in_what_is_written_around_it(call: str, read: str) -> None:
    assert [one.call for one in replies(situations(call))] == [read]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("f('a\nb')", "f('a\\nb')"), ('f(\\"a\\")', "f('a')"), ("f('a\\nb')", "f('a\\nb')")],
)
def test_what_a_servers_json_made_of_a_call_is_mended(written: str, meant: str) -> None:
    assert [one.call for one in replies(situations(written))] == [meant]


def test_an_error_that_a_with_statement_expects_is_read() -> None:
    (one,) = replies(situations("with pytest.raises(KeyError):\n    f(1)"))

    assert (one.call, one.raises) == ("f(1)", "KeyError")


@pytest.mark.parametrize(
    "call",
    [
        "with open(p):\n    f(1)",
        "with pytest.raises():\n    f(1)",
        "with pytest.raises(3):\n    f(1)",
    ],
)
def test_a_with_statement_that_expects_no_error_is_no_call(call: str) -> None:
    assert replies(situations(call)) == ()


def test_a_name_or_a_value_alone_sets_nothing_up() -> None:
    text = answer(setup=["text", "'abc'", "cart.owner", "items.append(1)"], call="f(1)")

    assert [one.setup for one in replies(text)] == [("items.append(1)",)]


def test_statements_before_the_call_go_to_the_set_up() -> None:
    (one,) = replies(situations("x = 1\ny = 2\nf(x, y)"))

    assert (one.setup, one.call) == (("x = 1", "y = 2"), "f(x, y)")


def test_lines_of_a_block_that_come_one_by_one_are_joined() -> None:
    text = answer(
        setup=["class Fake:", "    def read(self):", "        return 1"], call="f(Fake())"
    )

    (one,) = replies(text)

    assert one.setup == ("class Fake:\n\n    def read(self):\n        return 1",)
    assert not one.is_cut


def test_a_statement_that_does_not_parse_is_left_out_and_told() -> None:
    (one,) = replies(answer(setup=["x = (", "y = 2"], call="f(y)"))

    assert (one.setup, one.is_cut) == (("y = 2",), True)


def test_a_call_that_does_not_parse_gives_way_to_the_last_statement() -> None:
    (one,) = replies(answer(setup=["x = 1", "f(x)"], call="f("))

    assert (one.setup, one.call) == (("x = 1",), "f(x)")


def test_an_answer_that_was_cut_off_keeps_its_whole_situations() -> None:
    whole = situations("f(1)", "f(2)", "f(3)")
    cut = whole[: whole.index("f(3)") + 2]

    assert [one.call for one in replies(cut)] == ["f(1)", "f(2)"]


def test_an_answer_in_a_fence_with_words_around_it_is_read() -> None:
    text = f"Sure! Here you are:\n```json\n{situations('f(1)')}\n```\nGood luck."

    assert [one.call for one in replies(text)] == ["f(1)"]


@pytest.mark.parametrize("raises", ["", "None", "null", "no", "not a name!", "x" * 99])
def test_what_names_no_error_expects_none(raises: str) -> None:
    assert replies(situations("f(1)", raises=raises))[0].raises == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "I cannot help with that.",
        '{"name": "run_shell", "arguments": {"command": "rm -rf /"}}',
        '{"tool_calls": [{"function": {"name": "shell", "arguments": "{}"}}]}',
        '{"situations": "f(1)"}',
        '{"situations": [1, null, "f(1)", []]}',
        '{"situations": [{"call": 3}]}',
        '{"situations": [{"call": ""}]}',
        '{"situations": [{"call": "f(\\u0000)"}]}',
        '{"situations": [{"call": "f(\'\\u001b[2J\')"}]}',
        '{"situations": [{"call": "f(\'\\u202e\')"}]}',
        '{"situations": [{"call": "f(\\ud800)"}]}',
        "[" * 50_000,
        '{"a":' * 50_000,
        "f(" * 5_000,
        situations("f(" + "9" * 100_000 + ")"),
        situations("f(" + "(" * 250 + ")" * 250 + ")"),
        situations("f([" + "1," * 290 + "])"),
    ],
)
def test_what_is_no_situation_is_not_read(text: str) -> None:
    assert replies(text) == ()


def test_an_answer_is_read_no_farther_than_its_limit() -> None:
    late = " " * ANSWER_CHARS_MAX + situations("f(1)")

    assert replies(late) == ()


@given(st.text(max_size=300))
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    found = (*replies(text), *whole_test(text), *replies(situations(text)))

    assert all(isinstance(one, Reply) for one in found)


def test_a_whole_test_ends_with_its_call() -> None:
    lines = ["class Fake:", "    def read(self):", "        return 1", "", "result = f(Fake())"]

    (one,) = whole_test(json.dumps({"lines": lines}))

    assert (len(one.setup), one.call) == (1, "f(Fake())")


def test_a_whole_test_may_stand_in_a_function_and_in_a_fence() -> None:
    text = "```python\nimport io\n\ndef test_f():\n    x = io.StringIO()\n    assert f(x) == 1\n```"

    (one,) = whole_test(text)

    assert (one.setup, one.call) == (("import io", "x = io.StringIO()"), "f(x)")


def test_a_whole_test_whose_end_is_a_statement_is_kept_as_set_up() -> None:
    (one,) = whole_test(json.dumps({"lines": ["x = {}", "for n in (1, 2):", "    f(x)"]}))

    assert (one.setup[-1], one.call) == ("for n in (1, 2):\n    f(x)", "")


def test_words_between_the_lines_of_a_whole_test_are_left_out() -> None:
    lines = [
        "cart = Cart()",
        "First we make a cart.",
        "cart.add(1)",
        "This adds one.",
        "cart.total()",
    ]

    (found,) = whole_test(json.dumps({"lines": lines}))

    assert found.setup == ("cart = Cart()", "cart.add(1)")
    assert found.call == "cart.total()"


def test_what_sets_an_attribute_is_set_up_and_no_call() -> None:
    (found,) = replies(situations("cart.items = [Item()]"))

    assert (found.setup, found.call) == (("cart.items = [Item()]",), "")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("f(self.text='a', least=1)", "f(text='a', least=1)"),
        ("f(text: 'a', least: 3)", "f(text='a', least=3)"),
        ("f(text: 'a\nb')", "f(text='a\\nb')"),
        ("f({'a': 1}, self.b == 2)", "f({'a': 1}, self.b == 2)"),
        ("f(a: 1, note: 'see, b: 2')", "f(a=1, note='see, b: 2')"),
        ("f(text: str, least: int)", "f(text=text, least=least)"),
    ],
)
def test_arguments_named_as_the_code_names_them_are_read(written: str, meant: str) -> None:
    assert [one.call for one in replies(situations(written))] == [meant]


def test_an_error_of_an_assignment_has_no_call_after_it() -> None:
    lines = ["cart = Cart()", "with pytest.raises(ValueError):", "    cart.total = -1"]

    (found,) = whole_test(json.dumps({"lines": lines}))

    assert found.is_whole
    assert found.call == ""
    assert found.setup[-1] == "with pytest.raises(ValueError):\n    cart.total = -1"


def test_a_whole_test_of_words_alone_is_none() -> None:
    assert whole_test(json.dumps({"lines": ["First we make it."] * 30})) == ()
