"""Rules of functions that give functions back, and of arguments that calls change."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from bot.engines.search.code import Code
from bot.engines.search.documents import documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    from bot.domain.trial import Situation

    Make = Callable[..., Bench]

CLOSURE = "def add(field, n):\n    def transform(doc):\n        {act}\n    return transform\n"


def first_of(bench: Make, source: str) -> Situation:
    made = bench(source)
    return made.engine.propose(made.imported, 1)[0]


def test_a_returned_function_gets_the_key_that_the_outer_one_was_given(bench: Make) -> None:
    situation = first_of(bench, CLOSURE.format(act="doc[field] += n"))

    assert situation.setup == ('transform = add("abc", 1)', 'doc = {"abc": 1}')
    assert situation.call == "transform(doc)"


@pytest.mark.parametrize(
    "act", ["doc[field] = n", "doc[field] += n", "del doc[field]", "doc[field].append(n)"]
)
def test_a_returned_function_runs_to_its_end(bench: Make, act: str) -> None:
    file, tried = bench(CLOSURE.format(act=act)).run()

    assert not file.missing
    assert tried[-1][1].error is None


CHANGES = {
    "an item set": "def f(rows):\n    rows['a'] = 1\n",
    "an item added": "def f(rows):\n    rows.append(1)\n",
    "an item counted up": "def f(rows, key: str):\n    rows[key] += 1\n",
    "an item deleted": "def f(rows, key: str):\n    del rows[key]\n",
}


@pytest.mark.parametrize("source", CHANGES.values(), ids=CHANGES.keys())
def test_an_argument_that_the_call_changes_has_a_name(bench: Make, source: str) -> None:
    situation = first_of(bench, source)

    assert situation.call.startswith("f(rows")
    assert any(line.startswith("rows = ") for line in situation.setup)


def test_an_argument_that_stays_as_it_is_has_none(bench: Make) -> None:
    situation = first_of(bench, "def f(rows: list[int]) -> int:\n    return len(rows)\n")

    assert situation.setup == ()


def test_a_number_as_index_asks_for_a_list(bench: Make) -> None:
    situation = first_of(bench, "def f(rows, index: int):\n    return rows[index]\n")

    assert situation.call == "f([1], 1)"


PARSER = """
TITLES = ("Args", "Returns", "x")
def parse(text):
    for line in text.splitlines():
        if line == "Args:":
            return TITLES
"""


def headings(source: str) -> list[str]:
    code = Code(source)
    return [one.split("\n")[2] for one in documents(code, code.functions[0][1])]


def test_a_parser_of_lines_gets_a_document_for_each_heading_that_it_knows() -> None:
    assert headings(PARSER) == ["Args:", "Returns:", "Args", "Returns"]


def test_a_function_that_reads_no_lines_gets_no_documents() -> None:
    assert headings("def f(x):\n    return x == 'Args'\n") == []


def test_documents_are_tried(bench: Make) -> None:
    _, tried = bench(PARSER).run()

    texts = {
        one.value
        for situation, _ in tried
        for one in ast.walk(ast.parse(situation.source))
        if isinstance(one, ast.Constant)
    }
    assert set(documents(Code(PARSER), Code(PARSER).functions[0][1])) & texts
