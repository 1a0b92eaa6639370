"""The real solver on a small subject: what it finds, what it must not do, how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.solving import PATIENT, puzzle, solver_of
from fakes.worker_project import Project

from bot.languages.python.solver import STARTS_MAX
from bot.ports.solver import Input, SolverLimits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.languages.python.solver import CrossHairSolver
    from bot.ports.solver import Solved

SUBJECT = """import datetime
import enum
import os
import pathlib


def linear(x):
    if x * 7 + 3 == 24013:
        return "hit"
    return "miss"


def code(text):
    if len(text) == 5 and text.startswith("K-") and text[2:].isdigit():
        return int(text[2:])
    return None


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Box:
    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height


def odd(box: Box, colour: Colour):
    if box.width * 3 + box.height == 100 and box.height > 40 and colour is Colour.BLUE:
        return True
    return False


async def later(amount):
    if amount - 17 == 4000:
        return "paid"
    return "due"


def steps(n):
    if n * n == 1521:
        yield "found"
    yield "end"


def leaves(x):
    if x == 4321:
        raise SystemExit(3)
    return x


def writes(x):
    if x == 77:
        pathlib.Path("made.txt").write_text("x")
        os.system("touch made_too.txt")
        return "written"
    return "clean"


def due(day):
    if day.year == 2031 and day > datetime.date(2031, 5, 5):
        return "late"
    return "early"


def dies(x):
    if x == 5:
        os.abort()
    if x == 123456:
        return "lived"
    return "no"


now = datetime.datetime.now


def hour():
    return now().hour
"""


def line_of(text: str) -> int:
    """Return the number of the subject's line that starts with a text."""
    return next(
        at for at, line in enumerate(SUBJECT.split("\n"), 1) if line.strip().startswith(text)
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("solver"), SUBJECT)


@pytest.fixture(scope="module")
def solver(project: Project) -> Iterator[CrossHairSolver]:
    with solver_of(project) as opened:
        yield opened


def sources(solved: Solved) -> list[str]:
    return [source for one in solved.inputs for _, source in one.values]


def test_it_solves_an_equation(solver: CrossHairSolver) -> None:
    solved = solver.solve(puzzle("linear(solved_0)", {line_of('return "hit"')}, "int"))

    assert sources(solved) == ["3430"]
    assert solved.paths >= 1


def test_it_makes_texts_that_can_be_read(solver: CrossHairSolver) -> None:
    solved = solver.solve(puzzle("code(solved_0)", {line_of("return int(text")}, "str"))

    (source,) = sources(solved)
    assert source.isascii()
    assert source[1:3] == "K-"
    assert source[3:6].isdigit()


def test_it_makes_objects_of_the_subjects_classes(solver: CrossHairSolver) -> None:
    kinds = ("imported('shop.subject', 'Box')", "imported('shop.subject', 'Colour')")

    solved = solver.solve(puzzle("odd(solved_0, solved_1)", {line_of("return True")}, *kinds))

    assert solved.inputs[0].values[1] == ("solved_1", "Colour.BLUE")
    assert solved.inputs[0].values[0][1].startswith("Box(")
    assert ("shop.subject", "Box") in solved.inputs[0].classes


def test_it_runs_coroutines_and_generators_to_their_end(solver: CrossHairSolver) -> None:
    paid = puzzle("asyncio.run(later(solved_0))", {line_of('return "paid"')}, "int")
    end = puzzle("steps(solved_0)", {line_of('yield "found"')}, "int")

    assert sources(solver.solve(paid)) == ["4017"]
    assert sources(solver.solve(end))[0] in {"39", "-39"}


def test_it_finds_what_would_end_the_program(solver: CrossHairSolver) -> None:
    solved = solver.solve(puzzle("leaves(solved_0)", {line_of("raise SystemExit")}, "int"))

    assert sources(solved) == ["4321"]


def test_it_patches_the_surroundings_as_the_test_will(solver: CrossHairSolver) -> None:
    fixed = 'monkeypatch.setattr("shop.subject.now", lambda: SimpleNamespace(hour=solved_0))'
    setup = ("from types import SimpleNamespace", fixed)

    solved = solver.solve(
        puzzle("1 / (hour() - 20)", {line_of("return now()")}, "int", setup=setup)
    )

    assert len(solved.inputs) == 1


def test_it_asks_for_branches_too(solver: CrossHairSolver) -> None:
    guard = line_of("if x * 7")

    solved = solver.solve(
        puzzle("linear(solved_0)", set(), "int", arcs=frozenset({(guard, guard + 1)}))
    )

    assert sources(solved) == ["3430"]


