"""A name that stands for one of two parameters, as branches decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.engines.search.code import Code
from bot.engines.search.reading import shapes_of
from bot.engines.search.shapes import Trait

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]

CHOOSING = """
import json

def read(given=None, default=None):
    text = given
    if not text:
        text = default
    return json.loads(text)

def last(given, default):
    text = given
    text = default
    return json.loads(text)
"""


def traits(name: str) -> dict[str, set[Trait]]:
    code = Code(CHOOSING)
    node = dict(code.functions)[name]
    return {one: set(shape.traits) for one, shape in shapes_of(code, node).items()}


def test_what_is_chosen_by_a_branch_is_used_alike() -> None:
    assert traits("read") == {"given": {Trait.JSON}, "default": {Trait.JSON}}


def test_what_is_bound_again_in_any_case_is_not() -> None:
    assert traits("last") == {"given": set(), "default": {Trait.JSON}}


def test_a_text_that_is_parsed_is_tried_first(bench: Make) -> None:
    made = bench(CHOOSING.replace("return", "text.strip()\n    return"))

    calls = [one.call for one in made.engine.propose(made.imported, 12)]

    assert """read(given='{"a": 1}')""" in calls


def test_both_branches_are_read() -> None:
    code = Code("def f(a, b):\n    if b:\n        a.strip()\n    else:\n        a.lower()\n")

    [(_, node)] = code.functions

    assert set(shapes_of(code, node)["a"].attributes) == {"strip", "lower"}
