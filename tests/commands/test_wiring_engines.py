from dataclasses import replace

from fakes.missions import mission

from bot.domain.mission import EngineName
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
