"""What a model is shown of a whole subject, and what its reading may choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.modelling import ScriptedModel
from fakes.subject_reading import READS, RULED, SUBJECT, engine_for, schema_of

from bot.engines.model import analysis
from bot.engines.model.agenda import CHARS_A_TOKEN
from bot.engines.model.analysis import FUNCTIONS_MAX
from bot.engines.model.questions import PROMPT_TOKENS_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from fakes.search_driver import Bench

    Make = Callable[[str], Bench]

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


def test_what_has_no_function_is_not_read(bench: Make) -> None:
    subject, model = bench("A = 1\nif A == 2:\n    B = 3\n"), ScriptedModel()

    engine_for(subject, model).propose(subject.imported, 8)

    assert not model.asked


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
