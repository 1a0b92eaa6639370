"""Texts of a form: what names speak of, what patterns match, what is compiled meanwhile."""

from __future__ import annotations

import ast
import random
from typing import TYPE_CHECKING

import pytest

from bot.engines.search.code import Code
from bot.engines.search.documents import matching
from bot.engines.search.guess import formats
from bot.engines.search.patterns import example
from bot.engines.search.words import words_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("parse_datetime datetimestring", "2024-01-31T12:30:45Z"),
        ("read datestring", "2024-01-31"),
        ("at timestring", "12:30:45"),
        ("Version.parse version", "1.2.3"),
        ("f color", "#ff8000"),
    ],
)
def test_a_name_that_speaks_of_a_form_gets_texts_of_it(name: str, first: str) -> None:
    assert ast.literal_eval(formats(name)[0].source) == first


@pytest.mark.parametrize("name", ["update", "timeout", "times", "f timer", "value", "recipient"])
def test_other_names_get_none(name: str) -> None:
    assert formats(name) == ()


def test_a_form_is_tried_early(bench: Make) -> None:
    made = bench("def parse(date: str):\n    y, m, d = date.split('-')\n    return int(y)\n")
    file, tried = made.run()

    assert not file.missing
    assert 'parse("2024-01-31")' in [one.call for one, _ in tried[:3]]


PATTERN = {"DAY": ("[0-9]{4}w[0-9]{2}",)}


def test_patterns_that_names_stand_for_are_words() -> None:
    code = Code("def f(x):\n    return DAY.match(x) and self.DAY\n", {}, PATTERN)

    assert words_in([code.tree], code.patterns).patterns == PATTERN["DAY"]
    assert words_in([code.tree]).patterns == ()


def test_texts_are_made_that_match() -> None:
    code = Code("def f(x):\n    return DAY.match(x)\n", {}, PATTERN)

    texts = matching(code, code.functions[0][1])

    assert texts
    assert all(len(text) == 7 and text[4] == "w" for text in texts)


@pytest.mark.parametrize(
    "pattern", ["(?:){60000}", "(?=x){40000}", "((?:a?){300}){300}", "(" * 400 + ")" * 400]
)
def test_a_pattern_that_takes_too_many_steps_has_no_example(pattern: str) -> None:
    assert example(pattern, random.Random(1)) is None


def test_what_the_parser_warns_of_is_not_shown(recwarn: pytest.WarningsRecorder) -> None:
    assert example("[[a]b]", random.Random(1))
    assert not recwarn.list


LATE = """\
import re

def f(text: str):
    parts = ["[0-9]{3}", "[a-f]{2}"]
    if re.match("q+" + "-".join(parts) + "$", text):
        return 1
    return 0
"""


def test_a_pattern_that_is_put_together_while_it_runs_is_matched(bench: Make) -> None:
    file, _ = bench(LATE).run()

    assert not file.missing


def test_a_context_is_given_where_one_is_entered(bench: Make) -> None:
    file, tried = bench("def f(gate):\n    with gate:\n        return 1\n").run()

    assert not file.missing
    assert tried[0][0].call == "f(Lock())"


ZONED = """\
def f(moment):
    if moment.tzinfo is None:
        return 0
    return moment.tzinfo.utcoffset(moment)
"""


def test_an_object_of_the_library_is_known_by_what_is_read_of_it(bench: Make) -> None:
    file, tried = bench(ZONED).run()

    assert not file.missing
    assert any("timezone.utc" in one.source for one, _ in tried)


TWO = """\
def f(row):
    if row.kind == 7 and row.size > 3:
        return 1
    return 0
"""


def test_attributes_of_a_made_object_vary_one_at_a_time(bench: Make) -> None:
    file, _ = bench(TWO).run()

    assert not file.missing


PROSE = {"readme.py": '"""One line.\n\nAnd some more of it.\n"""\n'}


@pytest.mark.parametrize(
    ("body", "is_tried"),
    [("len(text.splitlines()) == 77", True), ("len(text) == 7777", False)],
)
def test_prose_is_given_only_to_what_reads_lines(bench: Make, body: str, is_tried: bool) -> None:  # noqa: FBT001 - a case
    source = f"def f(text: str):\n    if {body}:\n        return 1\n    return 0\n"
    _, tried = bench(source, texts=PROSE).run()

    assert any("some more" in one.call for one, _ in tried) is is_tried
