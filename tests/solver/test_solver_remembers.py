"""What a mission keeps of its solver: answers over a kill, a reason where there is none."""

from __future__ import annotations

from fakes.solving import FakeSolver, found, puzzle
from fakes.store import MemoryStore

from bot.mission.recorded import Trials
from bot.mission.solved import MissingSolver, RecordedSolver

ASKED = puzzle("f(solved_0)", {3}, "int")


def recorded(store: MemoryStore, solver: FakeSolver, *, seconds: float = 60) -> RecordedSolver:
    return RecordedSolver(lambda: solver, Trials(store, "trials.jsonl"), lambda: seconds)


def test_a_resumed_mission_solves_nothing_twice() -> None:
    store = MemoryStore()
    first, second = FakeSolver({"f(solved_0)": found("5")}), FakeSolver()

    before = recorded(store, first).solve(ASKED)
    after = recorded(store, second).solve(ASKED)

    assert after == before == found("5")
    assert second.asked == []


def test_another_puzzle_is_solved() -> None:
    store = MemoryStore()
    recorded(store, FakeSolver()).solve(ASKED)
    solver = FakeSolver()

    recorded(store, solver).solve(puzzle("f(solved_0)", {4}, "int"))

    assert len(solver.asked) == 1


def test_nothing_is_begun_where_the_time_is_over() -> None:
    store = MemoryStore()
    solver = FakeSolver({"f(solved_0)": found("5")})

    late = recorded(store, solver, seconds=0).solve(ASKED)
    resumed = recorded(store, solver).solve(ASKED)

    assert (late.inputs, late.note) == ((), "the mission's time was over")
    assert resumed == found("5")


def test_only_what_was_started_is_ended() -> None:
    idle, busy = FakeSolver(), FakeSolver()
    recorded(MemoryStore(), idle).close()
    solver = recorded(MemoryStore(), busy)
    solver.solve(ASKED)

    solver.close()
    solver.close()

    assert (idle.closed, busy.closed) == (0, 1)


def test_a_missing_solver_finds_nothing_and_says_why() -> None:
    solver = MissingSolver("no wheel for this Python")

    solved = solver.solve(ASKED)
    solver.close()

    assert solved.inputs == ()
    assert solved.note == "the solver is missing: no wheel for this Python"
