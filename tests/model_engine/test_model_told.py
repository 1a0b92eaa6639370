"""What a question tells of a subject: receivers, classes, what cannot be asked about at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.modelling import HOUR_S, ScriptedModel, engine_of, material_of, situations

from bot.adapters.prompt_texts import JinjaPrompts
from bot.domain.trial import ErrorSeen, Observation, ObservedEnd
from bot.engines.model import engine as engine_module
from bot.engines.model import told
from bot.engines.model.engine import ModelEngine
from bot.engines.model.questions import PROMPT_TOKENS_MAX
from bot.ports.model import Sampling

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[[str], Bench]


SELL = "    def sell(self): ...\ndef f(shop: Shop):\n    return shop.sell()\n"


def asked_about(subject: Bench, name: str) -> str:
    model = ScriptedModel()
    engine_of(subject, model).propose(subject.imported, 8)
    return next(one.user for one in model.asked if f"def {name}(" in one.user)


def unmakable(subject: Bench, model: ScriptedModel) -> ModelEngine:
    """Return an engine that knows no way of making an instance of any class."""
    material = material_of(subject)
    classes = tuple(replace(one, constructor=None) for one in material.facts.classes)
    material = replace(material, facts=replace(material.facts, classes=classes))
    return ModelEngine(material, model, JinjaPrompts(), lambda: HOUR_S)


def wrong(message: str) -> Observation:
    error = ErrorSeen("builtins.TypeError", message, 1, explicit=False)
    return Observation(ObservedEnd.RAISED, frozenset(), frozenset(), error=error)


def test_a_function_that_nobody_gets_into_is_not_asked_about(bench: Make) -> None:
    subject = bench(
        "if not __name__:\n    def f(a):\n        return a\n\ndef g(a):\n    return a\n"
    )
    model = ScriptedModel()

    engine_of(subject, model).propose(subject.imported, 8)

    assert [one for one in model.asked if "def f" in one.user] == []
    assert [one for one in model.asked if "def g" in one.user] != []


@pytest.mark.parametrize(
    "source",
    [
        f"import abc\nclass Shop(abc.ABC):\n    @abc.abstractmethod\n{SELL}",
        f"import typing\nclass Shop(typing.Protocol):\n{SELL}",
        "def f(a: int):\n    yield a\n",
        "async def f(a: int):\n    return a\n",
        "def f(a):\n    return a.b\n",
    ],
    ids=["abstract", "protocol", "generator", "coroutine", "untyped"],
)
def test_a_whole_test_is_asked_for(bench: Make, source: str) -> None:
    assert _whole_tests(bench(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def f(a: int):\n    return a\n",
        "def f(a=1):\n    return a\n",
        "class Box:\n    pass\ndef f(box: Box):\n    return box\n",
    ],
    ids=["typed", "with a default", "a class that can be made"],
)
def test_no_whole_test_is_asked_for_where_plain_values_say_it(bench: Make, source: str) -> None:
    assert _whole_tests(bench(source)) == 0


def _whole_tests(subject: Bench) -> int:
    model = ScriptedModel()
    engine = engine_of(subject, model)
    for _ in range(3):
        engine.propose(subject.imported, 8)
    return sum(one.version.startswith("whole_test@") and "def f" in one.user for one in model.asked)


def test_what_is_too_long_in_its_shortest_form_is_not_asked(bench: Make) -> None:
    many = ", ".join(f"parameter_{n}=0" for n in range(PROMPT_TOKENS_MAX))
    subject = bench(f"def far(a, {many}):\n    return a\n\ndef near(a):\n    return a\n")
    model = ScriptedModel({"def near": situations("near(1)")})
    engine = engine_of(subject, model)

    found = [one.call for _ in range(3) for one in engine.propose(subject.imported, 8)]

    assert found == ["near(1)"]
    assert not any("def far" in one.user for one in model.asked)


def test_a_long_follow_up_tells_of_one_call_alone(bench: Make) -> None:
    padding = "\n".join(f"    # {'y' * 60} {n}" for n in range(28))
    subject = bench(
        f"def f(a: str, b: str, c: str):\n{padding}\n"
        "    if a == 'never':\n        return 1\n    return 2\n"
    )
    calls = [f"f({', '.join([repr(sign * 90)] * 3)})" for sign in "bcd"]
    model = ScriptedModel({"Give": situations(*calls)})
    engine = engine_of(subject, model)
    for number, one in enumerate(engine.propose(subject.imported, 8)):
        engine.learn(one, wrong(f"{number} " + "no " * 40), gained=False)

    for _ in range(4):
        engine.propose(subject.imported, 8)

    again = next(one.user for one in model.asked if one.version.startswith("follow_up@"))
    assert again.count("raised TypeError") == 1


@pytest.mark.parametrize("most", [1, 2])
def test_repairs_of_one_answer_are_bounded(
    bench: Make, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(engine_module, "REPAIRS_MAX", most)
    subject = bench("def f(a: int, b: str, c: float):\n    return a\n")
    model = ScriptedModel({"Give": situations("f()", "f(1)", "f(2, 'b')", "f('c')")})
    engine = engine_of(subject, model)
    for one in engine.propose(subject.imported, 8):
        engine.learn(one, subject.observe(one), gained=False)

    repaired = engine.propose(subject.imported, 100)

    assert len(model.asked) == 1
    assert len(repaired) == most


def test_a_call_that_was_repaired_alike_is_proposed_once(bench: Make) -> None:
    subject = bench("def f(a: int, b: int):\n    return a\n")
    model = ScriptedModel({"Give": situations("f(1)", "f(1, )", "f(b=1)", "f()")})
    engine = engine_of(subject, model)
    for one in engine.propose(subject.imported, 8):
        engine.learn(one, subject.observe(one), gained=False)
        engine.learn(one, subject.observe(one), gained=False)

    repaired = [one.source for one in engine.propose(subject.imported, 100)]

    assert repaired
    assert len(set(repaired)) == len(repaired)


def test_an_example_that_could_not_be_made_is_not_told(bench: Make) -> None:
    subject = bench(
        "class Box:\n    def __init__(self, width: int):\n        self.width = width\n"
        "    def wide(self):\n        return self.width > 3\n"
    )
    model = ScriptedModel()
    engine = engine_of(subject, model)
    tried = []
    while made := engine.to_make():
        for one in made:
            tried.append(one)
            engine.take_made(one, is_made=one.call == "Box(0)")

    engine.propose(subject.imported, 8)

    assert tried
    texts = "\n".join(one.user for one in model.asked)
    assert "for example Box(0)" in texts
    assert "for example Box(1)" not in texts


def test_an_enum_is_told_by_its_members(bench: Make) -> None:
    subject = bench(
        "import enum\nclass Hue(enum.Enum):\n    RED = 1\n    BLUE = 2\n"
        "def f(hue: Hue):\n    return hue is Hue.RED\n"
    )

    assert "enum Hue: Hue.RED, Hue.BLUE" in asked_about(subject, "f")


def test_classes_inside_a_type_are_told(bench: Make) -> None:
    subject = bench(
        "class Box:\n    def __init__(self, width: int):\n        self.width = width\n"
        "def f(boxes: list[Box]):\n    return len(boxes)\n"
    )

    assert "class Box(width: int)" in asked_about(subject, "f")


def test_a_property_is_read_and_not_called(bench: Make) -> None:
    subject = bench(
        "class Box:\n    def __init__(self, width: int):\n        self.width = width\n"
        "    @property\n    def wide(self):\n        return self.width > 3\n"
    )
    model = ScriptedModel({"def wide": situations("box.wide")})

    found = engine_of(subject, model).propose(subject.imported, 8)

    assert "`box.wide`" in next(one.user for one in model.asked if "def wide" in one.user)
    assert [one.call for one in found] == ["box.wide"]


def test_a_follow_up_of_what_is_no_call_gives_no_values(bench: Make) -> None:
    subject = bench("def f(a: int):\n    if a == 391:\n        return 1\n    return 2\n")
    model = ScriptedModel({"Give": situations("[f(5)]")})
    engine = engine_of(subject, model)
    for one in engine.propose(subject.imported, 8):
        engine.learn(one, subject.observe(one), gained=True)

    engine.propose(subject.imported, 8)

    again = next(one.user for one in model.asked if one.version.startswith("follow_up@"))
    assert "`a == 391` was false" in again
    assert "with a =" not in again


def test_a_follow_up_names_the_first_condition_that_was_not_met(bench: Make) -> None:
    subject = bench(
        "def f(a: int, b: int):\n    if a == 1:\n        if b == 391:\n            return 1\n"
        "    return 2\n"
    )
    model = ScriptedModel({"Give": situations("f(1, 5)")})
    engine = engine_of(subject, model)
    for one in engine.propose(subject.imported, 8):
        engine.learn(one, subject.observe(one), gained=True)

    engine.propose(subject.imported, 8)

    again = next(one.user for one in model.asked if one.version.startswith("follow_up@"))
    assert "`b == 391` was false with b = 5" in again
    assert "`a == 1` was" not in again


def test_a_way_whose_receiver_nobody_can_make_is_not_told(bench: Make) -> None:
    subject = bench(
        "def _digit(value: int):\n    return value + 1\n\n\n"
        "class Shop:\n    def count(self, value: int):\n        return _digit(value)\n\n\n"
        "def roman(number: int):\n    return _digit(number)\n"
    )
    model = ScriptedModel()

    unmakable(subject, model).propose(subject.imported, 8)

    (line, *_) = [
        line
        for one in model.asked
        for line in one.user.split("\n")
        if "def _digit" in one.user and line.startswith("It is reached by")
    ]
    assert "`roman(number: int)`" in line
    assert "count(" not in line


def test_results_are_remembered_up_to_their_limit(
    bench: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told, "RESULTS_MAX", 0)
    subject = bench("def f(a):\n    if a == 7:\n        return 1\n    return 'no'\n")
    model = ScriptedModel({"Give": situations("f(3)")})
    engine = engine_of(subject, model)
    (one,) = engine.propose(subject.imported, 8)
    seen = subject.observe(one)
    other = engine_of(subject, model)
    other.watch(one, seen)

    other.propose(subject.imported.with_executed(seen.lines, seen.arcs), 8)

    assert "`f(3)` returned" not in model.asked[-1].user


def test_a_class_that_nobody_can_make_is_told_as_such(bench: Make) -> None:
    subject = bench(
        "class Box:\n    def __init__(self, width: int):\n        self.width = width\n"
        "    def wide(self):\n        return self.width > 3\n"
    )
    model = ScriptedModel({"def wide": situations("Box(4).wide()")})

    found = unmakable(subject, model).propose(subject.imported, 8)

    assert any("class Box: cannot be made by calling it" in one.user for one in model.asked)
    assert [one.call for one in found] == ["Box(4).wide()"]


@pytest.mark.parametrize(
    "wrong_one", [{"temperature": 2.5}, {"temperature": -0.1}, {"tokens_max": 0}]
)
def test_sampling_checks_itself(wrong_one: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong_one))} must be"):
        Sampling(**wrong_one)  # type: ignore[arg-type]  # one of them an int
