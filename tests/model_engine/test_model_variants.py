"""Which way of asking is chosen: what brought tests before, and now and then another one."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from fakes.modelling import HOUR_S, ScriptedModel, material_of, situations

from bot.adapters.prompt_texts import JinjaPrompts
from bot.domain.learned import Count, Learned, Lesson
from bot.domain.mission import EngineName
from bot.domain.trial import Situation
from bot.engines.model.agenda import Kind
from bot.engines.model.engine import ModelEngine
from bot.engines.model.variants import VARIANTS, Experience, GapKind
from bot.stages.learning import after

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    from bot.domain.trajectory import Asked

    Make = Callable[[str], Bench]

# What it reaches was reached before the model is asked.
USELESS = Situation(
    "size", ("from asked_subject import size",), (), "size('none')", EngineName.SEARCH
)
WAYS = ("gap@1/0.2", "brief@2/0.2", "gap@1/0.8")
SUBJECT = """
def size(name):
    if name == "attic":
        return 12
    if name == "cellar":
        return 30
    return 0
"""


def count(variant: str, asked: int, kept: int, kind: str = "function") -> Count:
    return Count("m", "", kind, variant, asked, kept)


def chosen(*counts: Count, kind: GapKind = GapKind.FUNCTION, draws: int = 300) -> Counter[str]:
    known = Experience(counts, rounds=0, seed=7)
    return Counter(WAYS[known.best(kind, "f", WAYS)] for _ in range(draws))


def test_the_first_way_is_asked_most_and_others_have_a_turn() -> None:
    found = chosen()

    assert found.most_common(1)[0][0] == WAYS[0]
    assert min(found[one] for one in WAYS) > 20


def test_what_brings_tests_is_asked_where_there_is_evidence() -> None:
    counts = (count(WAYS[0], 60, 6), count(WAYS[1], 60, 30), count(WAYS[2], 60, 6))

    assert chosen(*counts)[WAYS[1]] > 290


def test_what_other_kinds_of_gaps_taught_counts_a_little() -> None:
    others = [count(WAYS[1], 400, 400, kind="method"), count(WAYS[0], 400, 0, kind="method")]

    assert chosen(*others)[WAYS[1]] > chosen()[WAYS[1]]
    # Forty questions of its own weigh more than any number about other code.
    own = [count(WAYS[0], 40, 36), count(WAYS[1], 40, 4)]
    assert chosen(*others, *own).most_common(1)[0][0] == WAYS[0]


@pytest.mark.parametrize("best", range(3))
def test_the_best_way_is_found_by_asking(best: int) -> None:
    world = random.Random(best)
    known = Experience(rounds=0, seed=best)
    asked: Counter[int] = Counter()
    for number in range(400):
        at = known.best(GapKind.METHOD, f"f{number}", WAYS)
        asked[at] += number >= 200
        prompt = f"{WAYS[at]}:{number}"
        known.asks(GapKind.METHOD, prompt)
        if world.random() < (0.6 if at == best else 0.2):
            known.gains(prompt)

    assert asked[best] > 150


def test_equal_counts_and_seeds_give_equal_choices() -> None:
    def drawn(seed: int) -> list[int]:
        known = Experience([count(WAYS[0], 5, 2)], rounds=0, seed=seed)
        return [known.best(GapKind.FUNCTION, "f", WAYS) for _ in range(40)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_a_question_that_brings_several_tests_counts_once() -> None:
    once, twice = (Experience(rounds=0, seed=3) for _ in range(2))
    for known, times in ((once, 1), (twice, 9)):
        known.asks(GapKind.FUNCTION, f"{WAYS[1]}:a")
        for _ in range(times):
            known.gains(f"{WAYS[1]}:a")

    draws = [[one.best(GapKind.FUNCTION, "f", WAYS) for _ in range(60)] for one in (once, twice)]
    assert draws[0] == draws[1]


def test_a_question_of_an_earlier_run_is_in_the_counts_already() -> None:
    prompts = [f"{WAYS[1]}:{letter}" for letter in "abcdef"]
    lessons = [Lesson(one, "f", kept=True) for one in prompts]
    once, twice = (Experience([count(WAYS[1], 6, 6)], lessons, rounds=1, seed=3) for _ in range(2))

    for one in prompts:
        twice.asks(GapKind.FUNCTION, one)

    draws = [[one.best(GapKind.FUNCTION, "f", WAYS) for _ in range(60)] for one in (once, twice)]
    assert draws[0] == draws[1]


def engine_with(
    subject: Bench, model: ScriptedModel, learned: Learned, seed: int = 0
) -> ModelEngine:
    known = Experience(learned.counts, learned.lessons, rounds=learned.rounds, seed=seed)
    return ModelEngine(material_of(subject), model, JinjaPrompts(), lambda: HOUR_S, known)


def run(
    subject: Bench, model: ScriptedModel, learned: Learned, seed: int = 0
) -> tuple[list[Asked], Learned]:
    """Let an engine ask until it has no more to ask; return that, and what is known then."""
    engine = engine_with(subject, model, learned, seed)
    file, kept = subject.imported, set[str]()
    seen = subject.observe(USELESS)
    file = file.with_executed(seen.lines, seen.arcs)
    while batch := engine.propose(file, 8):
        for one in batch:
            seen = subject.observe(one)
            better = file.with_executed(seen.lines, seen.arcs)
            kept |= {one.prompt} if better != file else set()
            engine.learn(one, seen, gained=better != file)
            file = better
    asked = engine.told()
    return asked, after(learned, asked, kept)


def test_each_way_asks_what_the_first_one_asks(bench: Make) -> None:
    versions = set()
    subject = bench(SUBJECT)
    for seed in range(12):
        model = ScriptedModel({"": situations("size('none')")})
        run(subject, model, Learned("m"), seed)
        versions |= {one.version.partition("@")[0] for one in model.asked}
        for one in model.asked:
            assert "def size(name)" in one.user
            assert "goal 1" in one.user

    assert versions >= {one.template for one in VARIANTS[Kind.GAP]}


def test_a_question_that_failed_is_asked_otherwise_in_the_next_run(bench: Make) -> None:
    subject = bench(SUBJECT)
    model = ScriptedModel({"": situations("size('none')")})
    learned = Learned("m")
    asked: list[set[str]] = []
    for _ in range(4):
        told, learned = run(subject, model, learned)
        asked.append({one.prompt for one in told})

    assert all(asked)
    assert not asked[0] & asked[1]
    assert not (asked[0] | asked[1]) & asked[2]
    # By then each way has failed, and only seeds are left to differ.
    assert not (asked[0] | asked[1] | asked[2]) & asked[3]
    assert len({one.sampling.seed for one in model.asked}) > 1
    assert learned.rounds == 4


def test_a_failed_way_has_its_turn_last(bench: Make) -> None:
    subject = bench(SUBJECT)
    model = ScriptedModel({"": situations("size('none')")})

    first, learned = run(subject, model, Learned("m"))
    second, _ = run(subject, model, learned)

    assert first[0].segment == second[0].segment == "size"
    assert second[0].version not in {one.version for one in first}


def test_a_question_that_brought_a_test_is_put_again_for_its_answer_is_known(bench: Make) -> None:
    subject = bench(SUBJECT)
    good = ScriptedModel({"": situations("size('attic')", "size('cellar')")})

    first, learned = run(subject, good, Learned("m"))
    again, then = run(subject, good, learned, seed=5)

    assert [one.prompt for one in first] == [one.prompt for one in again]
    assert then.counts == learned.counts


def test_another_example_is_shown_where_one_was_of_no_help(bench: Make) -> None:
    subject = bench("def f(a):\n    if a == 7:\n        return 1\n    return 'no'\n")
    calls = ("f(3)", "f(abs(3))")
    asks = ModelEngine(
        material_of(subject),
        ScriptedModel({"": situations(*calls)}),
        JinjaPrompts(),
        lambda: HOUR_S,
    )
    near = [(one, subject.observe(one)) for one in asks.propose(subject.imported, 8)]
    file = subject.imported.with_executed(near[0][1].lines, near[0][1].arcs)
    shown = []
    learned = Learned("m")
    for _ in range(2):
        model = ScriptedModel({"": situations("f(0)")})
        engine = engine_with(subject, model, learned)
        for one, seen in near:
            engine.watch(one, seen)
        engine.propose(file, 8)
        learned = after(learned, engine.told(), ())
        shown.append([call for call in calls if f"`{call}` returned" in model.asked[0].user])

    assert sorted(shown) == [["f(3)"], ["f(abs(3))"]]


def test_what_is_too_long_in_every_way_is_not_asked_about(
    bench: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.engines.model.questions.PROMPT_TOKENS_MAX", 10)
    subject, model = bench(SUBJECT), ScriptedModel()

    assert engine_with(subject, model, Learned("m")).propose(subject.imported, 8) == []
    assert model.asked == []
