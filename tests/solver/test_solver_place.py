"""Laying the solver over an interpreter, with a stand-in for the installer and no network."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from fakes.console import FakeConsole
from fakes.plain_sandbox import PlainSandbox
from fakes.solving import PATIENT, FakeSolver, puzzle
from fakes.store import MemoryStore

from bot.domain.mission import Limits
from bot.languages.python.interpreter.environment import SubjectPython
from bot.languages.python.request import private_dir
from bot.languages.python.solver import CrossHairSolver, open_solver, solver_request
from bot.languages.python.tree import find_tree
from bot.languages.python.workshop import PythonWorkshop
from bot.mission.recorded import Trials
from bot.mission.solved import MissingSolver, RecordedSolver
from bot.solver_place import SolverPlace, find_solver, mission_solver

OURS = Path(sys.executable)
UV = """#!/bin/sh
echo "$PIP_RETRIES $@" >> {log}
{refusal}
while [ $# -gt 0 ]; do [ "$1" = --target ] && mkdir -p "$2"; shift; done
"""


class Machine:
    """A cache, and a path on which only our installer lies."""

    def __init__(self, folder: Path, refusal: str = "") -> None:
        self.cache, self.log = folder / "cache", folder / "log"
        self.console = FakeConsole()
        self.log.touch()
        uv = folder / "bin" / "uv"
        uv.parent.mkdir()
        uv.write_text(UV.format(log=self.log, refusal=refusal))
        uv.chmod(uv.stat().st_mode | stat.S_IXUSR)
        self.environ = {"PATH": f"{uv.parent}:{os.defpath}"}

    def find(self, python: SubjectPython) -> SolverPlace:
        return find_solver(python, cache_dir=self.cache, environ=self.environ, console=self.console)


@pytest.fixture
def workshop(tmp_path: Path) -> PythonWorkshop:
    root = tmp_path / "scratch" / "project"
    (root / "src" / "shop").mkdir(parents=True)
    (root / "src" / "shop" / "__init__.py").write_text("")
    (root / "src" / "shop" / "subject.py").write_text("def f(x): return x\n")
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    python = SubjectPython(OURS, "3", "ours", (Path(sys.prefix),), overlay)
    return PythonWorkshop(find_tree(root, None), python, PlainSandbox(), Limits())


def test_the_solver_is_fetched_once(tmp_path: Path, workshop: PythonWorkshop) -> None:
    machine = Machine(tmp_path)

    first, again = machine.find(workshop.subject_python), machine.find(workshop.subject_python)

    assert first == again
    assert first.overlay is not None
    assert first.overlay.parent == machine.cache / "overlays"
    (asked,) = machine.log.read_text().splitlines()
    assert asked.startswith("1 pip install")
    assert "crosshair-tool==" in asked
    assert "z3-solver==" in asked
    assert machine.console.told == []


def test_one_line_says_that_it_cannot_be_had(tmp_path: Path, workshop: PythonWorkshop) -> None:
    machine = Machine(tmp_path, "echo no such package; exit 1")

    place = machine.find(workshop.subject_python)

    assert place.overlay is None
    assert "\n" not in place.why_not
    assert place.why_not.startswith("CrossHair cannot be installed for Python")
    assert machine.console.told == [("warning", f"the solver is left out why={place.why_not}")]


def test_a_mission_without_it_gets_the_reason(workshop: PythonWorkshop) -> None:
    place = SolverPlace(None, "no network")

    solver = mission_solver(place, workshop, "src/shop/subject.py", memory(), lambda: 60)

    assert isinstance(solver, MissingSolver)
    assert "no network" in solver.solve(puzzle("f(solved_0)", {1}, "int")).note


def test_a_mission_with_it_starts_it_late(workshop: PythonWorkshop, tmp_path: Path) -> None:
    place = SolverPlace(tmp_path / "overlay", "")

    solver = mission_solver(place, workshop, "src/shop/subject.py", memory(), lambda: 60)
    solver.close()

    assert isinstance(solver, RecordedSolver)


def memory() -> Trials:
    return Trials(MemoryStore(), "trials.jsonl")


def test_the_solver_may_read_the_copy_but_not_change_it(
    workshop: PythonWorkshop, tmp_path: Path
) -> None:
    overlay = tmp_path / "overlay"

    request = solver_request(workshop, overlay, "src/shop/subject.py", PATIENT)

    limits = request.confinement
    assert {workshop.tree.root, overlay} <= set(limits.readable)
    assert limits.writable == (private_dir(workshop.tree),)
    assert limits.memory_bytes == PATIENT.memory_bytes_max
    assert limits.env["PYTHONHASHSEED"] == "0"


def test_it_solves_in_the_workshops_sandbox(workshop: PythonWorkshop, tmp_path: Path) -> None:
    solver = open_solver(workshop, tmp_path / "overlay", "src/shop/subject.py", PATIENT)

    solved = solver.solve(puzzle("f(solved_0)", {1}, "int"))
    solver.close()

    assert isinstance(solver, CrossHairSolver)
    assert solved.note == ""
    assert FakeSolver().solve(puzzle("f(solved_0)", {1}, "int")).inputs == ()
