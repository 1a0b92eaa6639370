"""A reading of the subject: asked once where there is time, believed where the code agrees."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from fakes.modelling import HOUR_S, ScriptedModel, material_of, situations

from bot.adapters.prompt_texts import JinjaPrompts
from bot.domain.invariant import NEEDS_OTHER, Invariant, Relation
from bot.domain.mission import Limits
from bot.domain.reading import ErrorCase
from bot.engines.model import analysis
from bot.engines.model.agenda import CHARS_A_TOKEN
from bot.engines.model.analysis import FUNCTIONS_MAX, MISSION_SECONDS_MIN
from bot.engines.model.engine import ModelEngine
from bot.engines.model.questions import PROMPT_TOKENS_MAX
from bot.ports.engine import Analyst

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    from bot.domain.reading import Reading
    from bot.ports.model import Prompt

    Make = Callable[[str], Bench]

SUBJECT = '''
def small(a):
    if a == 1:
        return 1
    return 2


def middle(a):
    if a == 1:
        return 1
    return 2


class Till:
    def pay(self, cents):
        """Take money."""
        if cents < 5:
            raise ValueError("too little")
        if cents > 900:
            raise OverflowError(
                "too much"
            )
        return cents

    def close(self, code):
        if code == 7:
            raise KeyError(code)
        if code == 9:
            raise KeyError(-code)
        raise LookupError("closed")
'''
RULED = """
def tidy(text: str) -> str:
    return text.strip()


def area(width: int, depth: int) -> int:
    if width < 0:
        raise ValueError(width)
    return width * depth
"""
TWICE = """
from typing import overload

class Till:
    @property
    def size(self):
        return 1

    @size.setter
    def size(self, value):
        self.value = value
        self.more = value

@overload
def pay(cents: int): ...
@overload
def pay(cents: str): ...
def pay(cents):
    if cents < 5:
        raise ValueError(cents)
    return cents
