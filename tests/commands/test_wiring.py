"""What a command asks for becomes engines and consoles, or is refused by name."""

from dataclasses import replace
from pathlib import Path

import pytest
from fakes.console import FakeConsole
from fakes.missions import mission
from fakes.tiny import command, make

from bot.domain.mission import EngineName
from bot.doors import World, open_doors
from bot.errors import InputError
from bot.settings import Command, Settings
from bot.wiring import _wanted, check_engines


def test_a_missions_own_engines_narrow_what_the_command_asks_for() -> None:
    planned = mission()
    steps = tuple(
        replace(step, parameters={**step.parameters, "engines": (EngineName.SEARCH,)})
        if step.id == "generate"
        else step
        for step in planned.steps
    )

    assert _wanted(tuple(EngineName), replace(planned, steps=steps)) == (EngineName.SEARCH,)
    assert _wanted((EngineName.MODEL,), replace(planned, steps=steps)) == ()


def test_a_mission_that_names_no_engine_takes_what_is_asked_for() -> None:
    planned = mission()
    steps = tuple(
        replace(step, parameters={"tool": step.parameters["tool"]}) for step in planned.steps
    )

    assert _wanted((EngineName.SEARCH,), replace(planned, steps=steps)) == (EngineName.SEARCH,)


def test_engines_that_are_not_there_are_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"names model, .*it has search, solver"):
        check_engines((EngineName.MODEL,), FakeConsole())


def test_engines_that_are_partly_there_are_told() -> None:
    console = FakeConsole()

    check_engines((EngineName.SEARCH, EngineName.MODEL), console)

    assert console.told == [("info", "engines not in this version are left out engines=model")]


def test_an_unknown_engine_stops_before_anything_is_written(tmp_path: Path) -> None:
    ran = command("campaign --engines model", make(tmp_path / "house"))

    assert ran.code == 2
    assert not (tmp_path / "house/.coverage-missions").exists()


def test_lines_that_replace_themselves_are_for_one_process(tmp_path: Path) -> None:
    world = World(environ={}, here=tmp_path)

    doors = open_doors(Settings(Command.RUN, tmp_path, tmp_path), world, is_terminal=True)

    assert doors.introductions is doors.console
