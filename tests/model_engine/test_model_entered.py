"""What is entered by `with`: asked for as a whole test, for the block inside decides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fakes.model_round import proved
from fakes.modelling import ScriptedModel, engine_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

OK = """
from contextlib import contextmanager


@contextmanager
def calm(*kinds):
    try:
        yield
    except Exception as error:
        if isinstance(error, kinds):
            return
        raise
"""
POOL = """
from contextlib import contextmanager


class Pool:
    def __init__(self, size: int = 2):
        self.size = size

    @contextmanager
    def lent(self, count: int):
        if count > self.size:
            raise ValueError(count)
        yield count
"""


@pytest.mark.parametrize(
    ("source", "told"), [(OK, "with calm(*kinds):"), (POOL, "with pool.lent(count: int):")]
)
def test_it_is_asked_for_as_people_enter_it(
    bench: Callable[[str], Bench], source: str, told: str
) -> None:
    subject, model = bench(source), ScriptedModel()

    engine_of(subject, model).propose(subject.imported, 8)

    asked = [one for one in model.asked if "contextmanager" in one.user]
    assert {one.version.partition("@")[0] for one in asked} == {"whole_test"}
    assert told in asked[0].user


def test_a_goal_says_that_the_block_inside_raises(bench: Callable[[str], Bench]) -> None:
    subject, model = bench(OK), ScriptedModel()

    engine_of(subject, model).propose(subject.imported, 8)

    assert "the block inside `with` raises Exception" in model.asked[0].user
    assert "`yield` raises" not in model.asked[0].user


def test_an_answer_with_a_block_runs_it(bench: Callable[[str], Bench]) -> None:
    subject = bench(OK)
    lines = ["with calm(KeyError):", "    raise KeyError('a')"]
    engine = engine_of(subject, ScriptedModel({"Write at most": json.dumps({"lines": lines})}))

    file = proved(subject, engine, subject.imported)

    assert 11 in file.executed
