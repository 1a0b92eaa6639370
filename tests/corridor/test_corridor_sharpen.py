"""Survivors go back to search: from what was seen, then from what engines propose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.corridor import Bench
from fakes.engine import FakeEngine
from fakes.language import situation

from bot.domain.mission import EngineName, Limits
from bot.domain.trial import Observation, ObservedEnd, Situation
from bot.mission import sharpen
from bot.mission.pool import ALIKE_MAX, FIRST_MAX, LAST_MAX, Pool
from bot.mission.sharpen import TESTS_MAX

if TYPE_CHECKING:
    from bot.domain.coverage import FileCoverage


def asked(bench: Bench) -> list[str]:
    return [one for worker in bench.workshop.workers for one in worker.asked]


def kept_calls(bench: Bench) -> list[str]:
    bench.run()
    return [
        line.split(" ", 1)[1]
        for name, text in bench.store.files.items()
        if name.endswith("test_a_missions.py")
        for line in text.splitlines()
        if line.startswith("test_")
    ]


def test_a_survivor_is_noticed_by_a_situation_that_had_gained_nothing() -> None:
    bench = Bench(("2,3 returned blind-3", "3 returned"))

    assert kept_calls(bench) == ["2,3 returned blind-3", "3 returned"]
    assert "3 returned under mutant 3" in asked(bench)


def test_a_situation_that_ends_alike_under_the_mutant_is_no_test() -> None:
    bench = Bench(("2,3 returned blind-3", "3 returned unkillable"))

    assert kept_calls(bench) == ["2,3 returned blind-3"]
    assert "3 returned unkillable under mutant 3" in asked(bench)


def test_what_no_test_can_show_is_no_test() -> None:
    # It ends differently, but its own test does not notice, or must not run.
    bench = Bench(("2,3 returned blind-3", "3 returned blind-3 x", "3 returned forbidden"))

    assert kept_calls(bench) == ["2,3 returned blind-3"]


def test_a_kept_test_says_what_it_saw_and_did_not_assert() -> None:
    bench = Bench(("2,3 returned timid-3", "3 returned"))

    record = bench.run()

    (text,) = (t for n, t in bench.store.files.items() if n.endswith("test_a_missions.py"))
    assert [line.split(" ", 1)[1] for line in text.splitlines() if line.startswith("test_")] == [
        "2,3 returned timid-3 bold"
    ]
    assert record.evidence is not None
    assert (record.evidence.mutants_killed, record.evidence.mutants_tried) == (2, 2)


def test_what_ends_differently_in_a_way_no_test_can_say_is_not_tried() -> None:
    bench = Bench(("2,3 returned blind-3", "3 returned hollow"))

    bench.run()

    assert [one for one in asked(bench) if one.startswith("3 returned hollow")] == [
        "3 returned hollow", "3 returned hollow", "3 returned hollow under mutant 3",
    ]  # fmt: skip


def test_a_survivor_is_noticed_next_to_what_a_kept_test_does() -> None:
    bench = Bench(("2,3 returned blind-3 beside",))

    assert kept_calls(bench) == ["2,3 returned blind-3 beside", "3 returned"]


def test_no_situation_is_observed_for_a_mutant_whose_line_it_did_not_run() -> None:
    bench = Bench(("2,3 returned blind-3", "4 returned"))
    bench.run()

    assert not [one for one in asked(bench) if one.startswith("4 ") and "under" in one]


class LateEngine(FakeEngine):
    """Has more to propose once its file misses a line again."""

    def __init__(self, calls: tuple[str, ...], later: tuple[str, ...]) -> None:
        super().__init__(calls)
        self._later = list(later)
        self.wanted: list[frozenset[int]] = []

    def propose(self, file: FileCoverage, count: int) -> list[Situation]:
        found = super().propose(file, count)
        if found or 2 in file.missing or 3 not in file.missing:
            return found
        self.wanted.append(file.missing)
        later, self._later = self._later, []
        return [situation(call) for call in later]


def late_bench(later: tuple[str, ...], limits: Limits | None = None) -> tuple[Bench, LateEngine]:
    bench = Bench((), limits=limits)
    engine = LateEngine(("2,3 returned blind-3",), later)
    bench.context = replace(bench.context, engines=engine.build)
    return bench, engine


def test_engines_are_asked_for_the_lines_of_survivors() -> None:
    bench, engine = late_bench(("3 raised", "3 returned y"))

    assert kept_calls(bench) == ["2,3 returned blind-3", "3 raised"]
    assert engine.wanted == [frozenset({3, 4, 5, 6, 7, 8, 9, 10})]
    assert engine.learned[-2:] == [("3 raised", True), ("3 returned y", False)]


def test_what_covers_more_is_kept_though_it_notices_no_survivor() -> None:
    bench, engine = late_bench(("4,5 returned",))

    assert "4,5 returned" in kept_calls(bench)
    assert engine.learned[-1] == ("4,5 returned", True)


def test_only_search_is_asked_for_the_lines_of_survivors() -> None:
    bench, engine = late_bench(("3 raised",))
    engine.name = EngineName.MODEL

    assert kept_calls(bench) == ["2,3 returned blind-3"]
    assert engine.wanted == []


def test_a_full_mission_hunts_survivors_and_asks_for_nothing_else() -> None:
    bench, engine = late_bench(("3 raised", "4,5 returned"), Limits(tests_max=1))

    assert kept_calls(bench) == ["2,3 returned blind-3", "3 raised"]
    assert engine.wanted == [frozenset({3})]


def test_an_engine_out_of_ideas_ends_the_hunt() -> None:
    bench, engine = late_bench(())

    assert kept_calls(bench) == ["2,3 returned blind-3"]
    assert len(engine.wanted) == 1


def test_nothing_is_hunted_when_time_is_over() -> None:
    bench = Bench(("2,3 returned blind-3", "3 returned"))
    bench.context = replace(bench.context, deadline_s=bench.clock.monotonic_s())

    bench.run()

    assert not any("mutant" in one for one in asked(bench))


def test_tests_for_mutants_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharpen, "TESTS_MAX", 1)
    bench = Bench(("2,3,4 returned blind-3 blind-4", "3 returned", "4 returned"))

    assert kept_calls(bench) == ["2,3,4 returned blind-3 blind-4", "3 returned"]
    assert TESTS_MAX > 1


def test_more_mutants_are_sampled_while_there_is_time() -> None:
    calls = ("2,3,4,5,6 returned blind-6", "6 returned")

    assert kept_calls(Bench(calls, limits=Limits(mutants_max=2))) == list(calls)
    # Four samples of one mutant each do not come to the fifth line.
    assert kept_calls(Bench(calls, limits=Limits(mutants_max=1))) == list(calls[:1])


def test_the_score_counts_what_the_whole_suite_notices() -> None:
    bench = Bench(("2,3,4,5,6 returned blind-6",))

    record = bench.run()

    assert record.evidence is not None
    assert (record.evidence.mutants_killed, record.evidence.mutants_tried) == (4, 5)


def seen(number: int, line: int = 1) -> Observation:
    return Observation(ObservedEnd.RETURNED, frozenset({line}), frozenset(), stdout=str(number))


def test_a_pool_keeps_the_first_and_the_last_that_ended_differently() -> None:
    pool = Pool()
    for number in range(40):
        pool.add(situation(f"call{number:02}"), seen(number))

    calls = [one.call for one, _ in pool.at(1)]

    assert calls == [f"call{n:02}" for n in (*range(FIRST_MAX), *range(40 - LAST_MAX, 40))]
    assert pool.at(2) == []


@pytest.mark.parametrize("end", [ObservedEnd.BROKEN, ObservedEnd.TIMED_OUT, ObservedEnd.DIED])
def test_a_pool_keeps_only_what_ended(end: ObservedEnd) -> None:
    pool = Pool()

    pool.add(situation("f()"), replace(seen(1), end=end))

    assert pool.at(1) == []


def test_a_pool_gives_what_was_aimed_at_a_function_once_each() -> None:
    pool = Pool()
    for segment, call in (("f", "f(1)"), ("g", "g(1)"), ("f", "f(2)")):
        for line in (1, 2):
            pool.add(situation(call, segment=segment), seen(0, line))

    assert [one.call for one in pool.aimed_at("f")] == ["f(1)", "f(2)"]
    assert pool.aimed_at("h") == []


def test_a_pool_keeps_few_that_ended_alike() -> None:
    pool = Pool()
    for number in range(ALIKE_MAX + 1):
        pool.add(situation(f"call{number}"), seen(0))

    assert [one.call for one, _ in pool.at(1)] == [f"call{n}" for n in range(ALIKE_MAX)]


def test_a_pool_gives_the_shortest_first() -> None:
    pool = Pool()
    for call in ("longest()", "a()", "longer()"):
        pool.add(situation(call), seen(len(call)))

    assert [one.call for one, _ in pool.at(1)] == ["a()", "longer()", "longest()"]
