"""plan: measure, and write one mission file for each source file below target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.file_commands import add_summary, set_outputs
from bot.adapters.result_dir import ResultDir
from bot.commands.given_report import given_suite
from bot.commands.planning import baseline_of, make_plan
from bot.commands.scratch import own_scratch
from bot.doors import open_doors
from bot.errors import InputError
from bot.stages.overview import left_after, matrix_json, plan_table, wave_entries, waves_of
from bot.wiring import open_site, open_sources

if TYPE_CHECKING:
    from bot.domain.coverage import Report
    from bot.doors import Doors, World
    from bot.settings import Settings


def plan(settings: Settings, world: World) -> int:
    """Plan a campaign; print its table and hand the job matrix on.

    Raises:
        InputError: the plan has fewer waves than the one that is asked for.
    """
    doors = open_doors(settings, world)
    if settings.report is None:
        with open_site(settings, doors) as site, own_scratch(site):
            output = make_plan(settings, doors.console, site.workshop, baseline_of(site).suite)
    else:
        sources = open_sources(settings)
        suite = given_suite(
            settings.report, sources, lambda paths: _counted(settings, doors, paths), doors.console
        )
        output = make_plan(settings, doors.console, sources, suite)
    wave, waves = settings.wave, waves_of(output.campaign)
    if wave > waves:
        raise InputError(f"--wave {wave}: the plan has {waves} now; missions that are done left it")
    table = plan_table(output.campaign, wave=wave)
    doors.console.show(table)
    add_summary(world.environ, table)
    matrix = matrix_json(output.campaign, wave=wave)
    left = left_after(output.campaign, wave=wave)
    if left:
        doors.console.warning(
            "more missions than one matrix holds: the rest waits for the next wave",
            wave=f"{wave}/{waves}",
            left=left,
        )
    if settings.matrix_out is not None:
        ResultDir(settings.matrix_out.parent).write(settings.matrix_out.name, matrix + "\n")
    set_outputs(
        world.environ,
        {
            "matrix": matrix,
            "count": str(len(wave_entries(output.campaign, wave=wave))),
            "wave": str(wave),
            "waves": str(waves),
            "left": str(left),
            "missions-dir": "missions/coverage",
        },
    )
    return 0


def _counted(settings: Settings, doors: Doors, paths: tuple[str, ...]) -> Report:
    """Count what could be covered in sources that a given report leaves out."""
    with open_site(settings, doors) as site, own_scratch(site):
        return site.workshop.unmeasured(paths)
