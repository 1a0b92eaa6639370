"""The engine on a model that answers from a table: what it asks, proposes and repairs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fakes.model_round import TWO, proved
from fakes.modelling import ScriptedModel, engine_of, situations

from bot.domain.mission import EngineName
from bot.domain.trial import Observation, ObservedEnd
from bot.engines.model.variants import SEEDS_A_ROUND

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[[str], Bench]


def test_answers_become_situations_of_the_model(bench: Make) -> None:
    subject = bench(TWO)
    model = ScriptedModel({"def far": situations("far(1, 2)", "far(0, 2)")})

    found = engine_of(subject, model).propose(subject.imported, 8)

    assert [(one.engine, one.segment, one.call) for one in found] == [
        (EngineName.MODEL, "far", "far(1, 2)"),
        (EngineName.MODEL, "far", "far(0, 2)"),
    ]
    assert found[0].imports == ("from asked_subject import far",)
    assert found[0].prompt.startswith("gap@")
    assert subject.observe(found[0]).lines & subject.imported.missing


def test_what_brings_most_for_its_cost_is_asked_first(bench: Make) -> None:
    subject, model = bench(TWO), ScriptedModel()

    engine_of(subject, model).propose(subject.imported, 8)

    assert "def far" in model.asked[0].user
    assert "def near" in model.asked[1].user


def test_the_next_question_is_begun_while_the_answer_is_proven(bench: Make) -> None:
    subject = bench(TWO)
    model = ScriptedModel({"def far": situations("far(1, 2)"), "def near": situations("near(1)")})
    engine = engine_of(subject, model)

    engine.propose(subject.imported, 8)

    assert ["def near" in one.user for one in model.begun] == [True]
    assert [one.call for one in engine.propose(subject.imported, 8)] == ["near(1)"]
    assert model.asked[1] == model.begun[0]


def test_what_others_reached_meanwhile_is_not_asked_any_more(bench: Make) -> None:
    subject = bench(TWO)
    model = ScriptedModel({"def far": situations("far(1, 2)"), "def near": situations("near(1)")})
    engine = engine_of(subject, model)
    engine.propose(subject.imported, 8)
    near = [line for line in subject.imported.missing if line < 6]
    arcs = [arc for arc in subject.imported.missing_arcs if arc[0] < 6]

    engine.propose(subject.imported.with_executed(near, arcs), 8)

    assert not any("def near" in one.user for one in model.asked)
    # A server that works on it already is free for what is asked next.
    assert model.forgotten == model.begun[:1]


def test_no_question_is_put_twice(bench: Make) -> None:
    subject, model = bench(TWO), ScriptedModel()
    engine = engine_of(subject, model)

    for _ in range(3):
        assert engine.propose(subject.imported, 8) == []

    assert len(set(model.asked)) == len(model.asked)


def test_a_miss_is_followed_up_once_with_what_it_did(bench: Make) -> None:
    subject = bench("def near(a):\n    if a == 391:\n        return 1\n    return 2\n")
    model = ScriptedModel({"def near": situations("near(5)")})
    engine = engine_of(subject, model)
    file = proved(subject, engine, subject.imported)

    for _ in range(4):
        file = proved(subject, engine, file)

    follow_ups = [one for one in model.asked if one.version.startswith("follow_up@")]
    assert [one.version.partition("@")[0] for one in model.asked[:3]].count("follow_up") == 1
    assert "; `a == 391` was false with a = 5" in follow_ups[0].user
    assert "near(5)" not in follow_ups[0].user


def test_a_follow_up_names_a_value_that_the_set_up_made(bench: Make) -> None:
    subject = bench("def near(a):\n    if a == 391:\n        return 1\n    return 2\n")
    model = ScriptedModel({"def near": situations("near(given)", setup=["given = 5"])})
    engine = engine_of(subject, model)
    file = proved(subject, engine, subject.imported)

    proved(subject, engine, file)

    again = next(one.user for one in model.asked if one.version.startswith("follow_up@"))
    assert "`a == 391` was false with a = 5" in again


def test_calls_that_were_kept_back_alike_are_told_once(bench: Make) -> None:
    subject = bench("def near(a, b):\n    if a == 391:\n        return 1\n    return 2\n")
    model = ScriptedModel({"def near": situations("near(5, 1)", "near(5, 2)")})
    engine = engine_of(subject, model)
    file = proved(subject, engine, subject.imported)

    proved(subject, engine, file)

    again = next(one.user for one in model.asked if one.version.startswith("follow_up@"))
    assert again.count("was false with a = 5") == 1


MANY = "def f(a: int):\n" + "".join(
    f"    if a == {n}91:\n        return {n}\n" for n in range(1, 7)
)


def test_what_was_tried_is_told_after_another_question_about_the_function(bench: Make) -> None:
    subject, model = bench(MANY), ScriptedModel()
    engine = engine_of(subject, model)
    model.answers = {"def f": situations("f(5)")}
    file = proved(subject, engine, subject.imported)
    model.answers = {}

    for _ in range(3):
        file = proved(subject, engine, file)

    asked = [one.version.partition("@")[0] for one in model.asked]
    assert asked[:3] == ["gap", "gap", "follow_up"]
    assert "a = 5" in model.asked[2].user


def test_a_whole_test_is_asked_for_where_plain_values_may_not_say_it(bench: Make) -> None:
    subject = bench(
        "def near(source):\n    if source.read() == 391:\n        return 1\n    return 2\n"
    )
    fake = ["class Fake:", "    def read(self):", "        return 391", "near(Fake())"]
    model = ScriptedModel(
        {"Write at most": json.dumps({"lines": fake}), "def near": situations("near(5)")}
    )
    engine = engine_of(subject, model)
    file = subject.imported
    for _ in range(5):
        file = proved(subject, engine, file)

    assert 3 in file.executed


def test_given_statements_go_in_front_where_they_are_used(bench: Make) -> None:
    subject = bench(
        "class Box:\n    def __init__(self, width: int):\n        self.width = width\n"
        "    def wide(self, least: int):\n        return self.width > least\n"
    )
    model = ScriptedModel({"def wide": situations("box.wide(3)"), "def __init__": "{}"})

    found = engine_of(subject, model).propose(subject.imported, 8)

    assert [(one.setup, one.call) for one in found] == [(("box = Box(1)",), "box.wide(3)")]


def test_a_coroutine_is_run(bench: Make) -> None:
    subject = bench("async def fetch(a: int):\n    return a\n")
    model = ScriptedModel({"def fetch": situations("await fetch(1)")})

    (one,) = engine_of(subject, model).propose(subject.imported, 8)

    assert one.call == "asyncio.run(fetch(1))"
    assert "import asyncio" in one.imports


def test_an_error_is_expected_only_where_the_function_names_it(bench: Make) -> None:
    subject = bench("def f(a):\n    if a:\n        raise ValueError(a)\n    return a.b\n")
    model = ScriptedModel({"def f": situations("f(1)", raises="ValueError")})
    wrong = ScriptedModel({"def f": situations("f(0)", raises="AttributeError")})

    (named,) = engine_of(subject, model).propose(subject.imported, 8)
    (unnamed,) = engine_of(subject, wrong).propose(subject.imported, 8)

    assert named.expectation is not None
    assert named.expectation.raises == "ValueError"
    assert unnamed.expectation is None


def test_a_failed_situation_is_repaired_before_anything_is_asked_again(bench: Make) -> None:
    subject = bench(
        "class Box:\n    def __init__(self, width: int = 2):\n        self.width = width\n"
        "    def wide(self, least: int):\n        return self.width > least\n"
    )
    model = ScriptedModel({"def wide": situations("Box.wide(3)"), "def __init__": "{}"})
    engine = engine_of(subject, model)
    (failed,) = engine.propose(subject.imported, 8)
    asked = len(model.asked)

    engine.learn(failed, subject.observe(failed), gained=False)
    repaired = engine.propose(subject.imported, 8)

    assert len(model.asked) == asked
    assert "box.wide(3)" in [one.call for one in repaired]
    assert repaired[0].prompt == failed.prompt


def test_what_the_gate_refused_is_not_repaired(bench: Make) -> None:
    subject = bench("def f(a: int):\n    return a\n")
    model = ScriptedModel({"Give": situations("os.system('true')")})
    engine = engine_of(subject, model)
    (one,) = engine.propose(subject.imported, 8)
    refused = Observation(
        ObservedEnd.REFUSED, frozenset(), frozenset(), note="it starts processes (line 2)"
    )

    engine.learn(one, refused, gained=False)
    engine.propose(subject.imported, 8)

    assert "is not allowed: it starts processes" in model.asked[-1].user


def test_unknown_packages_are_not_imported(bench: Make) -> None:
    subject = bench("def f(a):\n    return a\n")
    setup = ["import totally_made_up", "from os import *", "from . import x", "import json"]
    model = ScriptedModel({"def f": situations("f(json.loads('1'))", setup=setup)})

    (one,) = engine_of(subject, model).propose(subject.imported, 8)

    assert one.imports == ("import json", "from asked_subject import f")


def test_what_is_left_is_asked_again_by_chance_where_asking_brought_something(bench: Make) -> None:
    subject = bench(TWO)
    model = ScriptedModel({"def far": situations("far(1, 2)")})
    engine = engine_of(subject, model)
    file = subject.imported

    for _ in range(4):
        file = proved(subject, engine, file)

    about_near = [one.sampling for one in model.asked if "def near" in one.user]
    assert len(set(about_near)) == len(about_near) > 1
    assert about_near[-1].temperature > about_near[0].temperature


def test_where_nothing_was_brought_nothing_is_asked_again(bench: Make) -> None:
    subject, model = bench(TWO), ScriptedModel({"def far": "{}", "def near": "{}"})
    engine = engine_of(subject, model)

    for _ in range(4):
        assert engine.propose(subject.imported, 8) == []

    assert len(set(model.asked)) == len(model.asked)
    assert {one.version.partition("@")[0] for one in model.asked} == {"gap", "whole_test"}
    assert all(one.sampling.seed < SEEDS_A_ROUND for one in model.asked)