"""
READS = "The functions of the module"


def engine_for(
    subject: Bench, model: ScriptedModel, *, mission_seconds: int = MISSION_SECONDS_MIN
) -> ModelEngine:
    limits = Limits(mission_seconds=mission_seconds)
    material = replace(material_of(subject), limits=limits)
    return ModelEngine(material, model, JinjaPrompts(), lambda: HOUR_S)


def schema_of(prompt: Prompt) -> dict[str, Any]:
    """Return the fields that an answer is held to."""
    fields: dict[str, Any] = json.loads(prompt.schema)["properties"]
    return fields


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


def test_the_outline_tells_signatures_and_what_is_raised_where(bench: Make) -> None:
    subject, model = bench(SUBJECT), ScriptedModel()

    engine_for(subject, model).propose(subject.imported, 8)

    text = model.asked[0].user
    assert (
        "- Till.pay(self, cents); Take money.; raises ValueError where `cents < 5` is true" in text
    )
    assert "raises OverflowError where `cents < 5` is false and `cents > 900` is true" in text
    assert READS not in model.asked[1].user


def test_what_a_function_inside_raises_is_not_told_of_the_outer_one(bench: Make) -> None:
    subject = bench(
        f"{SUBJECT}\n\ndef outer(a):\n    def inner():\n        raise KeyError(a)\n\n"
        "    if a:\n        raise LookupError(a)\n    return inner\n"
    )
    model = ScriptedModel()

    engine_for(subject, model).propose(subject.imported, 8)

    (line,) = [one for one in model.asked[0].user.split("\n") if one.startswith("- outer(")]
    assert "LookupError" in line
    assert "KeyError" not in line


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


def test_names_are_chosen_of_those_that_the_outline_shows(bench: Make) -> None:
    subject, model = bench(SUBJECT), ScriptedModel()

    engine_for(subject, model).propose(subject.imported, 8)

    fields = schema_of(model.asked[0])
    assert "rules" not in fields
    assert '"rules"' not in model.asked[0].system
    assert fields["risks"]["items"]["properties"]["function"] == {
        "enum": ["Till.pay", "Till.close", "small", "middle"]
    }
    error = fields["errors"]["items"]["properties"]
    assert error["function"] == {"enum": ["Till.pay", "Till.close"]}
    assert error["error"] == {"enum": ["KeyError", "LookupError", "OverflowError", "ValueError"]}


def test_what_is_covered_is_read_as_well(bench: Make) -> None:
    subject, model = bench(RULED), ScriptedModel()
    file = subject.imported

    engine_for(subject, model).propose(file.with_executed(file.missing, file.missing_arcs), 8)

    (asked,) = model.asked
    assert "- tidy(text: str)" in asked.user
    assert "- area(width: int, depth: int)" in asked.user


def test_of_an_outline_that_is_too_long_the_largest_gaps_stay(bench: Make) -> None:
    checks = "\n".join(
        f"    if a == 'a rather long text, number {n}':\n        raise ValueError(a)"
        for n in range(4)
    )
    many = "\n\n".join(f"def f{n}(a):\n{checks}\n    return {n}" for n in range(12))
    long = "\n".join(f"    a += {n}" for n in range(40))
    subject, model = bench(f"{many}\n\n\ndef last(a):\n{long}\n    return a\n"), ScriptedModel()

    engine_for(subject, model).propose(subject.imported, 8)

    asked = model.asked[0]
    assert "- last(a)" in asked.user
    shown = [line[2:4] for line in asked.user.split("\n") if line.startswith("- f")]
    assert 0 < len(shown) < 11
    names = schema_of(asked)["risks"]["items"]["properties"]["function"]["enum"]
    assert sorted(names) == sorted([*shown, "last"])


def test_an_outline_of_which_nothing_is_left_is_not_sent(
    bench: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "PROMPT_TOKENS_MAX", 20)
    subject, model = bench(SUBJECT), ScriptedModel()

    engine_for(subject, model).propose(subject.imported, 8)

    assert not [one for one in model.asked if READS in one.user]


def test_functions_with_rules_have_places_among_many_methods(bench: Make) -> None:
    steps = "\n".join(f"        a += {n}" for n in range(6))
    methods = "\n\n".join(f"    def m{n}(self, a):\n{steps}\n        return a" for n in range(20))
    subject, model = bench(f"{RULED}\n\nclass C:\n{methods}\n"), ScriptedModel()

    engine_for(subject, model).propose(subject.imported, 8)

    assert set(schema_of(model.asked[0])["rules"]["properties"]) == {"tidy", "area"}
    assert model.asked[0].user.count("\n- ") == FUNCTIONS_MAX


def test_of_several_definitions_of_a_name_the_longest_is_shown_once(bench: Make) -> None:
    subject, model = bench(TWICE), ScriptedModel()

    engine_for(subject, model).propose(subject.imported, 8)

    names = schema_of(model.asked[0])["risks"]["items"]["properties"]["function"]["enum"]
    assert sorted(names) == ["Till.size", "pay"]
    assert "raises ValueError where `cents < 5` is true" in model.asked[0].user


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


def test_what_has_no_function_is_not_read(bench: Make) -> None:
    subject, model = bench("A = 1\nif A == 2:\n    B = 3\n"), ScriptedModel()

    engine_for(subject, model).propose(subject.imported, 8)

    assert not model.asked


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


def test_a_long_outline_is_cut_to_the_tokens_of_a_question(bench: Make) -> None:
    checks = "\n".join(
        f"    if a == 'a rather long text, number {n}':\n        raise ValueError(a)"
        for n in range(4)
    )
    many = "\n\n".join(f"def f{n}(a):\n{checks}\n    return {n}" for n in range(30))
    subject, model = bench(many), ScriptedModel()

    engine_for(subject, model).propose(subject.imported, 8)

    text = model.asked[0]
    assert READS in text.user
    assert len(text.system) + len(text.user) <= PROMPT_TOKENS_MAX * CHARS_A_TOKEN


def test_it_is_asked_once(bench: Make) -> None:
    subject = bench(SUBJECT)
    model = ScriptedModel({READS: answer(), "def ": situations("small(1)")})
    engine = engine_for(subject, model)

    for _ in range(3):
        engine.propose(subject.imported, 8)

    assert len([one for one in model.asked if READS in one.user]) == 1
