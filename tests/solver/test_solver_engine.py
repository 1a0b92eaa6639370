"""The engine on a solver that answers from a table: what it asks, proposes and gives up."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.search_driver import Bench
from fakes.solving import FakeSolver, found, situation

from bot.domain.coverage import SegmentKind
from bot.domain.mission import EngineName, Limits
from bot.engines.solver.engine import FRUITLESS_MAX, SolverEngine
from bot.ports.engine import Watcher
from bot.ports.solver import Solved

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterator

TYPED = """
class Box:
    def __init__(self, width: int, label):
        self.width = width
        self.label = label

    def kind(self, scale: int, *, strict: bool = False, note=None):
        if self.width * scale == 391:
            return "odd"
        return "plain"


def total(items):
    return len(items)
"""


@pytest.fixture
def bench(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Bench]]:
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(source: str) -> Bench:
        path = tmp_path / "solved_subject.py"
        path.write_text(source, encoding="utf-8")
        sys.modules.pop("solved_subject", None)
        return Bench("solved_subject", source, str(path), tmp_path)

    yield make
    sys.modules.pop("solved_subject", None)


def seen(bench: Bench, engine: SolverEngine, call: str, *setup: str) -> None:
    one = situation(call, *setup)
    engine.watch(one, bench.observe(one))


def test_parameters_of_a_known_type_are_unknown(bench: Callable[[str], Bench]) -> None:
    solver = FakeSolver()
    subject = bench(TYPED)
    material = subject.material()
    # As the workshop names them, and the bench does not.
    segments = [
        replace(one, kind=SegmentKind.METHOD) if "." in one.name else one
        for one in material.segments
    ]

    SolverEngine(replace(material, segments=tuple(segments)), solver).propose(subject.imported, 8)

    asked = solver.asked[0]
    assert asked.segment == "Box.kind"
    assert asked.call == "box.kind(solved_0, strict=solved_1)"
    assert asked.setup == ("box = Box(solved_2, solved_3)",)
    assert [one.type for one in asked.unknowns] == ["int", "bool", "int", "str"]


def test_answers_become_situations_of_the_solver(bench: Callable[[str], Bench]) -> None:
    call = "box.kind(solved_0, strict=solved_1)"
    solver = FakeSolver({call: found("17", "False", "23", "'a'")})
    subject = bench(TYPED)

    (proposed,) = SolverEngine(subject.material(), solver).propose(subject.imported, 8)

    assert proposed.engine is EngineName.SOLVER
    assert (proposed.setup, proposed.call) == (
        ("box = Box(23, 'a')",),
        "box.kind(17, strict=False)",
    )
    observed = subject.observe(proposed)
    assert subject.imported.missing & observed.lines


def test_it_starts_from_what_came_near(bench: Callable[[str], Bench]) -> None:
    solver = FakeSolver()
    subject = bench(
        "def f(box):\n    if box['a'] + box['b'] == 77:\n        return 1\n    return 2\n"
    )
    engine = SolverEngine(subject.material(), solver)
    seen(subject, engine, "f(1)")
    seen(subject, engine, "f({'a': 1, 'b': 2})")

    engine.propose(subject.imported, 8)

    assert [one.call for one in solver.asked] == [
        "f({'a': solved_0, 'b': solved_1})",
        "f(solved_0)",
    ]


def test_each_puzzle_is_asked_once(bench: Callable[[str], Bench]) -> None:
    solver = FakeSolver()
    subject = bench(TYPED)
    engine = SolverEngine(subject.material(), solver)

    for _ in range(3):
        assert engine.propose(subject.imported, 8) == []

    asked = [(one.setup, one.call, one.unknowns) for one in solver.asked]
    assert len(asked) == len(set(asked))


def test_answers_wait_where_fewer_are_wanted(bench: Callable[[str], Bench]) -> None:
    answer = Solved(tuple(found(f"[{at}]").inputs[0] for at in (1, 2, 2, 3)))
    solver = FakeSolver({"total(solved_0)": answer})
    subject = bench(
        "def total(items: list[int]):\n    if items == [5]:\n        return 0\n    return 1\n"
    )
    engine = SolverEngine(subject.material(), solver)

    first = engine.propose(subject.imported, 2)
    rest = engine.propose(subject.imported, 2)

    assert [one.call for one in (*first, *rest)] == ["total([1])", "total([2])", "total([3])"]
    assert len(solver.asked) == 1


def test_what_is_covered_is_not_asked_for(bench: Callable[[str], Bench]) -> None:
    solver = FakeSolver()
    subject = bench(TYPED)
    whole = subject.imported.with_executed(subject.imported.missing, subject.imported.missing_arcs)

    assert SolverEngine(subject.material(), solver).propose(whole, 8) == []
    assert solver.asked == []


def test_what_was_covered_before_is_not_asked_for_again(bench: Callable[[str], Bench]) -> None:
    solver = FakeSolver()
    subject = bench(TYPED)
    engine = SolverEngine(subject.material(), solver)
    whole = subject.imported.with_executed(subject.imported.missing, subject.imported.missing_arcs)
    engine.propose(whole, 8)

    assert engine.propose(whole.forgetting(whole.executed), 8) == []
    assert solver.asked == []


def test_it_ends_where_nothing_brings_a_test(bench: Callable[[str], Bench]) -> None:
    many = "\n\n".join(
        f"def f{at}(x: int):\n    if x == {at}:\n        return 1\n    return 2" for at in range(20)
    )
    subject = bench(many)
    solver, hopeful = FakeSolver(), FakeSolver()
    calls = {f"f{at}(solved_0)": found(str(at)) for at in range(20)}
    hopeful.answers = calls

    SolverEngine(subject.material(), solver).propose(subject.imported, 8)
    engine = SolverEngine(subject.material(), hopeful)
    while proposed := engine.propose(subject.imported, 8):
        engine.learn(proposed[0], subject.observe(proposed[0]), gained=True)

    assert len(solver.asked) == FRUITLESS_MAX
    assert len(hopeful.asked) > FRUITLESS_MAX


def test_all_engines_together_try_so_many_situations(bench: Callable[[str], Bench]) -> None:
    solver = FakeSolver({"total(solved_0)": found("[1]")})
    subject = bench("def total(items: list[int]):\n    return len(items)\n")
    material = replace(subject.material(), limits=Limits(situations_max=1))
    engine = SolverEngine(material, solver)
    seen(subject, engine, "total([])")

    assert engine.propose(subject.imported, 8) == []
    assert solver.asked == []


def test_it_says_why_there_is_not_more(bench: Callable[[str], Bench]) -> None:
    solver = FakeSolver({"total(solved_0)": Solved((), note="no such solver")})
    subject = bench("def total(items: list[int]):\n    return len(items)\n")
    engine = SolverEngine(subject.material(), solver)

    engine.propose(subject.imported, 8)

    assert isinstance(engine, Watcher)
    assert engine.name is EngineName.SOLVER
    assert engine.note == "no such solver"


def test_what_needs_files_is_not_asked(bench: Callable[[str], Bench]) -> None:
    solver = FakeSolver()
    subject = bench(
        "def read(path, count: int):\n    with open(path) as f:\n        return f.read(count)\n"
    )
    engine = SolverEngine(subject.material(), solver)

    engine.propose(subject.imported, 8)

    assert not any("tmp_path" in "".join((*one.setup, one.call)) for one in solver.asked)


def test_variable_arguments_are_left_as_search_gives_them(bench: Callable[[str], Bench]) -> None:
    solver = FakeSolver()
    subject = bench("def f(count: int, *rest: int, **more: int):\n    return count\n")

    SolverEngine(subject.material(), solver).propose(subject.imported, 8)

    assert solver.asked[0].call == "f(solved_0)"


def test_a_class_that_cannot_be_made_is_not_asked_about(bench: Callable[[str], Bench]) -> None:
    solver = FakeSolver()
    subject = bench(
        "class A(int, metaclass=type):\n    __slots__ = ()\n    def f(self, x: int): ...\n"
    )
    facts = subject.material().facts
    bare = tuple(
        replace(one, constructor=None, members=(), methods=one.methods) for one in facts.classes
    )
    material = replace(subject.material(), facts=replace(facts, classes=bare))

    SolverEngine(material, solver).propose(subject.imported, 8)

    assert solver.asked == []
