"""A reading of the subject: asked once where there is time, believed where the code agrees."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.modelling import ScriptedModel, material_of, situations
from fakes.subject_reading import READS, RULED, SUBJECT, engine_for, schema_of

from bot.adapters.prompt_texts import JinjaPrompts
from bot.domain.invariant import NEEDS_OTHER, Invariant, Relation
from bot.domain.mission import Limits
from bot.domain.reading import ErrorCase
from bot.engines.model.analysis import MISSION_SECONDS_MIN
from bot.engines.model.engine import ModelEngine
from bot.ports.engine import Analyst

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    from bot.domain.reading import Reading

    Make = Callable[[str], Bench]


def answer(*errors: tuple[str, str, str], risks: tuple[str, ...] = ()) -> str:
    return json.dumps(
        {
            "purpose": "a till",
            "risks": [{"function": one, "risk": "money"} for one in risks],
            "errors": [{"function": f, "error": e, "when": w} for f, e, w in errors],
        }
    )


def read(bench: Make, text: str) -> Reading | None:
    subject = bench(SUBJECT)
    engine = engine_for(subject, ScriptedModel({READS: text}))
    engine.propose(subject.imported, 8)
    assert isinstance(engine, Analyst)
    return engine.reading


@pytest.mark.parametrize(
    ("case", "is_believed"),
    [
        (("Till.pay", "ValueError", "cents is less than 5"), True),
        (("pay", "ValueError", "when the cents are below 5."), True),
        (("Till.pay", "builtins.OverflowError", "cents is above 900"), True),
        (("Till.pay", "ValueError", "cents is less than 6"), False),
        (("Till.pay", "ValueError", "the amount is too small"), False),
        (("Till.pay", "TypeError", "cents is less than 5"), False),
        (("Till.sell", "ValueError", "cents is less than 5"), False),
        (("Till.close", "KeyError", "code is 7"), False),
        (("Till.close", "LookupError", "code is 9"), True),
        (("Till.pay", "ValueError", '"""; import os; cents'), False),
        (("Till.pay", "ValueError", "cents \n\n # is less"), False),
        (("Till.pay", "ValueError", "cents is less " * 20), False),
    ],
)
def test_an_error_case_is_believed_where_the_code_bears_it_out(
    bench: Make, case: tuple[str, str, str], *, is_believed: bool
) -> None:
    reading = read(bench, answer(case))

    assert reading is not None
    assert bool(reading.errors) is is_believed


def test_a_case_knows_its_statement_and_its_function(bench: Make) -> None:
    reading = read(bench, answer(("pay", "OverflowError", "if cents is above 900")))

    assert reading is not None
    assert reading.purpose == "a till"
    (case,) = reading.errors
    assert case == ErrorCase("Till.pay", "OverflowError", "cents is above 900", (20, 22))
    assert reading.case("Till.pay", "builtins.OverflowError", 21) == case
    assert reading.case("Till.pay", "builtins.OverflowError", 23) is None
    assert reading.case("Till.pay", "builtins.ValueError", 21) is None
    assert reading.case("Till.close", "builtins.OverflowError", 21) is None


def test_what_is_risky_is_asked_about_first(bench: Make) -> None:
    def first(*risks: str) -> str:
        subject = bench(SUBJECT)
        model = ScriptedModel({READS: answer(risks=risks)})
        engine_for(subject, model).propose(subject.imported, 8)
        return model.asked[1].user

    assert "def close(" in first()
    assert "def pay(" in first("pay")
    assert "def close(" in first("play")


@pytest.mark.parametrize("text", ["", "no", "[]", "{}", "[" * 9000, '{"risks": 3}'])
def test_what_is_no_reading_changes_nothing(bench: Make, text: str) -> None:
    assert read(bench, text) is None


def test_fields_of_wrong_types_are_left_out(bench: Make) -> None:
    text = json.dumps({"purpose": 3, "risks": [1, {"function": []}], "errors": {"function": "pay"}})

    reading = read(bench, text)

    assert reading is not None
    assert (reading.purpose, reading.risky, reading.errors) == ("", (), ())


def test_a_rule_is_chosen_for_each_function_that_types_allow_one_of(bench: Make) -> None:
    subject = bench(RULED)
    said = {"tidy": "idempotent", "area": "undone by tidy", "tiny": "idempotent"}
    model = ScriptedModel({READS: json.dumps({"purpose": "words", "rules": said})})
    engine = engine_for(subject, model)

    engine.propose(subject.imported, 8)

    assert engine.reading is not None
    assert engine.reading.invariants == (Invariant(Relation.IDEMPOTENT, "tidy"),)
    assert engine.reading.prompt == engine.told()[0].prompt
    asked = model.asked[0]
    assert schema_of(asked)["rules"]["properties"] == {
        "tidy": {"enum": ["idempotent", "same_length"]},
        "area": {"enum": ["commutative", "not_negative", "raises only ValueError"]},
    }
    assert all(f'"{one}"' in asked.system for one in Relation if one not in NEEDS_OTHER)


def test_an_answer_that_was_cut_keeps_the_fields_that_are_whole(bench: Make) -> None:
    whole = answer(("Till.pay", "ValueError", "cents is less than 5"), risks=("small",))

    reading = read(bench, whole[:-3])

    assert reading is not None
    assert (reading.purpose, reading.risky, reading.errors) == ("a till", ("small",), ())


def test_it_is_not_asked_where_no_time_is_left(bench: Make) -> None:
    subject, model = bench(SUBJECT), ScriptedModel()
    material = replace(material_of(subject), limits=Limits(mission_seconds=MISSION_SECONDS_MIN))

    ModelEngine(material, model, JinjaPrompts(), lambda: 0.5).propose(subject.imported, 8)

    assert model.asked == []


def test_it_is_told_like_any_question(bench: Make) -> None:
    subject = bench(SUBJECT)
    engine = engine_for(subject, ScriptedModel({READS: answer()}))
    engine.propose(subject.imported, 8)

    told = engine.told()[0]

    assert told.version.startswith("analysis@")
    assert told.version.endswith("/0")
    assert (told.situations, told.goals, told.segment, told.kind) == (1, (), "", "")


def test_it_is_not_asked_in_a_short_mission(bench: Make) -> None:
    subject, model = bench(SUBJECT), ScriptedModel()

    engine_for(subject, model, mission_seconds=MISSION_SECONDS_MIN - 1).propose(subject.imported, 8)

    assert model.asked
    assert not [one for one in model.asked if READS in one.user]


def test_it_is_asked_once(bench: Make) -> None:
    subject = bench(SUBJECT)
    model = ScriptedModel({READS: answer(), "def ": situations("small(1)")})
    engine = engine_for(subject, model)

    for _ in range(3):
        engine.propose(subject.imported, 8)

    assert len([one for one in model.asked if READS in one.user]) == 1