def test_it_writes_nothing_and_starts_nothing(solver: CrossHairSolver, project: Project) -> None:
    solved = solver.solve(puzzle("writes(solved_0)", {line_of("pathlib.Path(")}, "int"))

    assert sources(solved) == ["77"]
    assert not list(project.root.rglob("made*"))


def test_it_knows_dates(solver: CrossHairSolver) -> None:
    kind = "imported('datetime', 'date')"

    solved = solver.solve(puzzle("due(solved_0)", {line_of('return "late"')}, kind))

    assert sources(solved)[0].startswith("datetime.date(2031, ")


def test_a_puzzle_that_kills_its_process_costs_only_itself(solver: CrossHairSolver) -> None:
    broken = solver.solve(puzzle("dies(5 if solved_0 else 5)", {line_of('return "lived"')}, "bool"))
    whole = solver.solve(puzzle("linear(solved_0)", {line_of('return "hit"')}, "int"))

    assert broken.inputs == ()
    assert "signal" in broken.note
    assert sources(whole) == ["3430"]


def test_a_puzzle_that_does_not_make_sense_is_told(solver: CrossHairSolver) -> None:
    solved = solver.solve(puzzle("linear(solved_0)", {line_of('return "hit"')}, "no_such_type"))

    assert solved.inputs == ()
    assert solved.note


def test_equal_puzzles_have_equal_answers(project: Project) -> None:
    asked = puzzle("code(solved_0)", {line_of("return int(text")}, "str")

    with solver_of(project) as one, solver_of(project) as other:
        assert one.solve(asked) == other.solve(asked)


def test_counts_end_a_puzzle(project: Project) -> None:
    few = SolverLimits(paths_max=1, path_s=60, puzzle_s=90, wall_s=100)
    cheap = SolverLimits(steps_max=20, path_s=60, puzzle_s=90, wall_s=100)
    asked = puzzle("code(solved_0)", {line_of("return int(text")}, "str")

    with solver_of(project, few) as hurried, solver_of(project, cheap) as short:
        assert hurried.solve(asked).paths == 1
        assert short.solve(asked).inputs == ()


def test_what_the_prover_may_cost_ends_a_puzzle(project: Project) -> None:
    poor = SolverLimits(work_max=1, path_s=60, puzzle_s=90, wall_s=100)

    with solver_of(project, poor) as solver:
        solved = solver.solve(puzzle("code(solved_0)", {line_of("return int(text")}, "str"))

    assert solved.note == "the work allowed for one puzzle was spent"


def test_a_subject_that_cannot_be_imported_is_told(tmp_path: Path) -> None:
    with solver_of(Project(tmp_path, "import no_such_module\n")) as solver:
        solved = solver.solve(puzzle("f(solved_0)", {1}, "int"))
        again = solver.solve(puzzle("f(solved_0)", {1}, "int"))

    assert "no_such_module" in solved.note
    assert again == solved


def test_an_interpreter_without_the_solver_is_told(tmp_path: Path) -> None:
    hidden = {"src/crosshair/__init__.py": "raise ImportError('not this one')\n"}

    with solver_of(Project(tmp_path, "def f(x): return x\n", hidden)) as solver:
        solved = solver.solve(puzzle("f(solved_0)", {1}, "int"))

    assert solved.inputs == ()
    assert "CrossHair cannot be imported" in solved.note


def test_a_program_that_is_gone_is_started_again_a_few_times(tmp_path: Path) -> None:
    project = Project(tmp_path, SUBJECT)
    asked = puzzle("linear(solved_0)", {line_of('return "hit"')}, "int")
    notes = []

    with solver_of(project) as solver:
        for _ in range(STARTS_MAX):
            assert sources(solver.solve(asked)) == ["3430"]
            project.programs[-1].stop()
            notes.append(solver.solve(asked).note)
        last = solver.solve(asked)

    assert len(project.programs) == STARTS_MAX
    assert all(notes)
    assert last.note == f"the solver died {STARTS_MAX} times"


def test_a_puzzle_too_long_to_send_is_not_sent(tmp_path: Path) -> None:
    project = Project(tmp_path, SUBJECT)

    with solver_of(project) as solver:
        solved = solver.solve(puzzle(f"linear({'1 + ' * 40_000}solved_0)", {3}, "int"))

    assert solved.note == "the puzzle is too long"
    assert project.programs == []


def test_limits_are_at_least_one() -> None:
    with pytest.raises(ValueError, match="paths_max"):
        SolverLimits(paths_max=0)


def test_inputs_name_each_unknown_once(solver: CrossHairSolver) -> None:
    solved = solver.solve(puzzle("linear(solved_0)", {line_of('return "miss"')}, "int"))

    assert [[name for name, _ in one.values] for one in solved.inputs] == [["solved_0"]]
    assert isinstance(solved.inputs[0], Input)
    assert PATIENT.inputs_max >= len(solved.inputs)
