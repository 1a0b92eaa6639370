"""What a command asks for becomes engines and consoles, or is refused by name."""

from dataclasses import replace
from pathlib import Path

from fakes.missions import mission
from fakes.tiny import command, make

from bot.domain.mission import EngineName
from bot.doors import World, open_doors
from bot.settings import Command, Settings
from bot.wiring import _wanted


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


def test_a_model_alone_that_is_nowhere_stops_before_anything_is_written(tmp_path: Path) -> None:
    nowhere = "--ollama-url http://127.0.0.1:9"

    ran = command(f"campaign --engines model {nowhere}", make(tmp_path / "house"))

    assert ran.code == 4
    assert not (tmp_path / "house/.coverage-missions").exists()


def test_lines_that_replace_themselves_are_for_one_process(tmp_path: Path) -> None:
    world = World(environ={}, here=tmp_path)

    doors = open_doors(Settings(Command.RUN, tmp_path, tmp_path), world, is_terminal=True)

    assert doors.introductions is doors.console
